import Escrow
import Formats
import Service
import TestSupport
import Testing

@Suite struct Policies {
    @Test func aPolicyIsReadBackFromItsText() throws {
        var policy = ServicePolicy(
            isDevelopment: false, authorities: ["market.example.org", "127.0.0.1:8443"],
            verifyingKeys: [Bytes<32>([UInt8](repeating: 9, count: 32))!])
        policy.limits.pendingProofs = 17
        #expect(try ServicePolicy(json: Array(policy.json.utf8)) == policy)
    }

    @Test(arguments: [
        ("\"version\": 1", "\"version\": 2"), ("\"fee\": 100", "\"fee\": 10001"), ("\"burn\": 0", "\"burn\": 9901"),
        ("\"revealSeconds\": 3600", "\"revealSeconds\": 0"), ("\"mode\": \"production\"", "\"mode\": \"safe\""),
        ("\"authorities\": []", "\"authorities\": [\"https://x\"]"), ("\"openTasks\": 100", "\"openTasks\": 0"),
        ("\"openTasks\": 100", "\"openTask\": 100"), ("\"verifyingKeys\": []", "\"verifyingKeys\": [\"00\"]"),
    ])
    func whatIsNoPolicyIsRefused(part: String, other: String) throws {
        let text = ServicePolicy(isDevelopment: false).json
        let altered = text.replacing(part, with: other)
        #expect(altered != text)
        #expect(throws: JSONError.self) { try ServicePolicy(json: Array(altered.utf8)) }
    }
}

extension Policies {
    /// What is read of an altered text is a policy whose own text reads back as it.
    @Test func noAlteredByteStopsTheReader() {
        var generator = SeededGenerator()
        let text = Array(ServicePolicy(isDevelopment: true, authorities: ["a.example:81"]).json.utf8)
        for _ in 0..<3000 {
            var bytes = text
            let at = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes[at] = UInt8.random(in: .min ... .max, using: &generator)
            case 1: bytes.removeSubrange(at...)
            default: bytes.insert(bytes.randomElement(using: &generator)!, at: at)
            }
            guard let policy = try? ServicePolicy(json: bytes) else { continue }
            let again = try? ServicePolicy(json: Array(policy.json.utf8))
            #expect(again == policy, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}

@Suite struct Fairness {
    @Test func aPartyWithManyJobsWaitsBehindOneWithFew() {
        var queue = FairQueue<String>()
        let (a, b) = (ID<Party>(Person.alice.key)!, ID<Party>(Person.bob.key)!)
        for number in 0..<3 { queue.append("a\(number)", of: a) }
        queue.append("b0", of: b)
        #expect(queue.count == 4)
        var order: [String] = []
        while let job = queue.next() { order.append(job) }
        #expect(order == ["a0", "b0", "a1", "a2"] && queue.count == 0)
    }

    @Test func aBucketGivesABurstAndThenARate() {
        var buckets = TokenBuckets<String>(rate: 2, burst: 3, capacity: 10)
        for _ in 0..<3 { #expect(buckets.take("x", at: 100) == nil) }
        #expect(buckets.take("x", at: 100) == 0.5)
        #expect(buckets.take("y", at: 100) == nil)
        #expect(buckets.take("x", at: 100.5) == nil)
        #expect(buckets.take("x", at: 100.5) != nil)
        // A clock that runs back gives nothing.
        #expect(buckets.take("x", at: 0) != nil)
        #expect(buckets.take("x", at: 101) == nil)
    }

    @Test func bucketsAreNeverMoreThanTheyMayBe() {
        var generator = SeededGenerator(seed: 3)
        var buckets = TokenBuckets<Int>(rate: 1, burst: 2, capacity: 50)
        var refused = 0
        for step in 0..<5000 {
            let key = Int.random(in: 0..<200, using: &generator)
            if buckets.take(key, at: Double(step) / 1000) != nil { refused += 1 }
            #expect(buckets.count <= 50)
        }
        #expect(refused > 100)
    }
}

@Suite struct ByteRanges {
    @Test func oneRangeOfBytesThatAreThereIsRead() {
        let cases: [(String, ClosedRange<Int>?)] = [
            ("bytes=0-0", 0...0), ("bytes=2-", 2...9), ("bytes=-3", 7...9), ("bytes=-30", 0...9),
            ("bytes=5-500", 5...9),
            ("bytes=10-", nil), ("bytes=3-2", nil), ("bytes=-0", nil), ("bytes=-", nil), ("bytes=", nil),
            ("bytes=0-1,3-4", nil), ("bytes=+1-2", nil), ("items=0-1", nil), ("bytes=1-99999999999999999999", nil),
            ("", nil), ("bytes=a-b", nil), ("bytes=--1", nil),
        ]
        for (text, range) in cases { #expect(ByteRange(text, byteCount: 10)?.range == range, "\(text)") }
        #expect(ByteRange("bytes=0-", byteCount: 0) == nil)
    }
}
