import Addresses
import Curves
import Fields
import Search
import Synchronization
import TestSupport
import Testing

private let secret: SecpScalar = 0x1234_5678_9abc_def0

private func task(_ prefix: String, threads: Int? = nil) throws -> VanitySearch {
    try VanitySearch(point: secret * .generator, pattern: AddressPattern(prefix: prefix), threads: threads)
}

/// k, for tests alone.
private func offset(_ hit: borrowing VanityHit) -> UInt256 {
    hit.withOffset { UInt256(bigEndianBytes: Array($0))! }
}

@Suite struct VanitySearchTests {
    @Test(arguments: ["1Zk", "1a", "11", "1QLb"])
    func aHitSolvesTheTask(prefix: String) throws {
        let search = try task(prefix)
        guard let hit = try search.run() else {
            Issue.record("no hit for \(prefix)")
            return
        }
        let k = offset(hit)
        #expect(!k.isZero && k.bitWidth <= 250)
        let point = SecpScalar(canonical: k)! * .generator + search.point
        #expect(hit.point == point && hit.point != search.point)
        #expect(BitcoinAddress(publicKey: point) == hit.address)
        #expect(hit.address.text.hasPrefix(prefix))
        // The initiator's side: q + k is the key of the address.
        let whole = SecpScalar(canonical: k)! + secret
        #expect(IndependentDerivation(scalar: whole.bigEndianBytes)?.address == hit.address)
    }

    /// Every hit of a window, found one after the other, is every hit that plain arithmetic finds there.
    @Test func noHitIsMissed() throws {
        let search = try task("1a")
        let pattern = search.pattern
        let window = 4 * 2048
        var expected: [UInt256] = []
        var sum = JacobianPoint(search.point)
        for k in 1...UInt64(window) {
            sum += Secp256k1.generator
            if pattern.matches(BitcoinAddress(publicKey: sum.affine)!.hash160) { expected.append(UInt256(k)) }
        }
        var found: [UInt256] = []
        var start = UInt256.one
        while let hit = try search.run(starts: [start]), offset(hit) <= UInt256(UInt64(window)) {
            found.append(offset(hit))
            start = offset(hit).addingReportingCarry(.one).sum
        }
        #expect(expected.count > 1 && found == expected)
    }

    @Test func theWholeAddressAtAKnownOffsetIsFound() throws {
        let k: SecpScalar = 123_456
        let address = BitcoinAddress(publicKey: k * .generator + secret * .generator)!.text
        let tried = Mutex<UInt64>(0)
        let hit = try task(address).run(starts: [UInt256(123_000)]) { report in
            tried.withLock { $0 = report.keysTried }
        } isCancelled: {
            tried.withLock { $0 > 1_000_000 }  // long past it
        }
        guard let hit else {
            Issue.record("not found")
            return
        }
        #expect(offset(hit) == k.canonical)
    }

    @Test func aCancelledSearchReturnsNothingAndReportsItsProgress() throws {
        let search = try task("1ZkZkZkZkZkZkZkZk", threads: 2)
        let reports = Mutex<[SearchProgress]>([])
        let hit = try search.run(progress: { report in reports.withLock { $0.append(report) } }) {
            reports.withLock { $0.count >= 2 }
        }
        let wasFound = hit != nil
        #expect(!wasFound)
        let all = reports.withLock { $0 }
        let last = try #require(all.last)
        #expect(all.count >= 2 && all.count <= 4)
        #expect(last.keysTried > 0 && last.keysTried.isMultiple(of: 2048))
        #expect(last.elapsed > 0.5 && last.keysPerSecond > 0 && last.probability > 0 && last.probability < 1e-9)
        #expect(last.secondsToHalf > 1e9 && last.secondsToHalf.isFinite)
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.keysTried <= $1.keysTried && $0.elapsed < $1.elapsed })
    }

    @Test func tasksThatMakeNoSenseAreRefused() throws {
        let pattern = try AddressPattern(prefix: "1B")
        #expect(throws: SearchError.invalidPoint) { try VanitySearch(point: .identity, pattern: pattern) }
        let off = AffinePoint<Secp256k1>(uncheckedX: 1, y: 1)
        #expect(throws: SearchError.invalidPoint) { try VanitySearch(point: off, pattern: pattern) }
        // The address of the generator is 1BgGZ9tc….
        #expect(throws: SearchError.pointMatches) { try VanitySearch(point: .generator, pattern: pattern) }
        #expect(throws: Never.self) { try VanitySearch(point: -.generator, pattern: pattern) }
    }

    @Test func offsetsOutOfRangeConfirmNothing() throws {
        let any = try VanitySearch(point: -.generator, pattern: AddressPattern(prefix: "1E"))
        let limit = UInt256(0, 0, 0, 1 << 58)
        for offset in [UInt256.zero, .one, limit, SecpScalar.modulus] {
            let confirmed = try any.confirm(offset) != nil
            #expect(!confirmed)
        }
        #expect(throws: SearchError.unconfirmed) {
            if try any.confirm(UInt256(3)) != nil { Issue.record("a wrong hit was confirmed") }
        }
    }

    @Test func startsAreInRangeAndFreshForEveryThread() {
        var generator = SystemRandomNumberGenerator()
        var seen = Set<UInt256>()
        let last = UInt256(0, .max, .max, (1 << 58) - 1)
        for _ in 0..<2000 {
            let start = VanitySearch.randomStart(using: &generator)
            #expect(!start.isZero && start <= last)
            seen.insert(start)
        }
        #expect(seen.count == 2000)
        // No two ranges of 2⁶⁴ keys touch.
        let sorted = seen.sorted()
        for (a, b) in zip(sorted, sorted.dropFirst()) {
            #expect(b.subtractingReportingBorrow(a).difference.bitWidth > 64)
        }
    }
}
