internal import Fields

/// The place of one digit in all scalars: how the digit is read, and how the points sum up by it.
///
/// Scalars come offset: with the constant that has 2^(bits − 1) in every window below the top one added, a window's bits less
/// 2^(bits − 1) are a signed digit, and no carry runs from window to window. The top window's digit is not signed.
struct BucketWindow<C: ShortWeierstrassCurve> {
    typealias Point = AffinePoint<C>

    /// The width of the windows, 2 to 16.
    let bits: Int
    /// The first bit.
    let position: Int
    let isTop: Bool

    /// Digits run from −buckets to buckets.
    var buckets: Int { 1 << (bits - 1) }

    @inline(__always)
    private func digit(_ scalar: UInt256) -> Int {
        Int(scalar.bits(from: position, count: bits)) - (isTop ? 0 : buckets)
    }

    /// The points that pass through the buckets at a time: enough to fill them, few enough for the second-level cache.
    private var blockSize: Int { max(1 << 13, 8 * buckets) }

    /// The sum of digit · point over the entries.
    func sum(
        _ points: UnsafeBufferPointer<Point>, _ entries: ArraySlice<(index: Int, scalar: UInt256)>
    ) -> JacobianPoint<C> {
        let segments = SegmentSums<C>(capacity: min(blockSize, entries.count) + buckets)
        var sums = [Point](repeating: .identity, count: buckets)
        return sums.withUnsafeMutableBufferPointer { sums in
            for start in stride(from: entries.startIndex, to: entries.endIndex, by: blockSize) {
                let block = entries[start..<min(start + blockSize, entries.endIndex)]
                fill(segments, points, block, onto: sums.baseAddress!)
            }
            return weightedSum(sums, segments)
        }
    }

    /// Adds the points of a block to the buckets of their digits: each bucket's points, after what it already holds, become
    /// one segment.
    private func fill(
        _ segments: SegmentSums<C>, _ points: UnsafeBufferPointer<Point>,
        _ block: ArraySlice<(index: Int, scalar: UInt256)>, onto sums: UnsafeMutablePointer<Point>
    ) {
        let digits = block.map { digit($0.scalar) }
        var lengths = (0..<buckets).map { sums[$0].isIdentity ? 0 : 1 }
        for digit in digits where digit != 0 { lengths[Int(digit.magnitude) - 1] += 1 }
        var offset = 0
        var places = lengths.indices.map { bucket in
            defer { offset += lengths[bucket] }
            guard !sums[bucket].isIdentity else { return offset }
            segments.points[offset] = sums[bucket]
            return offset + 1
        }
        places.withUnsafeMutableBufferPointer { places in
            for (entry, digit) in zip(block, digits) where digit != 0 {
                let bucket = Int(digit.magnitude) - 1
                let point = points[entry.index]
                segments.points[places[bucket]] = digit < 0 ? -point : point
                places[bucket] += 1
            }
        }
        lengths.withUnsafeMutableBufferPointer { segments.reduce($0, into: sums) }
    }

    /// The sum of (i + 1) · sums[i]. Uses up `sums`.
    ///
    /// The sum of those whose index has bit j set, for each j, by halving: adding neighbours drops the lowest bit, and the odd
    /// ones of each stage are those with the bit set. Two additions a bucket in all.
    private func weightedSum(
        _ sums: UnsafeMutableBufferPointer<Point>, _ segments: SegmentSums<C>
    ) -> JacobianPoint<C> {
        var spare = [Point](repeating: .identity, count: sums.count / 2)
        var lengths: [Int] = []
        let total = spare.withUnsafeMutableBufferPointer { spare in
            var (row, halves, odd) = (sums.baseAddress!, spare.baseAddress!, segments.points)
            var count = sums.count
            while count > 1 {
                count /= 2
                lengths.append(count)
                for index in 0..<count {
                    odd[index] = row[2 * index + 1]
                    segments.queue.add(row + 2 * index, row + 2 * index + 1, into: halves + index)
                }
                segments.queue.flush()
                odd += count
                swap(&row, &halves)
            }
            return row[0]
        }
        var byBit = [Point](repeating: .identity, count: lengths.count)
        lengths.withUnsafeMutableBufferPointer { lengths in
            byBit.withUnsafeMutableBufferPointer { byBit in
                segments.reduce(lengths, into: byBit.baseAddress!)
            }
        }
        return byBit.reversed().reduce(JacobianPoint<C>.identity) { $0.doubled() + $1 } + total
    }
}
