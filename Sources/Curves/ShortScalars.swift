package import Fields

/// Multiples of points of G1 by scalars below 2¹²⁸: what verifiers need, as they cut public inputs in halves and weigh proofs by
/// numbers of that size. Variable-time.
package enum ShortScalars {
    /// scalar · point for each point, in order.
    package static func multiples(of points: [G1], by scalars: [UInt128]) -> [JacobianPoint<BN254G1>] {
        precondition(points.count == scalars.count, "one scalar a point")
        guard Kernel.current == .portable else { return multiplesInLanes(of: points, by: scalars) }
        return zip(points, scalars).map { JacobianPoint($0).multiplied(by: UInt256($1)) }
    }

    /// The sum of all scalar · point.
    package static func sum(of points: [G1], by scalars: [UInt128]) -> JacobianPoint<BN254G1> {
        precondition(points.count == scalars.count, "one scalar a point")
        guard Kernel.current == .portable else { return sumInLanes(of: points, by: scalars) }
        return points.withUnsafeBufferPointer { points in
            scalars.map { UInt256($0) }.withUnsafeBufferPointer { multiScalarMultiplication(points, $0) }
        }
    }
}

extension UInt256 {
    package init(_ value: UInt128) {
        self.init(UInt64(truncatingIfNeeded: value), UInt64(truncatingIfNeeded: value >> 64))
    }

    /// The value modulo 2¹²⁸.
    package var lowHalf: UInt128 { UInt128(l1) << 64 | UInt128(l0) }

    /// The value over 2¹²⁸, rounded down.
    package var highHalf: UInt128 { UInt128(l3) << 64 | UInt128(l2) }
}
