import Addresses
import Foundation
import TestSupport
import Testing

@Suite struct Base58Tests {
    @Test func everyByteStringComesBack() throws {
        var generator = SeededGenerator()
        for count in 0..<60 {
            for zeros in [0, 1, 2, count] {
                let bytes = [UInt8](repeating: 0, count: zeros) + generator.bytes(count)
                #expect(try Base58.decode(Base58.encode(bytes)) == bytes)
                #expect(try Base58.decodeChecked(Base58.encodeChecked(bytes)) == bytes)
            }
        }
    }

    @Test func itAgreesWithBitcoinCore() throws {
        guard let data = VectorFiles.shared("public/bitcoin-addr/base58_encode_decode.json") else { return }
        for pair in try JSONDecoder().decode([[String]].self, from: data) {
            #expect(Base58.encode(bytes(hex: pair[0])) == pair[1])
            #expect(try Base58.decode(pair[1]) == bytes(hex: pair[0]))
        }
    }

    @Test func itAgreesWithBotan() throws {
        guard let valid = knownAnswers("public/botan-vec/base58.vec", section: "valid", last: "Base58"),
            let invalid = knownAnswers("public/botan-vec/base58.vec", section: "invalid", last: "Base58"),
            let checked = knownAnswers("public/botan-vec/base58c.vec", section: "valid", last: "Base58"),
            let unchecked = knownAnswers("public/botan-vec/base58c.vec", section: "invalid", last: "Base58")
        else { return }
        #expect(valid.count > 5 && invalid.count > 20 && checked.count == 4 && !unchecked.isEmpty)
        for answer in valid {
            #expect(Base58.encode(bytes(hex: answer["Binary"]!)) == answer["Base58"])
            #expect(try Base58.decode(answer["Base58"]!) == bytes(hex: answer["Binary"]!))
        }
        for answer in invalid { #expect(throws: AddressError.self) { try Base58.decode(answer["Base58"]!) } }
        for answer in checked {
            #expect(Base58.encodeChecked(bytes(hex: answer["Binary"]!)) == answer["Base58"])
            #expect(try Base58.decodeChecked(answer["Base58"]!) == bytes(hex: answer["Binary"]!))
        }
        for answer in unchecked {
            #expect(throws: AddressError.self) { try Base58.decodeChecked(answer["Base58"]!) }
        }
    }

    @Test func whatIsNotBase58IsRefusedAtItsPosition() {
        let wrong = ["10", "1O", "1I", "1l", "1 ", "1-", "1\u{e9}", "1\u{661}", "1\u{0}", "1\r\n", "1e\u{301}1"]
        for text in wrong { #expect(throws: AddressError.notBase58(position: 2)) { try Base58.decode(text) } }
        #expect(throws: AddressError.notBase58(position: 1)) { try Base58.decode(" 1") }
        #expect(throws: AddressError.wrongLength(bytes: 3)) { try Base58.decodeChecked("111") }
    }
}
