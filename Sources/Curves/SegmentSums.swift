/// The sums of the segments of a row of points, pair by pair and pass by pass.
///
/// No two additions of a pass depend on each other, however the points fall on the segments: a segment of n points takes
/// n − 1 additions in ⌈log₂ n⌉ passes, and all segments pass together through one queue.
final class SegmentSums<C: ShortWeierstrassCurve> {
    typealias Point = AffinePoint<C>

    let queue = PairQueue<C>()
    /// Where the caller puts the points, segment after segment.
    let points: UnsafeMutablePointer<Point>
    private let spare: UnsafeMutablePointer<Point>

    /// Room for `capacity` points.
    init(capacity: Int) {
        points = .allocateLines(capacity: capacity)
        spare = .allocateLines(capacity: capacity)
    }

    deinit {
        UnsafeMutableRawPointer(points).deallocate()
        UnsafeMutableRawPointer(spare).deallocate()
    }

    /// Writes the sum of each segment that is not empty to its place in `sums`. `lengths` and `points` are used up.
    func reduce(_ lengths: UnsafeMutableBufferPointer<Int>, into sums: UnsafeMutablePointer<Point>) {
        var (source, target) = (points, spare)
        while pass(lengths, from: source, to: target, sums: sums) { swap(&source, &target) }
    }

    /// Halves each segment; whether any is left. A segment that comes to one point leaves the row.
    private func pass(
        _ lengths: UnsafeMutableBufferPointer<Int>, from source: UnsafeMutablePointer<Point>,
        to target: UnsafeMutablePointer<Point>, sums: UnsafeMutablePointer<Point>
    ) -> Bool {
        var (read, write) = (source, target)
        for segment in lengths.indices {
            let length = lengths[segment]
            switch length {
            case 0: continue
            case 1: sums[segment] = read.pointee
            case 2: queue.add(read, read + 1, into: sums + segment)
            default:
                for pair in 0..<length / 2 { queue.add(read + 2 * pair, read + 2 * pair + 1, into: write + pair) }
                write += length / 2
                if length & 1 == 1 {
                    write.pointee = read[length - 1]
                    write += 1
                }
            }
            read += length
            lengths[segment] = length < 3 ? 0 : (length + 1) / 2
        }
        queue.flush()
        return write != target
    }
}

extension UnsafeMutablePointer {
    /// Memory that begins with a cache line, so that a point of G1 is one line. To be deallocated as raw memory.
    fileprivate static func allocateLines(capacity: Int) -> Self {
        UnsafeMutableRawPointer.allocate(byteCount: capacity * MemoryLayout<Pointee>.stride, alignment: 64)
            .bindMemory(to: Pointee.self, capacity: capacity)
    }
}
