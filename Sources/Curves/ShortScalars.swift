package import Fields

/// Multiples of points of G1 by scalars below 2¹²⁸: what verifiers need, as they weigh proofs by numbers of that size and split
/// public inputs into such. Variable-time.
package enum ShortScalars {
    /// scalar · point for each point, in order.
    package static func multiples(of points: [G1], by scalars: [UInt128]) -> [JacobianPoint<BN254G1>] {
        precondition(points.count == scalars.count, "one scalar a point")
        if Kernel.current == .ifma { return multiplesInLanes(of: points, by: scalars) }
        return zip(points, scalars).map { JacobianPoint($0).multiplied(by: UInt256($1)) }
    }

    /// The sum of all scalar · point.
    package static func sum(of points: [G1], by scalars: [UInt128]) -> JacobianPoint<BN254G1> {
        precondition(points.count == scalars.count, "one scalar a point")
        if Kernel.current == .ifma { return sumInLanes(of: points, by: scalars) }
        return points.withUnsafeBufferPointer { points in
            scalars.map { UInt256($0) }.withUnsafeBufferPointer { multiScalarMultiplication(points, $0) }
        }
    }

    /// The sum of all scalar · point, for scalars of any size; those below 2¹²⁶ cost half.
    package static func sum(of points: [G1], by scalars: [Fr]) -> JacobianPoint<BN254G1> {
        precondition(points.count == scalars.count, "one scalar a point")
        guard Kernel.current == .ifma else { return multiScalarMultiplication(points, scalars) }
        var (parts, shortScalars): ([G1], [UInt128]) = ([], [])
        func append(_ point: G1, _ scalar: UInt128) {
            guard scalar != 0 else { return }
            parts.append(point)
            shortScalars.append(scalar)
        }
        for (point, scalar) in zip(points, scalars) {
            let (first, second) = BaseEndomorphism.split(scalar)
            append(point, first)
            let image = BaseEndomorphism.image(of: point)
            append(second < 0 ? -image : image, second.magnitude)
        }
        return sumInLanes(of: parts, by: shortScalars)
    }
}

extension UInt256 {
    package init(_ value: UInt128) {
        self.init(UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value >> 64))
    }

    /// The value modulo 2¹²⁸.
    package var lowHalf: UInt128 { UInt128(l1) << 64 | UInt128(l0) }
}
