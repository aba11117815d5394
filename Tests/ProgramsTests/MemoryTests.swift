import Foundation
import Glibc
import TestSupport
import Testing
import VerifiedCompute

/// What programs take of memory, as the system counts it from outside.
@Suite(.serialized, .blocking) struct MemoryTests {
    /// The C library gives back at once what it is given back, as in a worker with a limit.
    private let tight = [
        "MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_ARENA_MAX": "2",
    ]

    /// The most memory that a program had of its own until it ended, in kB, looked at every 5 ms.
    private func peak(of running: Terminal.Running) -> Int {
        let path = "/proc/\(running.process.processIdentifier)/statm"
        let page = sysconf(Int32(_SC_PAGESIZE))
        var peak = 0
        while running.process.isRunning {
            if let text = try? String(contentsOfFile: path, encoding: .utf8) {
                let pages = text.split(separator: " ").compactMap { Int($0) }
                if pages.count > 2 { peak = max(peak, (pages[1] - pages[2]) * page / 1000) }
            }
            usleep(5000)
        }
        return peak
    }

    /// The least limit that a worker with these options takes, as it says itself.
    private func least(_ earning: Earning, _ options: String) throws -> Int {
        let refused = try earning.market.expect(earning.command("\(options) --memory-limit 1000"), status: 2)
        #expect(refused.errors.contains("nothing could be earned below --memory-limit 1000"))
        let words = refused.errors.split(whereSeparator: { " ;".contains($0) })
        let index = try #require(words.firstIndex(of: "kB"))
        return try #require(Int(words[index - 1]))
    }

    /// Searches and proofs, under a key that is here or is downloaded first.
    @Test(arguments: [
        ("--concurrency 1", "market/keys"), ("--concurrency 2", "none"), ("--concurrency 3 --threads 9", "market/keys"),
    ])
    func aWorkerEarnsAndNeverHasMoreThanItsLimit(_ options: String, _ keys: String) throws {
        let earning = try Earning()
        let limit = try least(earning, options)
        let under = try earning.market.expect(earning.command("\(options) --memory-limit \(limit - 1)"), status: 2)
        #expect(under.errors.contains("\(limit) kB"))
        let service = try earning.market.open()
        let prefixes = ["1Ma", "1Mb", "1Mcd", "1Mef", "1Mgh"]
        for prefix in prefixes { _ = try earning.post(prefix) }
        let worker = try earning.start("\(options) --memory-limit \(limit) --until-idle", keys: keys)
        let peak = peak(of: worker)
        let outcome = try worker.finish()
        print("\(options): \(peak) kB at most, limit \(limit)")
        #expect(outcome.status == 0 && peak <= limit, "\(peak) of \(limit)\n\(outcome.errors)")
        // The limit is near to what is needed: one that did nothing would be seen.
        #expect(peak > limit * 6 / 10, "\(peak) of \(limit)")
        try earning.check(settled: prefixes.count)
        try earning.market.close(service)
    }

    /// What is said beforehand of a proof's memory is no less than what it takes, and not twice as much.
    @Test func aProofTakesWhatIsSaidOfIt() throws {
        let market = try Market()
        try market.expect(
            "zktask new vanity-address --prefix 1Z --key alice.key --reward 1 --deadline 2d --keys market/keys")
        let solving = try market.terminal.start(
            "zkworker solve task.json --keys market/keys --key bob.key --witness w.wtns --threads 1 --quiet",
            with: tight)
        let kind = CircuitKind.vanityAddress
        let (whole, program) = (peak(of: solving) * 1000, 10_000_000)
        #expect(try solving.finish().status == 0)
        let circuit = kind.keyByteCount + kind.circuitByteCount
        let processors = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let proof = kind.proofByteCount(processors: processors)
        print("solving: \(whole) bytes at most; said \(circuit) for key and circuit, \(proof) for the proof")
        #expect(whole <= program + circuit + proof && whole > (circuit + proof) * 6 / 10)

        let key = "market/keys/\(kind.circuitID).zkey"
        let proving = try market.terminal.start("zkworker prove \(key) w.wtns p.json i.json --quiet", with: tight)
        let alone = peak(of: proving) * 1000
        #expect(try proving.finish().status == 0)
        print("proving: \(alone) bytes at most; said \(kind.keyByteCount) for the key, \(proof) for the proof")
        #expect(alone <= program + kind.keyByteCount + proof && alone > (kind.keyByteCount + proof) / 2)
    }
}
