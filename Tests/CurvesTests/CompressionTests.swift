import Curves
import Fields
import Foundation
import TestSupport
import Testing

@Suite struct CompressionTests {
    private struct Vectors: Decodable {
        struct Valid: Decodable { let scalar, encoded: String }
        struct Invalid: Decodable { let encoded, why: String }
        struct Group: Decodable {
            let valid: [Valid]
            let invalid: [Invalid]
        }
        let g1, g2: Group
    }

    private static func vectors() throws -> Vectors {
        try JSONDecoder().decode(Vectors.self, from: VectorFiles.own("curves/compressed_bn254.json"))
    }

    private static func read<C: ShortWeierstrassCurve>(_: C.Type, _ group: Vectors.Group) throws
    where C.Coordinate: CompressibleCoordinate {
        for vector in group.valid {
            let encoded = bytes(hex: vector.encoded)
            let scalar = try #require(PrimeField<C.ScalarModulus>(decimal: vector.scalar))
            #expect(AffinePoint<C>(compressed: encoded) == scalar * .generator, "\(vector.scalar)")
            #expect((scalar * AffinePoint<C>.generator).compressed == encoded, "\(vector.scalar)")
        }
        for vector in group.invalid {
            #expect(AffinePoint<C>(compressed: bytes(hex: vector.encoded)) == nil, "\(vector.why)")
        }
    }

    @Test func thePublishedEncodingsAreReadAndWrittenAndTheOthersRefused() throws {
        try Self.read(BN254G1.self, Self.vectors().g1)
        try Self.read(BN254G2.self, Self.vectors().g2)
    }

    private static func everyFlag<C: ShortWeierstrassCurve>(_: C.Type, _ generator: inout SeededGenerator)
    where C.Coordinate: CompressibleCoordinate {
        for _ in 0..<20 {
            let point = AffinePoint<C>.random(using: &generator)
            let encoded = point.compressed
            #expect(AffinePoint<C>(compressed: encoded) == point)
            for flags in 0..<4 as Range<UInt8> {
                let changed = [encoded[0] & 0x3f | flags << 6] + encoded[1...]
                let expected = changed == encoded ? point : flags >= 2 ? -point : nil
                #expect(AffinePoint<C>(compressed: changed) == expected)
            }
        }
    }

    @Test func theFlagsChooseTheRoot() {
        var generator = SeededGenerator()
        Self.everyFlag(BN254G1.self, &generator)
        Self.everyFlag(BN254G2.self, &generator)
    }

    @Test func whateverIsReadIsInTheGroupAndWrittenBackAlike() {
        var generator = SeededGenerator()
        var points = 0
        for _ in 0..<500 {
            var random = generator.bytes(64)
            random[0] &= 0xdf
            random[32] &= 0x1f
            #expect(G2(compressed: random) == nil)
            random[0] = random[0] & 0x1f | 0x80
            guard let point = G1(compressed: random[..<32]) else { continue }
            points += 1
            #expect(point.compressed == Array(random[..<32]))
            #expect(G1(x: point.x, y: point.y) == point)
        }
        #expect(points > 100)
    }

    @Test func aPointOfTheTwistOutsideTheSubgroupIsRefused() {
        var generator = SeededGenerator()
        for _ in 0..<20 { #expect(G2(compressed: G2.randomOnTwist(using: &generator).compressed) == nil) }
    }
}
