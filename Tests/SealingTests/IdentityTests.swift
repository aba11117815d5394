import CSodium
import Fields
import Sealing
import TestSupport
import Testing

@Suite struct IdentityTests {
    private func subkey(_ number: UInt64, of seed: [UInt8]) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: 32)
        crypto_kdf_derive_from_key(&key, 32, number, "VCompute", seed)
        return key
    }

    @Test func everyKeyComesFromTheSeedAsDocumented() {
        let seed = [UInt8](0..<32)
        let identity = Identity(seed: Secret(copying: seed))
        var (publicKey, secretKey) = ([UInt8](repeating: 0, count: 32), [UInt8](repeating: 0, count: 64))
        crypto_sign_seed_keypair(&publicKey, &secretKey, subkey(1, of: seed))
        #expect(identity.verificationKey.bytes == publicKey)
        crypto_box_seed_keypair(&publicKey, &secretKey, subkey(2, of: seed))
        #expect(identity.recipientKey.bytes == publicKey)
    }

    /// Made with PyNaCl and hashlib.blake2b; a change of the derivation would lose people's keys.
    @Test func theDerivationNeverChanges() {
        let identity = Identity(seed: Secret(copying: Array(0..<32)))
        let offset = identity.offset(nonce: Array(32..<64))
        #expect(
            identity.verificationKey.bytes.hex == "85a701be4d3cf4fe087b77fa23d19946bd9337bbb8486da619d411961aff99b8")
        #expect(identity.recipientKey.bytes.hex == "eddbcdbea1889968b2ed95b33972a0564442f5bf995c55120c8312843a4c307d")
        #expect(offset.exposed.hex == "c84ac324773b9ab6117aa7194e7a9ee4dc873539599f66ff6969b4167825a9e3")
    }

    @Test func theOffsetIsTheHashModuloTheOrder() {
        let seed = [UInt8](0..<32)
        let nonce = [UInt8](5..<37)
        var message = Array("VerifiedCompute/offset/v1".utf8) + [32, 0, 0, 0, 0, 0, 0, 0] + nonce
        message += [UInt8](repeating: 0, count: 8)
        var wide = [UInt8](repeating: 0, count: 64)
        crypto_generichash(&wide, 64, message, UInt64(message.count), subkey(3, of: seed), 32)
        let offset = Identity(seed: Secret(copying: seed)).offset(nonce: nonce)
        #expect(offset.exposed == SecpScalar(reducingBigEndian: wide).bigEndianBytes)
    }

    @Test func theOffsetDependsOnTheSeedAndOnTheNonce() {
        let a = Identity.generate()
        let b = Identity.generate()
        #expect(a.offset(nonce: [1]).isEqual(to: a.offset(nonce: [1])) == true)
        #expect(a.offset(nonce: [1]).isEqual(to: a.offset(nonce: [2])) == false)
        #expect(a.offset(nonce: [1]).isEqual(to: b.offset(nonce: [1])) == false)
        #expect(a.offset(nonce: []).isEqual(to: a.offset(nonce: [0])) == false)
    }

    @Test func theWideReductionAgreesWithGMP() {
        var generator = SeededGenerator()
        let n = BigInteger(SecpScalar.modulus)
        let wide = BigInteger(1) << 512
        let edges = [
            0, 1, n - 1, n, n + 1, n * n - 1, n * n, n << 256, wide - 1, wide - n, (n << 256) - 1, BigInteger(1) << 256,
        ]
        let values = edges + (0..<200).map { _ in BigInteger(bigEndianBytes: generator.bytes(64)) }
        for value in values {
            let bytes = value.littleEndianBytes
            let padded = Array((bytes + [UInt8](repeating: 0, count: 64 - bytes.count)).reversed())
            let reduced = Secret(copying: padded).reducedModuloSecp256k1Order()
            #expect(reduced.exposed == (value % n).uint256!.bigEndianBytes)
        }
    }
}

@Suite struct SignatureTests {
    private let message = Array("pay 5 to nobody".utf8)

    @Test func aSignatureIsValidForItsMessageAndDomainAlone() {
        let identity = Identity.generate()
        let other = Identity.generate()
        let key = identity.verificationKey
        let signature = identity.signingKey.signature(of: message, domain: "task")
        #expect(signature.count == 64 && key.isValid(signature, of: message, domain: "task"))
        #expect(!key.isValid(signature, of: message, domain: "proof"))
        #expect(!key.isValid(signature, of: message + [0], domain: "task"))
        #expect(!key.isValid(signature, of: Array("kpay 5".utf8), domain: "tas"))
        #expect(!other.verificationKey.isValid(signature, of: message, domain: "task"))
        for i in 0..<64 { #expect(!key.isValid(flipped(signature, at: i), of: message, domain: "task")) }
        #expect(!key.isValid(signature + [0], of: message, domain: "task"))
        #expect(!key.isValid([], of: message, domain: "task"))
    }

    @Test func whatIsSignedIsTheLengthAndTheDomainAndTheMessage() {
        let identity = Identity.generate()
        let signature = identity.signingKey.signature(of: message, domain: "task")
        let signed: [UInt8] = [4, 0, 0, 0, 0, 0, 0, 0] + Array("task".utf8) + message
        #expect(
            crypto_sign_verify_detached(signature, signed, UInt64(signed.count), identity.verificationKey.bytes) == 0)
    }

    @Test func anSAtOrAboveTheOrderIsRefused() {
        let identity = Identity.generate()
        let signature = identity.signingKey.signature(of: message, domain: "task")
        let s = BigInteger(littleEndianBytes: signature[32...]) + BigInteger(Scalar25519.modulus)
        let forged = Array(signature[..<32]) + s.uint256!.littleEndianBytes
        #expect(!identity.verificationKey.isValid(forged, of: message, domain: "task"))
    }

    @Test func aKeyThatIsNoPointOfTheGroupIsRefused() {
        let key = Identity.generate().verificationKey.bytes
        #expect(VerificationKey(key)?.bytes == key)
        #expect(VerificationKey(Array(key.dropLast())) == nil && VerificationKey(key + [0]) == nil)
        let order8 = [UInt8](hex: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
        for bytes in [order8, [1] + [UInt8](repeating: 0, count: 31), [UInt8](repeating: 255, count: 32)] {
            #expect(VerificationKey(bytes) == nil)
        }
    }
}
