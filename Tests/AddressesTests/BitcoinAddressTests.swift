import Addresses
import Curves
import Fields
import Foundation
import TestSupport
import Testing

/// The WIF of a key.
private func wif(_ key: [UInt8]) -> String {
    var text = [UInt8](repeating: 0, count: WalletImportFormat.count)
    key.withUnsafeBytes { key in
        text.withUnsafeMutableBytes { WalletImportFormat.write(privateKey: key, into: $0) }
    }
    return String(decoding: text, as: UTF8.self)
}

@Suite struct BitcoinAddressTests {
    @Test func keysAndAddressesAgreeWithTheVectors() throws {
        let cases = try VanityVectors.load().cases
        #expect(cases.count == 40)
        for vector in cases {
            let q = try #require(AffinePoint<Secp256k1>(sec1Compressed: bytes(hex: vector.point)))
            let k = try #require(SecpScalar(bigEndianBytes: bytes(hex: vector.offset)))
            let sum = k * .generator + q
            guard vector.valid else {
                #expect(BitcoinAddress(publicKey: sum) == nil)
                #expect(IndependentDerivation(scalar: k.bigEndianBytes, offsetFrom: q) == nil)
                continue
            }
            let address = try #require(BitcoinAddress(publicKey: sum))
            #expect(address.text == vector.addresses?["p2pkh"], "\(vector.id)")
            #expect(hex(address.hash160.bytes) == vector.hash160)
            #expect(try BitcoinAddress(address.text) == address)
            let secret = bytes(hex: try #require(vector.sum))
            #expect(wif(secret) == vector.wif)
            let whole = try #require(IndependentDerivation(scalar: secret))
            #expect(whole.address == address && hex(whole.publicKey) == vector.publicKey && whole.point == sum)
            if !k.isZero { #expect(IndependentDerivation(scalar: k.bigEndianBytes, offsetFrom: q) == whole) }
        }
    }

    @Test func malformedAddressesAreRefused() throws {
        for negative in try VanityVectors.load().negatives {
            #expect(throws: AddressError.self) { try BitcoinAddress(negative.address) }
        }
        let text = "17yEsr4ktpBqqM5PSjGNDQLvYu3qhPtZqh"
        #expect(throws: AddressError.wrongVersion(5)) { try BitcoinAddress("36EDjEwjM127UXNQVr5a1zrpryA7NkAzFL") }
        #expect(throws: AddressError.wrongLength(bytes: 0)) { try BitcoinAddress("") }
        #expect(throws: AddressError.wrongChecksum) { try BitcoinAddress(text.dropLast() + "j") }
        #expect(throws: AddressError.notBase58(position: 35)) { try BitcoinAddress(text + "\n") }
        #expect(throws: AddressError.wrongLength(bytes: 24)) {
            try BitcoinAddress(Base58.encodeChecked([UInt8](repeating: 0, count: 20)))
        }
    }

    @Test func addressesAndKeysAgreeWithBitcoinCore() throws {
        guard let valid = VectorFiles.shared("public/bitcoin-addr/base58_keys_valid.json"),
            let invalid = VectorFiles.shared("public/bitcoin-addr/base58_keys_invalid.json")
        else { return }
        var (addresses, keys) = (0, 0)
        for case let entry as [Any] in try #require(JSONSerialization.jsonObject(with: valid) as? [Any]) {
            let text = try #require(entry[0] as? String)
            let payload = try #require(entry[1] as? String)
            let about = try #require(entry[2] as? [String: Any])
            let isTestnet = try #require(about["isTestnet"] as? Bool)
            if about["addrType"] as? String == "pubkey", !isTestnet {
                #expect(hex(try BitcoinAddress(text).hash160.bytes) == payload)
                addresses += 1
            } else {
                #expect(throws: AddressError.self) { try BitcoinAddress(text) }
            }
            if about["isCompressed"] as? Bool == true, !isTestnet {
                #expect(wif(bytes(hex: payload)) == text)
                keys += 1
            }
        }
        #expect(addresses >= 5 && keys >= 5)
        for entry in try JSONDecoder().decode([[String]].self, from: invalid) {
            #expect(throws: AddressError.self) { try BitcoinAddress(entry[0]) }
        }
    }

    @Test func scalarsOutOfRangeDeriveNothing() {
        let one = UInt256.one.bigEndianBytes
        #expect(IndependentDerivation(scalar: UInt256.zero.bigEndianBytes) == nil)
        #expect(IndependentDerivation(scalar: SecpScalar.modulus.bigEndianBytes) == nil)
        #expect(IndependentDerivation(scalar: [UInt8](repeating: 255, count: 32)) == nil)
        #expect(IndependentDerivation(scalar: one.dropFirst()) == nil)
        #expect(IndependentDerivation(scalar: one)?.point == .generator)
        #expect(IndependentDerivation(scalar: one)?.address.text == "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH")
        #expect(IndependentDerivation(scalar: one, offsetFrom: -.generator) == nil)
        #expect(IndependentDerivation(scalar: one, offsetFrom: .generator)?.point == 2 * .generator)
    }

    @Test func secretMultiplesAgreeWithTheOtherTwoWays() {
        var generator = SeededGenerator()
        func multiple(_ scalar: [UInt8]) -> AffinePoint<Secp256k1> {
            scalar.withUnsafeBytes { Secp256k1.generatorMultiple(secret: $0) }
        }
        for _ in 0..<20 {
            let scalar = SecpScalar.random(using: &generator)
            let point = multiple(scalar.bigEndianBytes)
            #expect(point == scalar * .generator)
            #expect(point == IndependentDerivation(scalar: scalar.bigEndianBytes)?.point)
        }
        let order = BigInteger(SecpScalar.modulus)
        let last = (BigInteger(1) << 256) - 1
        for edge in [0, 1, 2, 3, order / 2, order / 2 + 1, order - 2, order - 1, order, order + 1, last] {
            let expected: AffinePoint<Secp256k1> = SecpScalar(reducing: edge) * .generator
            #expect(multiple(edge.uint256!.bigEndianBytes) == expected)
        }
    }
}
