import Curves
import Fields
import Foundation
import Sealing
import TestSupport
import Testing

/// `Vectors/sealing/seal.json`.
private struct SealVectors: Decodable {
    struct X25519: Decodable { let id, scalar, u, out: String, valid: Bool }
    struct Box: Decodable {
        let id: String, valid: Bool
        let recipientSk, recipientPk, message, sealed: String?
    }
    let x25519: [X25519]
    let seal: [Box]
}

/// The Wycheproof file's groups.
private struct Wycheproof: Decodable {
    struct Group: Decodable { let tests: [Test] }
    struct Test: Decodable { let tcId: Int, flags: [String], `public`, `private`, shared: String }
    let testGroups: [Group]
}

/// The X25519 function by our own arithmetic on the lift of u; nil where the lift refuses.
private func x25519(_ scalar: [UInt8], _ u: [UInt8]) -> [UInt8]? {
    guard let point = Edwards25519Point(liftingU: u) else { return nil }
    var clamped = scalar
    clamped[0] &= 248
    clamped[31] = clamped[31] & 127 | 64
    return (Scalar25519(reducingLittleEndian: clamped) * point).montgomery.u.littleEndianBytes
}

@Suite struct SealVectorTests {
    private func vectors() throws -> SealVectors {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(SealVectors.self, from: VectorFiles.own("sealing/seal.json"))
    }

    @Test func everySealedBoxOpensOrNotAsTheVectorSays() throws {
        var (opened, refused) = (0, 0)
        for vector in try vectors().seal {
            guard let secretKey = vector.recipientSk, let sealed = vector.sealed else { continue }
            let message = OpeningKey(secretKey: Secret(copying: [UInt8](hex: secretKey))).open([UInt8](hex: sealed))
            if vector.valid { opened += 1 } else { refused += 1 }
            #expect(message?.exposed.hex == (vector.valid ? vector.message! : nil), "\(vector.id)")
        }
        #expect(opened >= 18 && refused >= 20)
    }

    @Test func aRecipientOfLowOrderIsRefused() throws {
        let vectors = try vectors().seal.filter { $0.id == "seal-bad-loworder-recipient" }
        #expect(vectors.count == 1)
        for vector in vectors { #expect(RecipientKey([UInt8](hex: vector.recipientPk!)) == nil) }
    }

    /// Where our strict lift takes the u, our arithmetic agrees; the vectors whose u is not canonical or of low
    /// order, it refuses.
    @Test func theLiftAgreesWithX25519() throws {
        var taken = 0
        for vector in try vectors().x25519 {
            let (scalar, u) = ([UInt8](hex: vector.scalar), [UInt8](hex: vector.u))
            if vector.id.contains("noncanon") || vector.id.contains("loworder") || vector.id.contains("highbit") {
                #expect(RecipientKey(u) == nil, "\(vector.id)")
            }
            guard let shared = x25519(scalar, u) else { continue }
            taken += 1
            #expect(shared.hex == vector.out, "\(vector.id)")
        }
        #expect(taken >= 1)
    }

    @Test func theLiftAgreesWithWycheproof() throws {
        guard let data = VectorFiles.shared("public/wycheproof/testvectors_v1_x25519_test.json") else { return }
        var (taken, refused) = (0, 0)
        for test in try JSONDecoder().decode(Wycheproof.self, from: data).testGroups.flatMap(\.tests) {
            let u = [UInt8](hex: test.public)
            let strange = ["Twist", "NonCanonicalPublic", "SmallPublicKey", "LowOrderPublic", "ZeroSharedSecret"]
            if test.flags.contains(where: strange.contains) {
                refused += 1
                #expect(RecipientKey(u) == nil, "test \(test.tcId)")
            }
            guard let shared = x25519([UInt8](hex: test.private), u) else { continue }
            taken += 1
            #expect(shared.hex == test.shared, "test \(test.tcId)")
        }
        #expect(taken == 50 && refused == 253)
    }
}
