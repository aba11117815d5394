import Curves
import Fields
import TestSupport
import Testing

@Suite struct ShortScalarsTests {
    private static let edges: [UInt128] = [
        0, 1, 2, 7, 8, 9, 15, 16, 17, 0x88, 0x7777_7777, 1 << 64, 1 << 127, .max, .max - 7,
        0x8888_8888_8888_8888_8888_8888_8888_8888, 0x7777_7777_7777_7777_7777_7777_7777_7777,
        0x7777_7777_7777_7777_7777_7777_7777_7778,
    ]

    private static func multiple(_ point: G1, _ scalar: UInt128) -> G1 {
        JacobianPoint(point).multiplied(by: UInt256(scalar)).affine
    }

    @Test(arguments: Kernel.available) func multiplesAreThoseOneByOne(on kernel: Kernel) {
        var generator = SeededGenerator()
        let scalars = Self.edges + (0..<15).map { _ in generator.next() as UInt128 }
        let points = scalars.indices.map { $0 % 7 == 3 ? G1.identity : .random(using: &generator) }
        let expected = zip(points, scalars).map(Self.multiple)
        kernel.run {
            for count in [0, 1, 7, 8, 9, 16, scalars.count] {
                let found = ShortScalars.multiples(of: Array(points[..<count]), by: Array(scalars[..<count]))
                #expect(affine(found) == Array(expected[..<count]))
            }
        }
    }

    @Test(arguments: Kernel.available) func sumsAreThoseOneByOne(on kernel: Kernel) {
        var generator = SeededGenerator()
        kernel.run {
            for count in [0, 1, 7, 8, 9, 40, 64, 65, 127, 128, 129, 300] {
                let points = (0..<count).map { _ in G1.random(using: &generator) }
                let scalars = (0..<count).map { _ in generator.next() as UInt128 }
                let expected = zip(points, scalars).map(Self.multiple).reduce(G1.identity, +)
                #expect(ShortScalars.sum(of: points, by: scalars).affine == expected, "\(count) terms")
            }
        }
    }

    /// One lane then meets the same point, its opposite and the identity all the time.
    @Test(arguments: Kernel.available) func pointsThatMeetThemselvesAndTheirOppositesAddUp(on kernel: Kernel) {
        var generator = SeededGenerator()
        let p = G1.random(using: &generator)
        kernel.run {
            for scalar in Self.edges {
                let same = ShortScalars.sum(of: .init(repeating: p, count: 64), by: .init(repeating: scalar, count: 64))
                #expect(same.affine == Fr(64) * Self.multiple(p, scalar))
                let opposite = (0..<64).map { $0 / 8 % 2 == 0 ? p : -p }
                #expect(ShortScalars.sum(of: opposite, by: .init(repeating: scalar, count: 64)).isIdentity)
                let nothing = ShortScalars.sum(of: [.identity, p, -p], by: [scalar, scalar, scalar])
                #expect(nothing.isIdentity)
            }
        }
    }

    @Test(arguments: Kernel.available) func sumsWithScalarsOfAnySizeAreThoseOneByOne(on kernel: Kernel) {
        var generator = SeededGenerator()
        let edges: [Fr] = [
            0, 1, 2, -Fr.one, -Fr(2), BaseEndomorphism.lambda, -BaseEndomorphism.lambda, BaseEndomorphism.lambda + 1,
        ]
        let short = Self.edges.map { Fr(canonical: UInt256($0))! }
        let scalars = edges + short + (0..<30).map { _ in .random(using: &generator) }
        let points = scalars.indices.map { $0 % 9 == 4 ? G1.identity : .random(using: &generator) }
        let expected = zip(scalars, points).map { $0 * $1 }
        kernel.run {
            for count in 0...scalars.count {
                let sum = ShortScalars.sum(of: Array(points[..<count]), by: Array(scalars[..<count]))
                #expect(sum.affine == expected[..<count].reduce(G1.identity, +))
            }
        }
    }
}

@Suite struct BaseEndomorphismTests {
    private static let lambda = BaseEndomorphism.lambda

    @Test func theEndomorphismIsMultiplicationByLambda() {
        var generator = SeededGenerator()
        #expect(Self.lambda.squared() + Self.lambda + .one == .zero)
        for _ in 0..<10 {
            let p = G1.random(using: &generator)
            #expect(BaseEndomorphism.image(of: p) == Self.lambda * p)
            #expect(BaseEndomorphism.image(of: p).isOnCurve)
        }
        #expect(BaseEndomorphism.image(of: .identity).isIdentity)
    }

    @Test func bothPartsOfAScalarAreShortAndMakeItAgain() {
        var generator = SeededGenerator()
        let halves = (0..<254).map { Fr(2).power($0) }
        let edges: [Fr] =
            [0, 1, -Fr.one, Self.lambda, -Self.lambda] + halves + halves.map { -$0 } + halves.map { $0 * Self.lambda }
        for k in edges + (0..<2000).map({ _ in .random(using: &generator) }) {
            let (first, second) = BaseEndomorphism.split(k)
            #expect(first < 1 << 127 && second.magnitude < 1 << 127)
            let size = Fr(canonical: UInt256(second.magnitude))!
            #expect(Fr(canonical: UInt256(first))! + Self.lambda * (second < 0 ? -size : size) == k)
        }
    }

    @Test func shortScalarsStayWhole() {
        for k in [0, 1, 1 << 64, 1 << 125] as [UInt128] {
            let (first, second) = BaseEndomorphism.split(Fr(canonical: UInt256(k))!)
            #expect(first == k && second == 0)
        }
    }
}
