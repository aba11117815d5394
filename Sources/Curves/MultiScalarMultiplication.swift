public import Fields

/// The sum of all scalar · point. As many scalars as points; each scalar is canonical, below 2²⁵⁴ as in G1 and G2, and the
/// points are in the group, identities among them allowed. Variable-time.
///
/// Scalars 0 and 1 stay out of the windows; up to 64 others share one chain of doublings, more go through buckets, a window a
/// job. Source: Pippenger's method as in
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
    guard entries.count > 64 else { return interleavedSum(points, entries) }
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

/// The sum of scalar · point over a few entries: their signed digits along one chain of doublings, on one processor.
///
/// Source: Möller, "Algorithms for Multi-exponentiation", section 3.2 (interleaving).
private func interleavedSum<C>(
    _ points: UnsafeBufferPointer<AffinePoint<C>>, _ entries: [(index: Int, scalar: UInt256)]
) -> JacobianPoint<C> {
    let digits = entries.map { signedDigits(of: $0.scalar, width: 5) }
    var multiples: [JacobianPoint<C>] = []
    for entry in entries {
        var odd = JacobianPoint(points[entry.index])
        let double = odd.doubled()
        for _ in 0..<8 {
            multiples.append(odd)
            odd += double
        }
    }
    let table = affine(multiples)
    var sum = JacobianPoint<C>.identity
    for position in (0..<(digits.map(\.count).max() ?? 0)).reversed() {
        sum = sum.doubled()
        for (entry, digits) in digits.enumerated() where position < digits.count && digits[position] != 0 {
            let multiple = table[8 * entry + Int(digits[position].magnitude) / 2]
            sum += digits[position] < 0 ? -multiple : multiple
        }
    }
    return sum
}
