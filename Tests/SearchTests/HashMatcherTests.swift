import Addresses
import Search
import Testing

@Suite struct HashMatcherTests {
    /// The lanes of four hashes that the matcher names.
    private func matches(_ hashes: [Hash160], _ pattern: AddressPattern) -> [Int] {
        var rows: [UInt32] = []
        for word in 0..<5 {
            rows += hashes.map { $0.bytes[4 * word..<4 * word + 4].reduce(0) { $0 << 8 | UInt32($1) } }
        }
        var lanes: [Int] = []
        rows.withUnsafeBytes {
            HashMatcher(pattern).forEachMatch($0.baseAddress!.assumingMemoryBound(to: FourLanes.self)) {
                lanes.append($0)
            }
        }
        return lanes
    }

    private func neighbour(_ hash: Hash160, _ step: Int) -> Hash160? {
        var bytes = hash.bytes
        for index in bytes.indices.reversed() {
            let sum = Int(bytes[index]) + step
            bytes[index] = UInt8(truncatingIfNeeded: sum)
            if (0...255).contains(sum) { return Hash160(bytes: bytes) }
        }
        return nil
    }

    @Test func aRangeHasBothItsEndsAndNothingBeyond() throws {
        for prefix in [
            "1Zk", "1ZkABC", "1111", "1A1zP1eP5QGefi2DMPTfTL5SLmv7Div", "1QLbz7JHiBTspS962RLKV8GndWFwi5j6Qr",
        ] {
            let pattern = try AddressPattern(prefix: prefix)
            #expect(!pattern.ranges.isEmpty)
            for range in pattern.ranges {
                let around = [
                    neighbour(range.lowerBound, -1) ?? range.lowerBound, range.lowerBound, range.upperBound,
                    neighbour(range.upperBound, 1) ?? range.upperBound,
                ]
                let expected = around.indices.filter { index in pattern.ranges.contains { $0.contains(around[index]) } }
                #expect(Set(matches(around, pattern)) == Set(expected) && expected.contains(1), "\(prefix)")
            }
        }
    }
}
