internal import Fields

/// Many sums of a few multiples of points each, all at once: digit by digit, with one chain of doublings for each sum, whose
/// additions share their inversions with those of the other sums.
///
/// A doubling is two additions, 2P = (P + T) + (P − T) for a fixed point T: additions are what there is a vector kernel for,
/// and two of its are less than half of one doubling without.
/// Source: Möller, "Algorithms for Multi-exponentiation", section 3.2 (interleaving).
final class InterleavedSums<C: ShortWeierstrassCurve> {
    typealias Point = AffinePoint<C>

    /// A point and the signed digits of its factor, of width `digitWidth`, least significant first.
    typealias Term = (point: Point, digits: UnsafeBufferPointer<Int8>)

    static var digitWidth: Int { 5 }
    /// 1, 3, …, 15.
    private static var oddCount: Int { 8 }
    /// The terms that fill a chunk: what is kept for them fits the second-level cache.
    static var usualTermCount: Int { 1 << 10 }

    private let terms: [Term]
    /// The terms of each sum: sum i has terms starts[i] ..< starts[i + 1].
    private let starts: ArraySlice<Int>
    /// The odd multiples of each term's point, one after the other.
    private let table: UnsafeMutablePointer<Point>
    private let sums: UnsafeMutablePointer<Point>
    /// T and −T.
    private let shift: UnsafeMutablePointer<Point>
    private let segments: SegmentSums<C>

    /// - Parameter starts: one more than there are sums, increasing; the first term is that of starts' first.
    init(_ terms: [Term], starts: ArraySlice<Int>) {
        precondition(starts.last! - starts.first! == terms.count)
        self.terms = terms
        self.starts = starts
        table = .allocate(capacity: max(1, terms.count) * Self.oddCount)
        sums = .allocate(capacity: max(starts.count, terms.count))
        shift = .allocate(capacity: 2)
        shift[0] = C.generator
        shift[1] = -C.generator
        segments = SegmentSums(capacity: max(terms.count + 2 * starts.count, 3 * terms.count))
    }

    deinit { for memory in [table, sums, shift] { memory.deallocate() } }

    /// Writes the sums, one after the other.
    func run(into results: UnsafeMutablePointer<Point>) {
        fillTable()
        let count = starts.count - 1
        for index in 0..<count { sums[index] = .identity }
        let longest = terms.map(\.digits.count).max() ?? 0
        var lengths = [Int](repeating: 0, count: count)
        var offsets = lengths
        for position in (0..<longest).reversed() {
            place(position, &lengths, &offsets)
            lengths.withUnsafeMutableBufferPointer { segments.reduce($0, into: sums) }
        }
        results.update(from: sums, count: count)
    }

    /// Lays out what each sum becomes the sum of: itself moved by T and by −T, and the multiples that the digits say.
    private func place(_ position: Int, _ lengths: inout [Int], _ offsets: inout [Int]) {
        var offset = 0
        for index in 0..<lengths.count {
            offsets[index] = offset
            if !sums[index].isIdentity {
                segments.queue.add(sums + index, shift, into: segments.points + offset)
                segments.queue.add(sums + index, shift + 1, into: segments.points + offset + 1)
                offset += 2
            }
            for term in range(index) {
                let digits = terms[term].digits
                guard position < digits.count, digits[position] != 0 else { continue }
                let multiple = table[term * Self.oddCount + Int(digits[position].magnitude) / 2]
                segments.points[offset] = digits[position] < 0 ? -multiple : multiple
                offset += 1
            }
            lengths[index] = offset - offsets[index]
        }
        segments.queue.flush()
    }

    private func range(_ sum: Int) -> Range<Int> {
        let first = starts[starts.startIndex]
        return starts[starts.startIndex + sum] - first..<starts[starts.startIndex + sum + 1] - first
    }

    /// Works out the odd multiples of all points that have more than one digit.
    private func fillTable() {
        for (index, term) in terms.enumerated() { table[index * Self.oddCount] = term.point }
        let long = terms.indices.filter { terms[$0].digits.count > 1 }
        // 2P = (P + T) + (P − T).
        for (place, index) in long.enumerated() {
            segments.queue.add(table + index * Self.oddCount, shift, into: segments.points + 2 * place)
            segments.queue.add(table + index * Self.oddCount, shift + 1, into: segments.points + 2 * place + 1)
        }
        segments.queue.flush()
        var lengths = [Int](repeating: 2, count: long.count)
        lengths.withUnsafeMutableBufferPointer { segments.reduce($0, into: sums) }
        for odd in 1..<Self.oddCount {
            for (place, index) in long.enumerated() {
                let multiple = table + index * Self.oddCount + odd
                segments.queue.add(multiple - 1, sums + place, into: multiple)
            }
            segments.queue.flush()
        }
    }
}
