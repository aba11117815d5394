import Curves
import Fields
import Foundation
import TestSupport
import Testing

@Suite struct SEC1Tests {
    private struct Vectors: Decodable {
        struct Valid: Decodable { let scalar, encoded, y: String }
        struct Invalid: Decodable { let encoded, why: String }
        let valid: [Valid]
        let invalid: [Invalid]
    }

    private static func vectors() throws -> Vectors {
        try JSONDecoder().decode(Vectors.self, from: VectorFiles.own("curves/sec1_secp256k1.json"))
    }

    @Test func everyPointReadsAndWritesAsPublished() throws {
        for vector in try Self.vectors().valid {
            let encoded = bytes(hex: vector.encoded)
            let scalar = try #require(SecpScalar(bigEndianBytes: bytes(hex: vector.scalar)))
            let point = try #require(AffinePoint<Secp256k1>(sec1Compressed: encoded))
            #expect(point == scalar * .generator)
            #expect(point.y.bigEndianBytes == bytes(hex: vector.y))
            #expect(point.sec1Compressed == encoded)
            #expect((-point).sec1Compressed == [encoded[0] ^ 1] + encoded[1...])
        }
    }

    @Test func whatIsNotACompressedPointIsRefused() throws {
        for vector in try Self.vectors().invalid {
            #expect(AffinePoint<Secp256k1>(sec1Compressed: bytes(hex: vector.encoded)) == nil, "\(vector.why)")
        }
    }

    @Test func whateverIsReadIsWrittenBackAlike() {
        var generator = SeededGenerator()
        var points = 0
        for _ in 0..<500 {
            let encoded = [UInt8.random(in: 0...5, using: &generator)] + generator.bytes(32)
            guard let point = AffinePoint<Secp256k1>(sec1Compressed: encoded) else { continue }
            points += 1
            #expect(point.sec1Compressed == encoded)
            #expect(AffinePoint<Secp256k1>(x: point.x, y: point.y) == point)
        }
        #expect(points > 20)
    }
}

/// The bytes that an even number of hexadecimal digits spell.
func bytes(hex: String) -> [UInt8] {
    let digits = hex.utf8.map { UInt8(truncatingIfNeeded: Character(UnicodeScalar($0)).hexDigitValue!) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
