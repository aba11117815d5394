package import Fields

/// A multiple of a point that lies elsewhere in memory.
package struct PointTerm<C: ShortWeierstrassCurve> {
    let point: UnsafePointer<AffinePoint<C>>
    let scalar: PrimeField<C.ScalarModulus>

    package init(_ point: UnsafePointer<AffinePoint<C>>, times scalar: PrimeField<C.ScalarModulus>) {
        self.point = point
        self.scalar = scalar
    }
}

/// Many sums of few terms each: sum i is that of terms starts[i] ..< starts[i + 1], `starts` beginning with 0. It is what a
/// sparse matrix does to a vector of points. On all processors; variable-time.
package func sparseSums<C>(_ terms: [PointTerm<C>], starts: [Int]) -> [AffinePoint<C>] {
    // 1 and −1 are most of the coefficients of a circuit; only the others are multiplied out.
    let (one, minusOne) = (PrimeField<C.ScalarModulus>.one, -PrimeField<C.ScalarModulus>.one)
    let dense = terms.indices.filter { terms[$0].scalar != one && terms[$0].scalar != minusOne }
    let multiplied = products(of: dense.map { terms[$0].point }, by: dense.map { terms[$0].scalar })
    var points = terms.map { $0.scalar == minusOne ? -$0.point.pointee : $0.point.pointee }
    for (place, point) in zip(dense, multiplied) { points[place] = point }

    var sums = [AffinePoint<C>](repeating: .identity, count: starts.count - 1)
    let chunks = runs(of: starts, length: 1 << 13)
    sums.withUnsafeMutableBufferPointer { sums in
        nonisolated(unsafe) let sums = sums
        parallelJobs(chunks.count) { chunk in
            let range = chunks[chunk]
            let (first, last) = (starts[range.lowerBound], starts[range.upperBound])
            let segments = SegmentSums<C>(capacity: last - first)
            for place in first..<last { segments.points[place - first] = points[place] }
            var lengths = range.map { starts[$0 + 1] - starts[$0] }
            lengths.withUnsafeMutableBufferPointer {
                segments.reduce($0, into: sums.baseAddress! + range.lowerBound)
            }
        }
    }
    return sums
}

/// Cuts the segments into runs that end with the first segment that brings them to `length` terms.
private func runs(of starts: [Int], length: Int) -> [Range<Int>] {
    var (runs, first): ([Range<Int>], Int) = ([], 0)
    for segment in 1..<starts.count where starts[segment] - starts[first] >= length {
        runs.append(first..<segment)
        first = segment
    }
    return first < starts.count - 1 ? runs + [first..<starts.count - 1] : runs
}

/// minuends[i] − subtrahends[i] for every i, which are equally many.
package func differences<C>(
    _ minuends: UnsafeBufferPointer<AffinePoint<C>>, _ subtrahends: UnsafeBufferPointer<AffinePoint<C>>
) -> [AffinePoint<C>] {
    precondition(minuends.count == subtrahends.count)
    var results = subtrahends.map { -$0 }
    results.withUnsafeMutableBufferPointer { buffer in
        let results = buffer.baseAddress
        parallelRanges(count: buffer.count, minimum: 1 << 10) { range in
            let queue = PairQueue<C>()
            for index in range { queue.add(minuends.baseAddress! + index, results! + index, into: results! + index) }
            queue.flush()
        }
    }
    return results
}
