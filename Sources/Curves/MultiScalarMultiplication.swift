public import Fields

/// The sum of all scalar · point. As many scalars as points; each scalar is canonical, below 2²⁵⁴ as in G1 and G2, and the
/// points are in the group, identities among them allowed. Variable-time.
///
/// Scalars 0 and 1 stay out of the windows; the others go through buckets, a window a job. Source: Pippenger's method as in
/// Bernstein, Doumen, Lange, Oosterwijk, "Faster batch forgery identification", section 4, with affine buckets.
@specialized(where C == BN254G1)
@specialized(where C == BN254G2)
public func multiScalarMultiplication<C: ShortWeierstrassCurve>(
    _ points: UnsafeBufferPointer<AffinePoint<C>>, _ scalars: UnsafeBufferPointer<UInt256>
) -> JacobianPoint<C> {
    precondition(points.count == scalars.count, "one scalar a point")
    var ones: [Int] = []
    var dense: [(index: Int, scalar: UInt256)] = []
    var greatest = UInt256.zero
    for index in points.indices where !points[index].isIdentity {
        let scalar = scalars[index]
        if scalar.l1 | scalar.l2 | scalar.l3 == 0 && scalar.l0 < 2 {
            if scalar.l0 == 1 { ones.append(index) }
        } else {
            dense.append((index, scalar))
            if greatest < scalar { greatest = scalar }
        }
    }
    return plainSum(points, ones) + bucketSum(points, &dense, greatest: greatest)
}

/// The sum of all scalar · point. As many scalars as points. Variable-time.
public func multiScalarMultiplication<C: ShortWeierstrassCurve>(
    _ points: [AffinePoint<C>], _ scalars: [PrimeField<C.ScalarModulus>]
) -> JacobianPoint<C> {
    points.withUnsafeBufferPointer { points in
        scalars.map(\.canonical).withUnsafeBufferPointer { multiScalarMultiplication(points, $0) }
    }
}

/// The sum of some of the points.
private func plainSum<C>(_ points: UnsafeBufferPointer<AffinePoint<C>>, _ indices: [Int]) -> JacobianPoint<C> {
    let size = 1 << 13
    return parallelMap((indices.count + size - 1) / size) { piece in
        let indices = indices[piece * size..<min(indices.count, (piece + 1) * size)]
        let segments = SegmentSums<C>(capacity: indices.count)
        for (place, index) in indices.enumerated() { segments.points[place] = points[index] }
        var (lengths, sum) = ([indices.count], AffinePoint<C>.identity)
        lengths.withUnsafeMutableBufferPointer { segments.reduce($0, into: &sum) }
        return sum
    }.reduce(.identity) { $0 + $1 }
}

/// The sum of scalar · point over the entries, whose scalars are at most `greatest`.
private func bucketSum<C>(
    _ points: UnsafeBufferPointer<AffinePoint<C>>, _ entries: inout [(index: Int, scalar: UInt256)], greatest: UInt256
) -> JacobianPoint<C> {
    guard !entries.isEmpty else { return .identity }
    let plan = WindowPlan(entries: entries.count, greatest: greatest)
    entries.withUnsafeMutableBufferPointer { entries in
        for index in entries.indices {
            entries[index].scalar = entries[index].scalar.addingReportingCarry(plan.offset).sum
        }
    }
    // A job for each window, and for parts of it where there are more processors than windows.
    let parts = min((processorCount + plan.windows - 1) / plan.windows, entries.count)
    let scaled = entries
    let sums = parallelMap(plan.windows * parts) { job in
        let (window, part) = (job / parts, job % parts)
        let range = scaled.count * part / parts..<scaled.count * (part + 1) / parts
        return BucketWindow<C>(bits: plan.bits, position: window * plan.bits, isTop: window == plan.windows - 1)
            .sum(points, scaled[range])
    }
    return (0..<plan.windows).reversed().reduce(JacobianPoint<C>.identity) { result, window in
        (0..<parts).reduce((0..<plan.bits).reduce(result) { doubled, _ in doubled.doubled() }) { sum, part in
            sum + sums[window * parts + part]
        }
    }
}

/// How scalars are cut into windows.
package struct WindowPlan {
    /// The width of a window, 2 to 16.
    package let bits: Int
    package let windows: Int
    /// 2^(bits − 1) in every window but the top one: see `BucketWindow`.
    package let offset: UInt256

    /// The plan with the fewest additions: one an entry and two a bucket, in each window. `greatest` is below 2²⁵⁴.
    package init(entries: Int, greatest: UInt256) {
        let plans = (2...16).map { WindowPlan(bits: $0, greatest: greatest) }
        self = plans.min { $0.cost(entries) < $1.cost(entries) }!
    }

    /// The fewest windows of this width in which the top digit of no scalar up to `greatest` exceeds 2^(bits − 1).
    package init(bits: Int, greatest: UInt256) {
        precondition(greatest.bitWidth <= 254)
        var (windows, offset) = (1, BigInteger(0))
        while (BigInteger(greatest) + offset) >> (bits * (windows - 1)) > BigInteger(1) << (bits - 1) {
            offset = offset + BigInteger(1) << (bits * windows - 1)
            windows += 1
        }
        self.bits = bits
        self.windows = windows
        self.offset = offset.uint256!
    }

    private func cost(_ entries: Int) -> Int { windows * (entries + 2 << (bits - 1)) }
}
