internal import Fields

/// The terms of a sum of scalar · point by what they take: those with the scalar 0 or the identity are gone, those with 1 or −1
/// are points to add, and the others are dense.
///
/// A scalar above half of the group's order stands for its opposite, with the opposite point: small negative ones are small.
/// The dense terms are copied to memory of their own, point by cache line, since the windows read them many times.
final class SortedTerms<C: ShortWeierstrassCurve> {
    typealias Point = AffinePoint<C>

    /// The points that are added as they are.
    let plain: [PointReference<C>]
    /// The number of dense terms.
    let count: Int
    let points: UnsafeMutablePointer<Point>
    let scalars: UnsafeMutablePointer<UInt256>
    /// The greatest dense scalar.
    let greatest: UInt256

    init(_ points: UnsafeBufferPointer<Point>, _ scalars: UnsafeBufferPointer<UInt256>) {
        precondition(points.count == scalars.count, "one scalar a point")
        let pieces = max(1, min(Processors.inUse, points.count >> 10))
        func range(_ piece: Int) -> Range<Int> {
            points.count * piece / pieces..<points.count * (piece + 1) / pieces
        }
        let found = parallelMap(pieces) { Self.sort(points, scalars, range($0)) }
        plain = found.count == 1 ? found[0].plain : found.flatMap(\.plain)
        let starts = found.reduce(into: [0]) { $0.append($0.last! + $1.dense.count) }
        count = starts.last!
        let (copies, offsets) = (Self.allocate(count))
        parallelJobs(pieces) { piece in
            for (place, index) in zip(starts[piece]..., found[piece].dense) {
                let (scalar, isOpposite) = Self.folded(scalars[Int(index)])
                copies[place] = isOpposite ? -points[Int(index)] : points[Int(index)]
                offsets[place] = scalar
            }
        }
        (self.points, self.scalars) = (copies, offsets)
        greatest = found.map(\.greatest).max()!
    }

    deinit {
        UnsafeMutableRawPointer(points).deallocate()
        scalars.deallocate()
    }

    /// Adds a constant to all scalars.
    func offset(by constant: UInt256) {
        let scalars = scalars
        parallelRanges(count: count, minimum: 1 << 12) { range in
            for index in range { scalars[index] = scalars[index].addingReportingCarry(constant).sum }
        }
    }

    private static func allocate(_ count: Int) -> (UnsafeMutablePointer<Point>, UnsafeMutablePointer<UInt256>) {
        (.allocateLines(capacity: count), .allocate(capacity: count))
    }

    private typealias Piece = (plain: [PointReference<C>], dense: [UInt32], greatest: UInt256)

    private static func sort(
        _ points: UnsafeBufferPointer<Point>, _ scalars: UnsafeBufferPointer<UInt256>, _ range: Range<Int>
    ) -> Piece {
        var piece: Piece = ([], [], .zero)
        for index in range where !scalars[index].isZero && !points[index].isIdentity {
            let (scalar, isOpposite) = folded(scalars[index])
            if scalar == .one {
                piece.plain.append(PointReference(points.baseAddress! + index, isOpposite: isOpposite))
            } else {
                piece.dense.append(UInt32(index))
                if piece.greatest < scalar { piece.greatest = scalar }
            }
        }
        return piece
    }

    /// The scalar or, where that is smaller, its opposite.
    @inline(__always)
    private static func folded(_ scalar: UInt256) -> (scalar: UInt256, isOpposite: Bool) {
        let order = C.ScalarModulus.value
        // The top word tells but once in 2⁶³ times, and then the choice does not matter.
        guard scalar.l3 > order.l3 >> 1 else { return (scalar, false) }
        return (order.subtractingReportingBorrow(scalar).difference, true)
    }
}
