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
    /// Digits run from −buckets to buckets; a power of two.
    let buckets: Int

    /// Window `index` of a plan.
    init(_ plan: WindowPlan, _ index: Int) {
        bits = plan.bits
        position = index * plan.bits
        isTop = index == plan.windows - 1
        buckets = isTop ? plan.topBuckets : 1 << (plan.bits - 1)
    }

    @inline(__always)
    private func digit(_ scalar: UInt256) -> Int32 {
        Int32(truncatingIfNeeded: scalar.bits(from: position, count: bits)) - (isTop ? 0 : Int32(buckets))
    }

    /// The sum of digit · point over the entries.
    func sum(
        _ points: UnsafePointer<Point>, _ scalars: UnsafeBufferPointer<UInt256>, _ memory: WindowMemory<C>
    ) -> JacobianPoint<C> {
        memory.sums.update(repeating: .identity, count: buckets)
        for start in stride(from: 0, to: scalars.count, by: memory.blockSize) {
            let end = min(start + memory.blockSize, scalars.count)
            fill(memory, points + start, UnsafeBufferPointer(rebasing: scalars[start..<end]))
        }
        return weightedSum(memory)
    }

    /// Adds the points of a block to the buckets of their digits: each bucket's points, after what it already holds, become
    /// one segment.
    private func fill(
        _ memory: WindowMemory<C>, _ points: UnsafePointer<Point>, _ scalars: UnsafeBufferPointer<UInt256>
    ) {
        let (digits, sums, segments) = (memory.digits, memory.sums, memory.segments)
        let (lengths, places) = (memory.lengths, memory.places)
        for bucket in 0..<buckets { lengths[bucket] = sums[bucket].isIdentity ? 0 : 1 }
        for index in scalars.indices {
            let digit = digit(scalars[index])
            digits[index] = digit
            if digit != 0 { lengths[Int(digit.magnitude) - 1] += 1 }
        }
        var offset: Int32 = 0
        for bucket in 0..<buckets {
            places[bucket] = offset
            offset += lengths[bucket]
            guard !sums[bucket].isIdentity else { continue }
            segments.points[Int(places[bucket])] = PointReference(sums + bucket)
            places[bucket] += 1
        }
        for index in scalars.indices {
            let digit = digits[index]
            guard digit != 0 else { continue }
            let bucket = Int(digit.magnitude) - 1
            segments.points[Int(places[bucket])] = PointReference(points + index, isOpposite: digit < 0)
            places[bucket] += 1
        }
        segments.reduce(UnsafeMutableBufferPointer(start: lengths, count: buckets), into: sums)
    }

    /// The sum of (i + 1) · sums[i]. Uses up `sums`.
    ///
    /// The sum of those whose index has bit j set, for each j, by halving: neighbours are added into the even one, which drops
    /// the lowest bit, and the odd ones of each stage stay where they are: those with the bit set. Two additions a bucket.
    private func weightedSum(_ memory: WindowMemory<C>) -> JacobianPoint<C> {
        let (sums, segments) = (memory.sums, memory.segments)
        var (odd, bit, step) = (segments.points, 0, 1)
        while step < buckets {
            for even in stride(from: 0, to: buckets, by: 2 * step) {
                odd.pointee = PointReference(sums + even + step)
                segments.queue.add(PointReference(sums + even), odd.pointee, into: sums + even)
                odd += 1
            }
            segments.queue.flush()
            memory.lengths[bit] = Int32(buckets / (2 * step))
            bit += 1
            step *= 2
        }
        var byBit = [Point](repeating: .identity, count: bit)
        byBit.withUnsafeMutableBufferPointer {
            segments.reduce(UnsafeMutableBufferPointer(start: memory.lengths, count: bit), into: $0.baseAddress!)
        }
        return byBit.reversed().reduce(JacobianPoint<C>.identity) { $0.doubled() + $1 } + sums[0]
    }
}

/// What a worker needs to sum up one window after the other.
final class WindowMemory<C: ShortWeierstrassCurve> {
    /// The points that are sorted into the buckets at a time, which bounds the memory.
    let blockSize: Int
    let segments: SegmentSums<C>
    let digits: UnsafeMutablePointer<Int32>
    let lengths: UnsafeMutablePointer<Int32>
    let places: UnsafeMutablePointer<Int32>
    /// The buckets.
    let sums: UnsafeMutablePointer<AffinePoint<C>>
    /// What all of it takes.
    let byteCount: Int

    init(_ plan: WindowPlan, entries: Int) {
        let buckets = max(1 << (plan.bits - 1), plan.topBuckets)
        blockSize = min(max(1 << 17, 8 * buckets), entries)
        segments = SegmentSums(capacity: blockSize + buckets)
        digits = .allocate(capacity: blockSize)
        lengths = .allocate(capacity: max(buckets, plan.bits))
        places = .allocate(capacity: buckets)
        sums = .allocateLines(capacity: buckets)
        byteCount =
            segments.byteCount + 4 * (blockSize + max(buckets, plan.bits) + buckets)
            + buckets * MemoryLayout<AffinePoint<C>>.stride
    }

    deinit {
        digits.deallocate()
        lengths.deallocate()
        places.deallocate()
        UnsafeMutableRawPointer(sums).deallocate()
    }
}
