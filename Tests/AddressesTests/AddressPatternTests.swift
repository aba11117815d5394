import Addresses
import Fields
import TestSupport
import Testing

private func number(_ hash: Hash160) -> BigInteger { BigInteger(bigEndianBytes: hash.bytes) }

/// The hash with this value; nil past the ends.
private func hash(_ value: BigInteger) -> Hash160? {
    guard !value.isNegative, value.bitWidth <= 160 else { return nil }
    let bytes = value.littleEndianBytes
    return Hash160(bytes: [UInt8](repeating: 0, count: 20 - bytes.count) + bytes.reversed())
}

@Suite struct AddressPatternTests {
    @Test func theRangesAgreeWithTheVectors() throws {
        var feasible = 0
        for vector in try VanityVectors.load().prefixes where vector.version == 0 {
            guard vector.feasible else {
                #expect(throws: AddressPatternError.self) { try AddressPattern(prefix: vector.prefix) }
                continue
            }
            feasible += 1
            let pattern = try AddressPattern(prefix: vector.prefix)
            var count = BigInteger(0)
            for range in pattern.ranges { count = count + number(range.upperBound) - number(range.lowerBound) + 1 }
            for range in vector.ranges {
                // What the vectors leave to the checksum, the ranges here have settled with it.
                for edge in range.checksumDependent {
                    let hash = try #require(Hash160(bytes: bytes(hex: edge)))
                    let begins = BitcoinAddress(hash160: hash).text.hasPrefix(vector.prefix)
                    #expect(pattern.matches(hash) == begins, "\(vector.prefix) at \(edge)")
                }
                guard let low = range.lo, let high = range.hi else { continue }
                let first = try #require(Hash160(bytes: bytes(hex: low)))
                let last = try #require(Hash160(bytes: bytes(hex: high)))
                #expect(pattern.ranges.contains { $0.contains(first) && $0.contains(last) })
            }
            let settled = Set(vector.ranges.flatMap(\.checksumDependent)).filter {
                pattern.matches(Hash160(bytes: bytes(hex: $0))!)
            }
            #expect((count - BigInteger(settled.count)).description == vector.sureCount, "\(vector.prefix)")
            #expect(abs(pattern.probability / vector.probability - 1) < 1e-12, "\(vector.prefix)")
        }
        #expect(feasible == 20)
    }

    @Test func rangesAndTextsAgreeAtEveryEdge() throws {
        var generator = SeededGenerator()
        let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")
        for _ in 0..<300 {
            // The beginning of a real address, some with zero bytes before them, so that every length occurs.
            let zeros = Int.random(in: 0...20, using: &generator) % (Bool.random(using: &generator) ? 21 : 2)
            let seed = Hash160(bytes: [UInt8](repeating: 0, count: zeros) + generator.bytes(20 - zeros))!
            let text = BitcoinAddress(hash160: seed).text
            var prefix = String(text.prefix(Int.random(in: 1...text.count, using: &generator)))
            if Bool.random(using: &generator), prefix.count > 1 {
                prefix = String(prefix.dropLast()) + String(alphabet.randomElement(using: &generator)!)
            }
            guard let pattern = try? AddressPattern(prefix: prefix) else {
                #expect(!text.hasPrefix(prefix))
                continue
            }
            #expect(pattern.matches(seed) == text.hasPrefix(prefix), "\(prefix)")
            for end in pattern.ranges.flatMap({ [$0.lowerBound, $0.upperBound] }) {
                for distance in -2...2 {
                    guard let near = hash(number(end) + BigInteger(distance)) else { continue }
                    let nearText = BitcoinAddress(hash160: near).text
                    #expect(pattern.matches(near) == nearText.hasPrefix(prefix), "\(prefix), \(nearText)")
                    #expect(pattern.matches(address: nearText) == nearText.hasPrefix(prefix))
                }
            }
            for (range, next) in zip(pattern.ranges, pattern.ranges.dropFirst()) {
                #expect(range.upperBound < next.lowerBound)
            }
        }
    }

    @Test func aWholeAddressIsAPattern() throws {
        let text = "17yEsr4ktpBqqM5PSjGNDQLvYu3qhPtZqh"
        let pattern = try AddressPattern(prefix: text)
        let only = try BitcoinAddress(text).hash160
        #expect(pattern.ranges == [only...only])
        #expect(pattern.matches(address: text))
        #expect(abs(pattern.probability * 0x1p160 - 1) < 1e-12)
        #expect(try AddressPattern(prefix: "1111111111111111111114oLvT2").matches(Hash160(high: 0, middle: 0, low: 0)))
    }

    @Test func whatIsNoAddressDoesNotMatch() throws {
        let pattern = try AddressPattern(prefix: "1")
        for text in ["", "1", "17yEsr4ktpBqqM5PSjGNDQLvYu3qhPtZq", "36EDjEwjM127UXNQVr5a1zrpryA7NkAzFL"] {
            #expect(!pattern.matches(address: text))
        }
    }

    @Test func everyPatternThatCannotOccurIsRefusedWithItsReason() {
        let last = "1QLbz7JHiBTspS962RLKV8GndWFwi5j6Qr"
        let cases: [(String, AddressPatternError)] = [
            ("", .empty),
            ("1B0", .notBase58("0", position: 3)),
            ("1O", .notBase58("O", position: 2)),
            ("1Il", .notBase58("I", position: 2)),
            ("1al", .notBase58("l", position: 3)),
            ("1 a", .notBase58(" ", position: 2)),
            ("1\u{202e}a", .notBase58("\u{202e}", position: 2)),
            ("1\r\n", .notBase58("\r\n", position: 2)),
            ("2", .wrongBeginning("2")),
            ("bc1q", .wrongBeginning("b")),
            (String(repeating: "1", count: 22), .tooManyOnes(22, limit: 21)),
            ("1z" + String(repeating: "2", count: 33), .tooLong(35, limit: 34)),
            ("12" + String(repeating: "z", count: 5000), .tooLong(5002, limit: 34)),
            ("17yEsr4ktpBqqM5PSjGNDQLvYu3qhPtZqj", .noChecksumFits),
            (last.dropLast() + "s", .noChecksumFits),
        ]
        for (prefix, error) in cases { #expect(throws: error) { try AddressPattern(prefix: prefix) } }
        let beyond = #expect(throws: AddressPatternError.self) { try AddressPattern(prefix: "1QM" + last.dropFirst(3)) }
        guard case .outOfReach(let first, let end) = beyond else {
            Issue.record("a prefix after the last address was taken")
            return
        }
        #expect(end == last && first.hasPrefix("1211") && first.count == 34)
        #expect((try? BitcoinAddress(first)) != nil)
    }

    @Test func everyReasonIsOneSentenceThatATerminalShowsAsItIs() {
        let reasons: [AddressPatternError] = [
            .empty, .notBase58("0", position: 3), .notBase58("l", position: 1), .notBase58("\u{202e}", position: 2),
            .wrongBeginning("b"), .wrongBeginning("3"), .tooManyOnes(22, limit: 21), .tooLong(40, limit: 34),
            .outOfReach(first: "12", last: "1Q"), .noChecksumFits,
        ]
        for reason in reasons {
            #expect(reason.description.hasSuffix(".") && !reason.description.contains("\n"))
            #expect(!reason.description.unicodeScalars.contains("\u{202e}"))
        }
        #expect(AddressPatternError.notBase58("\u{202e}", position: 2).description.contains("U+202E"))
        #expect(AddressPatternError.notBase58("0", position: 3).description.contains("zero"))
    }

    @Test func oddsFollowFromTheProbability() throws {
        let pattern = try AddressPattern(prefix: "1Zk")
        #expect(abs(pattern.probability(within: pattern.triesForHalf) - 0.5) < 1e-9)
        #expect(pattern.probability(within: 0) == 0)
        #expect(abs(pattern.probability(within: 1) / pattern.probability - 1) < 1e-9)
        let certain = try AddressPattern(prefix: "1")
        #expect(certain.probability == 1 && certain.triesForHalf == 1 && certain.probability(within: 1) == 1)
        let whole = try AddressPattern(prefix: "17yEsr4ktpBqqM5PSjGNDQLvYu3qhPtZqh")
        #expect(whole.triesForHalf.isFinite && whole.triesForHalf > 1e47)
    }
}
