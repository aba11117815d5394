import Curves
import Fields
import TestSupport
import Testing

private func onEachKernel(_ body: (Kernel) throws -> Void) rethrows {
    for kernel in Kernel.available { try kernel.run { try body(kernel) } }
}

@Suite struct PairQueueTests {
    /// The queue's sums of the pairs, each written to a place of its own or over one of its points.
    private static func sums<C>(_ pairs: [(AffinePoint<C>, AffinePoint<C>)], inPlace: Bool) -> [AffinePoint<C>] {
        // Some are stored as their opposites, and referred to as the opposites of those.
        func isOpposite(_ index: Int) -> Bool { index % 5 == 1 || index % 7 == 2 }
        var points = pairs.flatMap { [$0.0, $0.1] }
        for index in points.indices where isOpposite(index) { points[index] = -points[index] }
        var sums = pairs.map(\.0)
        let queue = PairQueue<C>()
        return points.withUnsafeMutableBufferPointer { points in
            sums.withUnsafeMutableBufferPointer { sums in
                let (points, sums) = (points.baseAddress!, sums.baseAddress!)
                for index in pairs.indices {
                    let left = points + 2 * index
                    queue.add(
                        PointReference(left, isOpposite: isOpposite(2 * index)),
                        PointReference(left + 1, isOpposite: isOpposite(2 * index + 1)),
                        into: inPlace ? left + index & 1 : sums + index)
                }
                queue.flush()
                return pairs.indices.map { inPlace ? points[2 * $0 + $0 & 1] : sums[$0] }
            }
        }
    }

    private static func expectSums<C>(
        _ pairs: [(AffinePoint<C>, AffinePoint<C>)], _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let expected = pairs.map { (JacobianPoint($0.0) + $0.1).affine }
        onEachKernel { kernel in
            for inPlace in [false, true] {
                let sums = sums(pairs, inPlace: inPlace)
                #expect(sums == expected, "\(what), \(kernel)", sourceLocation: sourceLocation)
            }
        }
    }

    /// Cheap points without a known relation: a walk from a random one in random steps.
    private static func points<C>(
        _: C.Type, _ count: Int, _ generator: inout SeededGenerator
    ) -> [AffinePoint<C>] {
        let steps = (0..<7).map { _ in AffinePoint<C>.random(using: &generator) }
        var point = JacobianPoint(AffinePoint<C>.random(using: &generator))
        return affine(
            (0..<count).map { _ in
                point += steps.randomElement(using: &generator)!
                return point
            })
    }

    private static func everySize<C: ShortWeierstrassCurve>(_: C.Type, _ sizes: [Int]) {
        var generator = SeededGenerator()
        let points = points(C.self, 2 * sizes.max()!, &generator)
        for size in sizes { expectSums((0..<size).map { (points[2 * $0], points[2 * $0 + 1]) }, "\(size) pairs") }
    }

    @Test func theSumsAreThoseOfTheCompleteFormulas() {
        Self.everySize(BN254G1.self, Array(0...70) + [127, 128, 129, 1023, 1024, 1025, 2100])
        Self.everySize(BN254G2.self, Array(14...50) + [127, 128, 129, 1030])
        Self.everySize(Secp256k1.self, [3, 40])
    }

    private static func specialPairs<C: ShortWeierstrassCurve>(_: C.Type) {
        var generator = SeededGenerator()
        let points = points(C.self, 600, &generator)
        let pairs: [(AffinePoint<C>, AffinePoint<C>)] = (0..<300).map { index in
            let (p, q) = (points[2 * index], points[2 * index + 1])
            return switch Int.random(in: 0..<10, using: &generator) {
            case 0: (p, p)
            case 1: (p, -p)
            case 2: (p, .identity)
            case 3: (.identity, p)
            case 4: (.identity, .identity)
            default: (p, q)
            }
        }
        expectSums(pairs, "special pairs among others")
        for kind in [{ ($0, $0) }, { ($0, -$0) }, { ($0, .identity) }] as [(AffinePoint<C>) -> (_, _)] {
            expectSums(points[..<100].map(kind), "special pairs alone")
        }
    }

    @Test func pairsThatMeetThemselvesTheirOppositesAndTheIdentityAddUp() {
        Self.specialPairs(BN254G1.self)
        Self.specialPairs(BN254G2.self)
    }

    /// Points whose coordinates lie, as they are stored, just above zero and just below the modulus: there a quotient that
    /// is estimated from the top bits is one too small.
    @Test func sumsAtTheEndsOfTheRangeAreReduced() {
        var generator = SeededGenerator()
        var ends: [G1] = []
        for distance in 0..<40 as Range<UInt64> {
            for x in [
                Fq(montgomery: UInt256(distance)), -Fq(montgomery: UInt256(distance + 1)),
                Fq(montgomery: UInt256(0, 0, 0, distance &<< 8)),
            ] {
                guard let y = (x.squared() * x + BN254G1.b).squareRoot() else { continue }
                ends += [G1(x: x, y: y)!, G1(x: x, y: -y)!]
            }
        }
        #expect(ends.count > 40)
        let others = Self.points(BN254G1.self, ends.count, &generator)
        let pairs = zip(ends, others).map { end, other in (other, end - other) }
        Self.expectSums(pairs, "sums at the ends of the range")
        Self.expectSums(Array(zip(ends, others)), "points at the ends of the range")
    }

    @Test func theMultiScalarMultiplicationHasTheSameBytesOnEachKernel() {
        var generator = SeededGenerator()
        let points = Self.points(BN254G1.self, 9000, &generator)
        let twisted = Self.points(BN254G2.self, 1500, &generator)
        let scalars = (0..<9000).map { $0 % 3 == 0 ? Fr($0 / 3 & 1) : .random(using: &generator) }
        var sums: [G1: Int] = [:], twistedSums: [G2: Int] = [:], multiples: [[G1]: Int] = [:]
        onEachKernel { _ in
            sums[multiScalarMultiplication(points, scalars).affine, default: 0] += 1
            twistedSums[multiScalarMultiplication(twisted, Array(scalars[..<1500])).affine, default: 0] += 1
            multiples[FixedBaseTable(points[0]).multiples(of: Array(scalars[..<1100])), default: 0] += 1
        }
        #expect(sums.count == 1 && twistedSums.count == 1 && multiples.count == 1)
    }
}
