import Client
import Escrow
import Formats
import Foundation
import Journal
import Sealing
import Testing
import VerifiedCompute
import Wire
import Worker

/// Leases of the whole worker, at a real service in this process.
@Suite(.serialized) struct EarningLeaseTests {
    @Test func theReceiptOfALeaseIsKept() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Z")
            try await market.post(task, lease: .init(seconds: 3600, stake: 500))
            let earner = try Earner([market.address])
            try await earner.run()
            #expect(try await market.isSettled(task))
            let kept = ReceiptFolder(folder: "\(earner.settings.home)/receipts").receipts(of: market.key)
            #expect(kept.count == 1)
            #expect(kept.first?.entry.outcome.transfers.map(\.amount.units) == [500])
        }
    }

    @Test func whatALeaseThatEndsWithoutASolutionCostIsInTheAccounts() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Abcdef")
            try await market.post(task, lease: .init(seconds: 12, stake: 500))
            let keys = try RealKey.made.get().store.folder
            let earner = try Earner([market.address]) {
                $0.keyFolders = [keys]
                $0.endsWhenIdle = false
            }
            let node = try earner.node()
            let running = Task { await node.run() }
            while !earner.says("its lease was over") { try await Task.sleep(for: .milliseconds(50)) }
            node.stop()
            await running.value
            #expect(try earner.history().totals().lost == 250 && node.status.totals.lost == 250)
            while try await market.record(of: task).state == .leased {
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(try await market.balance(Marketplace.bob.verificationKey) == 10_000 - 250)
        }
    }

    /// A worker for a task that nobody finishes, until the service shows that `isDone`.
    private func hold(
        _ task: PostedTask, of market: Marketplace, base: String? = nil,
        until isDone: @escaping @Sendable (TaskRecord.Holder) -> Bool
    ) async throws -> Earner {
        let keys = try RealKey.made.get().store.folder
        let earner = try Earner([market.address], base: base) {
            $0.keyFolders = [keys]
            $0.endsWhenIdle = false
            $0.leastHeartbeat = 1
        }
        try await earner.run { _ in
            guard let holder = (try? await market.record(of: task))?.holder else { return false }
            return isDone(holder)
        }
        return earner
    }

    /// Nobody finds such an address; the task is free again once the worker is gone.
    @Test func aLeaseIsKeptBySignsOfLifeAndByNothingElse() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Abcdef")
            try await market.post(task, lease: .init(seconds: 900, stake: 500, heartbeatSeconds: 16))
            let base = try Samples.folder()
            let earner = try await hold(task, of: market, base: base) { _ in true }
            let first = try #require(try await market.record(of: task).holder)
            // The next start goes on with it. Of its signs of life, two at the least, the last one's receipt is kept.
            let next = try await hold(task, of: market, base: base) { $0.until > first.until + 12 }
            #expect(earner.says("leased until") && !next.says("leased until"))
            #expect(!next.says("its lease is over") && !next.says("its lease was"))
            let kept = ReceiptFolder(folder: "\(next.settings.home)/receipts").receipts(of: market.key)
            let commands = kept.compactMap { receipt -> Command? in
                if case .task(_, let command) = receipt.entry.act { command } else { nil }
            }
            let bob = ID<Party>(Marketplace.bob.verificationKey.bytes)!
            #expect(Set(commands) == [.lease(by: bob), .renew(by: bob)] && kept.count == 2)
            while try await market.record(of: task).state == .leased {
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(try await market.record(of: task).state == .open)
        }
    }

    @Test func aSignOfLifeIsGivenUntilItIsAnswered() async throws {
        let market = try Marketplace()
        let task = try Marketplace.task("1Abcdef")
        let keys = try RealKey.made.get().store.folder
        let earner = try Earner([market.address]) {
            $0.keyFolders = [keys]
            $0.endsWhenIdle = false
            $0.leastHeartbeat = 1
        }
        let node = try earner.node()
        let running = Task { await node.run() }
        let first = try await market.serve {
            try await market.post(task, lease: .init(seconds: 900, stake: 500, heartbeatSeconds: 24))
            while true {
                if let holder = try await market.record(of: task).holder { return holder }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        // The service is away when the sign of life is due, 12 s before the lease is over.
        while Int64(Date().timeIntervalSince1970) < first.until - 9 { try await Task.sleep(for: .milliseconds(100)) }
        let last = try await market.serve {
            while let holder = try await market.record(of: task).holder, holder.until == first.until {
                try await Task.sleep(for: .milliseconds(100))
            }
            return try await market.record(of: task)
        }
        node.stop()
        await running.value
        #expect(last.state == .leased && last.holder?.end == first.end && !earner.says("its lease is over"))
    }
}
