internal import Glibc

/// The sums of the segments of a row of points, pair by pair and pass by pass.
///
/// No two additions of a pass depend on each other, however the points fall on the segments: a segment of n points takes
/// n − 1 additions in ⌈log₂ n⌉ passes, and many segments pass together through one queue. Points are read where they lie.
final class SegmentSums<C: ShortWeierstrassCurve> {
    typealias Point = AffinePoint<C>

    let queue = PairQueue<C>()
    /// Where the caller puts the points, segment after segment.
    let points: UnsafeMutablePointer<PointReference<C>>
    /// What the pairs of the first pass come to; later ones write over it.
    private let row: UnsafeMutablePointer<Point>
    /// The points that pass together: enough to fill the queue in the later passes too, and their sums stay in the cache.
    private let most: Int
    let byteCount: Int

    /// Room for `capacity` points.
    init(capacity: Int) {
        most = max(2, min(capacity, 1 << 13))
        points = .allocate(capacity: capacity)
        row = .allocateLines(capacity: most / 2)
        byteCount = 8 * capacity + most / 2 * MemoryLayout<Point>.stride + queue.byteCount
    }

    deinit {
        points.deallocate()
        UnsafeMutableRawPointer(row).deallocate()
    }

    /// Writes the sum of each segment that is not empty to its place in `sums`, which may be one of its points. `lengths` and
    /// `points` are used up.
    func reduce(_ lengths: UnsafeMutableBufferPointer<Int32>, into sums: UnsafeMutablePointer<Point>) {
        var (first, segment) = (points, 0)
        while segment < lengths.count {
            let start = segment
            var count = 0
            while segment < lengths.count && count + Int(lengths[segment]) <= most {
                count += Int(lengths[segment])
                segment += 1
            }
            if segment > start {
                reduce(first, UnsafeMutableBufferPointer(rebasing: lengths[start..<segment]), into: sums + start)
                first += count
            } else {
                // A segment that is longer than that: its first points, and their sum takes the place of the last of them.
                var part = Int32(most)
                withUnsafeMutablePointer(to: &part) {
                    reduce(first, UnsafeMutableBufferPointer(start: $0, count: 1), into: sums + start)
                }
                first += most - 1
                first.pointee = PointReference(sums + start)
                lengths[start] -= Int32(most - 1)
            }
        }
    }

    private func reduce(
        _ points: UnsafeMutablePointer<PointReference<C>>, _ lengths: UnsafeMutableBufferPointer<Int32>,
        into sums: UnsafeMutablePointer<Point>
    ) {
        var isFirst = true
        while halve(points, lengths, isFirst: isFirst, sums) { isFirst = false }
    }

    /// Halves each segment; whether any is left. A segment that comes to one point leaves the row.
    private func halve(
        _ points: UnsafeMutablePointer<PointReference<C>>, _ lengths: UnsafeMutableBufferPointer<Int32>, isFirst: Bool,
        _ sums: UnsafeMutablePointer<Point>
    ) -> Bool {
        var (read, write, free) = (points, points, row)
        for segment in lengths.indices {
            let length = Int(lengths[segment])
            switch length {
            case 0: continue
            case 1: sums[segment] = read.pointee.point
            case 2: queue.add(read[0], read[1], into: sums + segment)
            default:
                for pair in 0..<length / 2 {
                    // Behind the first pass the left one of a pair is itself a sum, and only the last of a segment a point.
                    let sum = isFirst ? free : read[2 * pair].address
                    queue.add(read[2 * pair], read[2 * pair + 1], into: sum)
                    write[pair] = PointReference(sum)
                    free += 1
                }
                if length & 1 == 1 { write[length / 2] = read[length - 1] }
                write += (length + 1) / 2
            }
            read += length
            lengths[segment] = length < 3 ? 0 : Int32((length + 1) / 2)
        }
        queue.flush()
        return write != points
    }
}

extension UnsafeMutablePointer {
    /// Memory that begins with a cache line, so that a point of G1 is one line; on large pages where it is large, since it is
    /// read at random. To be deallocated as raw memory.
    static func allocateLines(capacity: Int) -> Self {
        let bytes = capacity * MemoryLayout<Pointee>.stride
        let largePage = 1 << 21
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: bytes < largePage ? 64 : largePage)
        if bytes >= largePage { madvise(memory, bytes, MADV_HUGEPAGE) }
        return memory.bindMemory(to: Pointee.self, capacity: capacity)
    }
}
