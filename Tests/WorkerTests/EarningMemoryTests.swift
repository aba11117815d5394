import Client
import Formats
import Foundation
import Sealing
import Synchronization
import Testing
import VerifiedCompute
import Worker

/// The memory limit of the whole worker, in this process.
@Suite(.serialized) struct EarningMemoryTests {
    @Test func aSearchStopsWhereTheProcessHasMoreMemoryThanItMay() async throws {
        let market = try Marketplace()
        try await market.serve {
            // Of such an address nobody finds one in this test.
            try await market.post(try Marketplace.task("1Abcdef"))
            let keys = try RealKey.made.get().store.folder
            let limit = max(200_000, Memory.anonymous + 300_000)
            let earner = try Earner([market.address]) {
                $0.keyFolders = [keys]
                $0.memoryLimit = limit
                $0.endsWhenIdle = false
            }
            let ballast = Ballast()
            try await earner.run { node in
                if earner.says("searching") { ballast.grow(to: Int(limit + 100_000) * 1000) }
                return earner.says("above --memory-limit \(limit)") && node.status.activities.isEmpty
            }
            #expect(earner.says("dropped: the process had come above --memory-limit \(limit)"))
        }
    }

    /// It waits in its turn, and holds up no other for good.
    @Test func aProofThatWaitsForMemoryIsGivenUpWithItsTask() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Zk")
            try await market.post(task)
            let keys = try RealKey.made.get().store.folder
            let least = Memory.least(for: Set(TaskKind.names), concurrency: 1, threads: 2, services: 1)
            let limit = max(least, Memory.anonymous + 100_000)
            let earner = try Earner([market.address]) {
                $0.keyFolders = [keys]
                $0.threads = 2
                $0.memoryLimit = limit
                $0.endsWhenIdle = false
            }
            _ = try earner.leave(
                task, at: market.address, serviceKey: Bytes(market.key.bytes)!, proven: false)
            let ballast = Ballast()
            ballast.grow(to: Int(limit + 100_000) * 1000)
            let isCancelled = Flag()
            try await earner.run { node in
                let waits = node.status.activities.contains { $0.doing.contains("waiting for memory") }
                if waits, !isCancelled.isSet.exchange(true, ordering: .relaxed) {
                    let client = ServiceClient(market.address)
                    _ = try? await client.cancel(task.digest, by: Signer(Marketplace.alice))
                    await client.close()
                }
                return isCancelled.isSet.load(ordering: .relaxed) && node.status.activities.isEmpty
            }
            #expect(earner.says("not paid: the task is cancelled"))
            withExtendedLifetime(ballast) {}
        }
    }

    @Test func nothingIsBegunWhileTheProcessHasMoreMemoryThanItMay() async throws {
        let market = try Marketplace()
        try await market.serve {
            try await market.post(try Marketplace.task("1Abcdef"))
            let keys = try RealKey.made.get().store.folder
            let limit = max(200_000, Memory.anonymous + 100_000)
            let ballast = Ballast()
            ballast.grow(to: Int(limit + 100_000) * 1000)
            let earner = try Earner([market.address]) {
                $0.keyFolders = [keys]
                $0.memoryLimit = limit
                $0.endsWhenIdle = false
            }
            try await earner.run { node in
                earner.says("above --memory-limit \(limit)") && node.status.services[0].taskCount == 1
            }
            #expect(!earner.says("chosen:"))
            withExtendedLifetime(ballast) {}
        }
    }
}

/// Memory that is really there.
private final class Ballast: @unchecked Sendable {
    // Sendable because one test's loop alone grows it.
    private var bytes: [UInt8] = []

    func grow(to count: Int) {
        if bytes.isEmpty { bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) } }
    }
}
