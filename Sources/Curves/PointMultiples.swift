public import Fields
internal import Glibc

/// scalar · point for every point, on all processors: the same multiple of many points. Variable-time.
///
/// The digits of the scalar are wiped from memory; copies in registers and on the stack, and the points that lead to the
/// results, are not.
@specialized(where C == BN254G1)
@specialized(where C == BN254G2)
public func multiples<C>(
    of points: UnsafeBufferPointer<AffinePoint<C>>, by scalar: PrimeField<C.ScalarModulus>
) -> [AffinePoint<C>] {
    var digits = signedDigits(of: scalar.canonical, width: InterleavedSums<C>.digitWidth)
    defer { digits.withUnsafeMutableBytes { explicit_bzero($0.baseAddress!, $0.count) } }
    return digits.withUnsafeBufferPointer { digits in
        sums(starts: Array(0...points.count)) { (range, body) in body(points[range].map { ($0, digits) }) }
    }
}

/// A multiple of a point that lies elsewhere in memory.
package struct PointTerm<C: ShortWeierstrassCurve> {
    fileprivate let point: UnsafePointer<AffinePoint<C>>
    fileprivate let scalar: PrimeField<C.ScalarModulus>

    package init(_ point: UnsafePointer<AffinePoint<C>>, times scalar: PrimeField<C.ScalarModulus>) {
        self.point = point
        self.scalar = scalar
    }
}

/// Many sums of few terms each: sum i is that of terms starts[i] ..< starts[i + 1], `starts` beginning with 0. It is what a
/// sparse matrix does to a vector of points. On all processors; variable-time.
///
/// A scalar counts as the negative number that it stands for where that is the smaller one in magnitude.
@specialized(where C == BN254G1)
@specialized(where C == BN254G2)
package func sparseSums<C>(_ terms: [PointTerm<C>], starts: [Int]) -> [AffinePoint<C>] {
    sums(starts: starts) { (range, body) in
        let signed = terms[range].map { term in
            let (value, negated) = (term.scalar.canonical, (-term.scalar).canonical)
            return negated < value ? (-term.point.pointee, negated) : (term.point.pointee, value)
        }
        // All digits in one row of memory.
        var (digits, ends): ([Int8], [Int]) = ([], [])
        for (_, scalar) in signed {
            digits += signedDigits(of: scalar, width: InterleavedSums<C>.digitWidth)
            // The last digit is a carry, which is often none.
            if digits.last == 0 { digits.removeLast() }
            ends.append(digits.count)
        }
        digits.withUnsafeBufferPointer { digits in
            var start = 0
            body(
                zip(signed, ends).map { term, end in
                    defer { start = end }
                    return (term.0, UnsafeBufferPointer(rebasing: digits[start..<end]))
                })
        }
    }
}

/// Works the sums out chunk by chunk. `withTerms` passes the terms in a range to the body that it is given.
private func sums<C>(
    starts: [Int], _ withTerms: (Range<Int>, ([InterleavedSums<C>.Term]) -> Void) -> Void
) -> [AffinePoint<C>] {
    [AffinePoint<C>](unsafeUninitializedCapacity: starts.count - 1) { buffer, initialized in
        let results = buffer.baseAddress
        let chunks = chunks(of: starts, length: InterleavedSums<C>.usualTermCount)
        parallelJobs(chunks.count) { number in
            let chunk = chunks[number]
            withTerms(starts[chunk.lowerBound]..<starts[chunk.upperBound]) { terms in
                InterleavedSums<C>(terms, starts: starts[chunk.lowerBound...chunk.upperBound])
                    .run(into: results! + chunk.lowerBound)
            }
        }
        initialized = starts.count - 1
    }
}

/// Cuts the sums into runs that end with the first one that brings them to `length` terms or sums.
private func chunks(of starts: [Int], length: Int) -> [Range<Int>] {
    var (chunks, first): ([Range<Int>], Int) = ([], 0)
    for sum in 1..<starts.count where starts[sum] - starts[first] >= length || sum - first >= length {
        chunks.append(first..<sum)
        first = sum
    }
    return first < starts.count - 1 ? chunks + [first..<starts.count - 1] : chunks
}

/// minuends[i] − subtrahends[i] for every i, which are equally many.
@specialized(where C == BN254G1)
@specialized(where C == BN254G2)
package func differences<C>(
    _ minuends: UnsafeBufferPointer<AffinePoint<C>>, _ subtrahends: UnsafeBufferPointer<AffinePoint<C>>
) -> [AffinePoint<C>] {
    precondition(minuends.count == subtrahends.count)
    var results = subtrahends.map { -$0 }
    results.withUnsafeMutableBufferPointer { buffer in
        let results = buffer.baseAddress
        parallelRanges(count: buffer.count, minimum: 1 << 10) { range in
            let queue = PairQueue<C>()
            for index in range {
                let result = results! + index
                queue.add(PointReference(minuends.baseAddress! + index), PointReference(result), into: result)
            }
            queue.flush()
        }
    }
    return results
}
