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
    /// Each point that is doubled, moved by T and by −T.
    private let moved: UnsafeMutablePointer<Point>
    private let segments: SegmentSums<C>

    /// - Parameter starts: one more than there are sums, increasing; the first term is that of starts' first.
    init(_ terms: [Term], starts: ArraySlice<Int>) {
        precondition(starts.last! - starts.first! == terms.count)
        self.terms = terms
        self.starts = starts
        table = .allocate(capacity: max(1, terms.count) * Self.oddCount)
        sums = .allocate(capacity: max(starts.count, terms.count))
        shift = .allocate(capacity: 2)
        moved = .allocate(capacity: 2 * max(starts.count, terms.count))
        shift[0] = C.generator
        shift[1] = -C.generator
        segments = SegmentSums(capacity: max(terms.count + 2 * starts.count, 3 * terms.count))
    }

    deinit { for memory in [table, sums, shift, moved] { memory.deallocate() } }

    /// Writes the sums, one after the other.
    func run(into results: UnsafeMutablePointer<Point>) {
        fillTable()
        let count = starts.count - 1
        for index in 0..<count { sums[index] = .identity }
        let longest = terms.map(\.digits.count).max() ?? 0
        var lengths = [Int32](repeating: 0, count: count)
        for position in (0..<longest).reversed() {
            place(position, &lengths)
            lengths.withUnsafeMutableBufferPointer { segments.reduce($0, into: sums) }
        }
        results.update(from: sums, count: count)
    }

    /// Lays out what each sum becomes the sum of: itself moved by T and by −T, and the multiples that the digits say.
    private func place(_ position: Int, _ lengths: inout [Int32]) {
        var next = segments.points
        for index in 0..<lengths.count {
            let first = next
            if !sums[index].isIdentity {
                move(sums + index, to: moved + 2 * index, listed: next)
                next += 2
            }
            for term in range(index) {
                let digits = terms[term].digits
                guard position < digits.count, digits[position] != 0 else { continue }
                let multiple = table + (term * Self.oddCount + Int(digits[position].magnitude) / 2)
                next.pointee = PointReference(multiple, isOpposite: digits[position] < 0)
                next += 1
            }
            lengths[index] = Int32(next - first)
        }
        segments.queue.flush()
    }

    /// point + T and point − T, some time before the queue is flushed, and where they will be.
    private func move(
        _ point: UnsafeMutablePointer<Point>, to moved: UnsafeMutablePointer<Point>,
        listed list: UnsafeMutablePointer<PointReference<C>>
    ) {
        for side in 0..<2 {
            segments.queue.add(PointReference(point), PointReference(shift + side), into: moved + side)
            list[side] = PointReference(moved + side)
        }
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
            move(table + index * Self.oddCount, to: moved + 2 * place, listed: segments.points + 2 * place)
        }
        segments.queue.flush()
        var lengths = [Int32](repeating: 2, count: long.count)
        lengths.withUnsafeMutableBufferPointer { segments.reduce($0, into: sums) }
        for odd in 1..<Self.oddCount {
            for (place, index) in long.enumerated() {
                let multiple = table + index * Self.oddCount + odd
                segments.queue.add(PointReference(multiple - 1), PointReference(sums + place), into: multiple)
            }
            segments.queue.flush()
        }
    }
}
