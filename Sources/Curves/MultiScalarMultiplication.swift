public import Fields

/// The sum of all scalar · point. As many scalars as points; each scalar is canonical, below the order of the group.
/// Identities among the points are allowed. Variable-time.
public func multiScalarMultiplication<C: ShortWeierstrassCurve>(
    _ points: UnsafeBufferPointer<AffinePoint<C>>, _ scalars: UnsafeBufferPointer<UInt256>
) -> JacobianPoint<C> {
    precondition(points.count == scalars.count, "one scalar a point")
    let width = 8
    let sums = parallelMap(256 / width) { window in
        var buckets = [JacobianPoint<C>](repeating: .identity, count: 1 << width)
        for (point, scalar) in zip(points, scalars) {
            buckets[Int(scalar.bits(from: window * width, count: width))] += point
        }
        var (running, sum) = (JacobianPoint<C>.identity, JacobianPoint<C>.identity)
        for bucket in buckets.dropFirst().reversed() {
            running += bucket
            sum += running
        }
        return sum
    }
    return sums.reversed().reduce(.identity) { result, sum in
        (0..<width).reduce(result) { doubled, _ in doubled.doubled() } + sum
    }
}

/// The sum of all scalar · point. As many scalars as points. Variable-time.
public func multiScalarMultiplication<C: ShortWeierstrassCurve>(
    _ points: [AffinePoint<C>], _ scalars: [PrimeField<C.ScalarModulus>]
) -> JacobianPoint<C> {
    points.withUnsafeBufferPointer { points in
        scalars.map(\.canonical).withUnsafeBufferPointer { multiScalarMultiplication(points, $0) }
    }
}
