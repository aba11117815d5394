public import Fields

/// The sum of all scalar · point. As many scalars as points; each scalar is canonical, below 2²⁵⁴ as in G1 and G2, and the
/// points are in the group, identities among them allowed. Variable-time.
///
/// Scalars 0, 1 and −1 stay out of the windows; up to 64 others share one chain of doublings, more go through buckets, a window
/// a job. Source: Pippenger's method as in
/// Bernstein, Doumen, Lange, Oosterwijk, "Faster batch forgery identification", section 4, with affine buckets.
@specialized(where C == BN254G1)
@specialized(where C == BN254G2)
public func multiScalarMultiplication<C: ShortWeierstrassCurve>(
    _ points: UnsafeBufferPointer<AffinePoint<C>>, _ scalars: UnsafeBufferPointer<UInt256>
) -> JacobianPoint<C> {
    let terms = SortedTerms(points, scalars)
    return plainSum(terms.plain) + bucketSum(terms)
}

/// The sum of all scalar · point. As many scalars as points. Variable-time.
public func multiScalarMultiplication<C: ShortWeierstrassCurve>(
    _ points: [AffinePoint<C>], _ scalars: [PrimeField<C.ScalarModulus>]
) -> JacobianPoint<C> {
    points.withUnsafeBufferPointer { points in
        scalars.map(\.canonical).withUnsafeBufferPointer { multiScalarMultiplication(points, $0) }
    }
}

/// The most memory, in bytes, that a sum of so many terms takes besides its points and scalars.
///
/// Dense terms are copied, a point and a scalar each, and sorted by their numbers; on each processor a window is summed. Where no term
/// is dense, the lists of the others take less.
package func multiScalarMultiplicationByteCount<C: ShortWeierstrassCurve>(
    _ curve: C.Type, count: Int, processors: Int
) -> Int {
    guard count > 0 else { return 0 }
    let plan = WindowPlan(entries: count, greatest: C.ScalarModulus.value)
    let window = WindowMemory<C>(plan, entries: count).byteCount
    return count * (MemoryLayout<AffinePoint<C>>.stride + MemoryLayout<UInt256>.stride + 12) + processors * window
}

/// The sum of the points.
private func plainSum<C>(_ points: [PointReference<C>]) -> JacobianPoint<C> {
    let size = 1 << 13
    return parallelMap((points.count + size - 1) / size) { piece in
        let piece = points[piece * size..<min(points.count, (piece + 1) * size)]
        let segments = SegmentSums<C>(capacity: piece.count)
        for (place, point) in piece.enumerated() { segments.points[place] = point }
        var (length, sum) = (Int32(piece.count), AffinePoint<C>.identity)
        withUnsafeMutablePointer(to: &length) {
            segments.reduce(UnsafeMutableBufferPointer(start: $0, count: 1), into: &sum)
        }
        return sum
    }.reduce(.identity) { $0 + $1 }
}

/// The sum of scalar · point over the dense terms.
private func bucketSum<C>(_ terms: SortedTerms<C>) -> JacobianPoint<C> {
    guard terms.count > 64 else { return interleavedSum(terms) }
    let plan = WindowPlan(entries: terms.count, greatest: terms.greatest)
    terms.offset(by: plan.offset)
    // A job for each window, but where the last ones would leave processors without one, a job for each of so many parts.
    let processors = Processors.inUse
    let whole = plan.windows - plan.windows % processors
    let parts = min(processors, terms.count)
    var memories = [WindowMemory<C>?](repeating: nil, count: processors)
    var sums = [JacobianPoint<C>](repeating: .identity, count: whole + (plan.windows - whole) * parts)
    memories.withUnsafeMutableBufferPointer { memories in
        sums.withUnsafeMutableBufferPointer { sums in
            let (memories, sums) = (memories.baseAddress!, sums.baseAddress!)
            parallelJobs(whole + (plan.windows - whole) * parts) { job, worker in
                let memory = memories[worker] ?? WindowMemory(plan, entries: terms.count)
                memories[worker] = memory
                let (window, part, parts) =
                    job < whole ? (job, 0, 1) : (whole + (job - whole) / parts, (job - whole) % parts, parts)
                let range = terms.count * part / parts..<terms.count * (part + 1) / parts
                sums[job] = BucketWindow(plan, window).sum(
                    terms.points + range.lowerBound,
                    UnsafeBufferPointer(start: terms.scalars + range.lowerBound, count: range.count), memory)
            }
        }
    }
    return (0..<plan.windows).reversed().reduce(JacobianPoint<C>.identity) { result, window in
        let first = window < whole ? window : whole + (window - whole) * parts
        let jobs = first..<first + (window < whole ? 1 : parts)
        return sums[jobs].reduce((0..<plan.bits).reduce(result) { doubled, _ in doubled.doubled() }) { $0 + $1 }
    }
}

/// The sum of scalar · point over a few terms: their signed digits along one chain of doublings, on one processor.
///
/// Source: Möller, "Algorithms for Multi-exponentiation", section 3.2 (interleaving).
private func interleavedSum<C>(_ terms: SortedTerms<C>) -> JacobianPoint<C> {
    let digits = (0..<terms.count).map { signedDigits(of: terms.scalars[$0], width: 5) }
    var multiples: [JacobianPoint<C>] = []
    for index in 0..<terms.count {
        var odd = JacobianPoint(terms.points[index])
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
        for (index, digits) in digits.enumerated() where position < digits.count && digits[position] != 0 {
            let multiple = table[8 * index + Int(digits[position].magnitude) / 2]
            sum += digits[position] < 0 ? -multiple : multiple
        }
    }
    return sum
}
