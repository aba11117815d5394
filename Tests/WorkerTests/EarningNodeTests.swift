import Client
import Formats
import Foundation
import Sealing
import Synchronization
import Testing
import VerifiedCompute
import Wire
import Worker

/// The whole worker against real services in this process.
@Suite(.serialized) struct EarningNodeTests {
    private let nowhere = Samples.nowhere

    private func key(_ market: Marketplace) -> Bytes<32> { Bytes(market.key.bytes)! }

    private func damageHistory(of earner: Earner) throws {
        let path = "\(earner.settings.workspace)/jobs.sqlite"
        try Data(repeating: 0x2a, count: 5000).write(to: URL(filePath: path))
    }

    @Test func aTaskIsFoundAndPaid() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Z")
            try await market.post(task)
            let earner = try Earner([market.address])
            try await earner.run()
            #expect(try await market.isSettled(task))
            #expect(earner.files(".claim").isEmpty && earner.files(".proof", in: "settled").count == 1)
            #expect(earner.files(".submission").isEmpty && earner.files(".submission", in: "settled").count == 1)
            #expect(try earner.history().totals().paid == 990_000)
        }
    }

    @Test func aPoisonedKeyCostsNoSolutionAndIsLeftAlone() async throws {
        let market = try Marketplace(provingKey: RealKey.poisoned(RealKey.made.get().bytes))
        try await market.serve {
            let task = try Marketplace.task("1Z")
            try await market.post(task)
            let first = try Earner([market.address]) { $0.endsWhenIdle = false }
            try await first.run { node in
                node.status.troubles.contains { $0.contains("proofs under the proving key") }
            }
            #expect(first.said.count { $0.contains("downloading its proving key") } == 1)
            #expect(first.said.count { $0.contains("is of no use") } == 1)
            #expect(first.files(".solution").count == 1 && first.files(".claim").count == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(first.settings.workspace)/keys").isEmpty)
            // With the genuine key what was found is proven, and not searched for again.
            let base = URL(filePath: first.settings.workspace).deletingLastPathComponent().path
            let keys = try RealKey.made.get().store.folder
            let second = try Earner([market.address], base: base) { $0.keyFolders = [keys] }
            try await second.run()
            #expect(try await market.isSettled(task))
            #expect(!second.says("searching") && second.says("goes on from the outbox"))
        }
    }

    @Test func aKeyThatOneServicePoisonsIsTakenFromAnother() async throws {
        let bad = try Marketplace(provingKey: RealKey.poisoned(RealKey.made.get().bytes))
        let good = try Marketplace()
        let task = try Marketplace.task("1Z")
        try await bad.serve {
            try await good.serve {
                try await bad.post(task)
                let earner = try Earner([bad.address, good.address]) { $0.endsWhenIdle = false }
                let posted = Flag()
                try await earner.run { node in
                    if posted.isSet.load(ordering: .relaxed) { return (try? await good.isSettled(task)) == true }
                    guard node.status.troubles.contains(where: { $0.contains("proofs under the proving key") }) else {
                        return false
                    }
                    posted.isSet.store((try? await good.post(task)) != nil, ordering: .relaxed)
                    return false
                }
                // What the one sends says nothing of the other: its key is asked for at once.
                #expect(!earner.said.contains { $0.contains("passed over") && $0.contains("proofs under") })
            }
        }
    }

    /// What it shows pays a hundredth more than what it signed.
    @Test func whatAServiceShowsOtherwiseThanItSignedIsNotSearchedFor() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Z")
            try await market.post(task)
            let client = ServiceClient(market.address)
            let (service, honest) = (try await client.service(), try await client.task(task.digest))
            let receipt = try await client.receipt(at: honest.entry)
            let account = try await client.account(of: Signer(Marketplace.bob))
            await client.close()
            let policy = honest.policy
            let shown = TaskRecord(
                digest: honest.digest, state: honest.state, entry: honest.entry, task: task, lease: nil, holder: nil,
                commitments: 0,
                policy: PolicyRecord(
                    fee: 0, burn: policy.burn, cancellation: policy.cancellation, forfeit: policy.forfeit,
                    bond: policy.bond, revealSeconds: policy.revealSeconds,
                    longestLeaseSeconds: policy.longestLeaseSeconds))
            let page = Page<TaskRecord>(items: [shown], next: nil)
            let liar = try LittleServer { path in
                if path.hasPrefix("/v1/service") { return (200, service.bytes) }
                if path.hasPrefix("/v1/tasks?") { return (200, page.bytes) }
                if path.hasPrefix("/v1/tasks/") { return (200, honest.bytes) }
                if path.hasPrefix("/v1/receipts/") { return (200, receipt.bytes) }
                if path.hasPrefix("/v1/accounts/") { return (200, account.bytes) }
                return (503, [])
            }
            let keys = try RealKey.made.get().store.folder
            let earner = try Earner([liar.address]) {
                $0.keyFolders = [keys]
                $0.endsWhenIdle = false
            }
            try await earner.run { _ in earner.says("dropped: ") || earner.says("searching") }
            #expect(earner.says("is not honest") && !earner.says("searching"))
            #expect(earner.files(".claim").isEmpty)
            liar.stop()
        }
    }

    @Test func whatIsFoundIsSentWhateverBecameOfTheHistory() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Z")
            try await market.post(task)
            let earner = try Earner([market.address])
            _ = try earner.leave(task, at: market.address, serviceKey: key(market))
            try damageHistory(of: earner)
            try await earner.run()
            #expect(try await market.isSettled(task))
            #expect(earner.says("a new one is begun"))
            let names = try FileManager.default.contentsOfDirectory(atPath: earner.settings.workspace)
            #expect(names.contains { $0.hasPrefix("jobs.sqlite.damaged-") })
            #expect(try earner.history().totals().paid == 990_000)
        }
    }

    @Test func aHistoryThatIsDamagedWhileItRunsEndsNoJob() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Z")
            try await market.post(task)
            let earner = try Earner([market.address])
            do {
                let node = try earner.node()
                // In place, and what is not yet in the file itself too: that is where a history that is open is read.
                for name in ["jobs.sqlite", "jobs.sqlite-wal"] {
                    let path = "\(earner.settings.workspace)/\(name)"
                    let file = try #require(FileHandle(forUpdatingAtPath: path))
                    let count = try file.seekToEnd()
                    try file.seek(toOffset: 0)
                    try file.write(contentsOf: Data(repeating: 0x2a, count: Int(count)))
                    try file.close()
                }
                await node.run()
            }
            #expect(try await market.isSettled(task))
            #expect(earner.files(".claim").isEmpty)
            // What it did not have to read again the next start finds.
            try await earner.run()
            let names = try FileManager.default.contentsOfDirectory(atPath: earner.settings.workspace)
            #expect(names.contains { $0.hasPrefix("jobs.sqlite.damaged-") })
        }
    }

    @Test func aDamagedProofIsMadeAgainFromWhatWasFound() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Z")
            try await market.post(task)
            let earner = try Earner([market.address])
            _ = try earner.leave(task, at: market.address, serviceKey: key(market), proven: false)
            try Data("damaged".utf8).write(to: URL(filePath: "\(earner.outbox)/\(task.digest).proof"))
            try await earner.run()
            #expect(try await market.isSettled(task))
            #expect(earner.says("is proven again") && !earner.says("searching"))
            #expect(earner.files(".damaged", in: "kept").count == 1)
            #expect(earner.files(".solution").isEmpty && earner.files(".solution", in: "kept").isEmpty)
        }
    }

    /// What it offers is not known then: its key is waited for, and not left alone for a minute.
    @Test func aJobThatIsGoneOnWithBeforeItsServiceAnswersHasItsKeyFromThere() async throws {
        let market = try Marketplace()
        let task = try Marketplace.task("1Z")
        let earner = try Earner([market.address]) { $0.endsWhenIdle = false }
        _ = try earner.leave(task, at: market.address, serviceKey: key(market), proven: false)
        let node = try earner.node()
        let running = Task { await node.run() }
        while !earner.says("goes on from the outbox") { try await Task.sleep(for: .milliseconds(10)) }
        try await market.serve {
            try await market.post(task)
            while !earner.says("downloading its proving key"), !earner.says("no proof yet") {
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        node.stop()
        await running.value
        #expect(!earner.says("no proof yet"), "\(earner.said)")
    }

    @Test func aPaidJobStaysPaidWhereOnlyItsClaimIsLeft() async throws {
        let earner = try Earner([nowhere])
        let task = try Marketplace.task("1Z")
        let claim = try earner.leave(task, at: nowhere, serviceKey: Samples.stranger)
        try JobEnding.write(.paid, of: claim, to: "\(earner.settings.workspace)/jobs.sqlite")
        try await earner.run()
        #expect(earner.files(".claim").isEmpty)
        #expect(earner.files(".proof", in: "settled").count == 1)
        #expect(try earner.history().job(claim.name)?.standing == .paid)
        #expect(try earner.history().totals().paid == 990_000)
    }

    @Test func aTaskWhoseJobIsOverIsPassedOverAfterTheNextStart() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Z")
            try await market.post(task)
            let earner = try Earner([market.address])
            let claim = try earner.leave(task, at: market.address, serviceKey: key(market))
            try FileManager.default.removeItem(atPath: "\(earner.outbox)/\(try #require(earner.files(".claim").first))")
            try JobEnding.write(.over, of: claim, to: "\(earner.settings.workspace)/jobs.sqlite")
            try await earner.run()
            #expect(earner.says("it was over before this worker's solution came") && !earner.says("chosen:"))
            #expect(try await !market.isSettled(task))
        }
    }

    @Test func aJobThatWaitsForADeadServiceHoldsNoPlace() async throws {
        let market = try Marketplace()
        try await market.serve {
            let earner = try Earner([nowhere, market.address]) { $0.endsWhenIdle = false }
            // Its proving key is to be had from the service that does not answer.
            let waiting = try Marketplace.task("1Z", under: Samples.key)
            _ = try earner.leave(waiting, at: nowhere, serviceKey: Samples.stranger, proven: false)
            let task = try Marketplace.task("1Z")
            try await market.post(task)
            try await earner.run { _ in
                // Its own end comes after the service's.
                (try? await market.isSettled(task)) == true && earner.files(".claim").count < 2
            }
            #expect(earner.files(".solution").count == 1 && earner.files(".claim").count == 1)
        }
    }

    @Test func aJobThatCannotBePaidAnyMoreEndsAndKeepsWhatWasFound() async throws {
        let market = try Marketplace()
        try await market.serve {
            let earner = try Earner([market.address])
            let task = try Marketplace.task("1Z", under: Samples.key, seconds: -10)
            let claim = try earner.leave(
                task, at: market.address, serviceKey: key(market), proven: false, revealSeconds: 5)
            try await earner.run()
            #expect(earner.files(".claim").isEmpty && earner.files(".solution", in: "kept").count == 1)
            #expect(try earner.history().job(claim.name)?.ending?.kind == .over)
        }
    }

    @Test func aBondAboveTheLimitEndsTheJobWithTheReason() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Z")
            try await market.post(task)
            let earner = try Earner([market.address]) { $0.maxBond = 10 }
            let claim = try earner.leave(task, at: market.address, serviceKey: key(market))
            try await earner.run()
            let ending = try #require(try earner.history().job(claim.name)?.ending)
            #expect(ending.kind == .failed && ending.reason?.contains("--max-bond 10") == true)
            #expect(earner.files(".claim").isEmpty && earner.files(".proof", in: "kept").count == 1)
            #expect(try await market.balance(Marketplace.bob.verificationKey) == 10_000)
        }
    }

    @Test func aTaskThatTheServiceForgotEndsAJobAtOnceOnlyWhereNothingWasPromised() async throws {
        let market = try Marketplace()
        try await market.serve {
            // The service never knew them.
            let (free, promised) = (try Marketplace.task("1Z"), try Marketplace.task("1Z"))
            let earner = try Earner([market.address]) { $0.endsWhenIdle = false }
            let freed = try earner.leave(free, at: market.address, serviceKey: key(market))
            let kept = try earner.leave(promised, at: market.address, serviceKey: key(market))
            try JobEnding.write(nil, of: kept, to: "\(earner.settings.workspace)/jobs.sqlite")
            try await earner.run { node in
                node.status.activities.count == 1 && node.status.troubles.contains { $0.contains("not submitted yet") }
            }
            #expect(try earner.history().job(freed.name)?.ending?.kind == .over)
            #expect(try earner.history().job(kept.name)?.ending == nil)
            #expect(earner.files(".claim").count == 1)
            #expect(earner.files(".proof") == ["\(promised.digest).proof"])
        }
    }

    @Test func aTaskThatTwoServicesOfferIsSearchedForOnceAndPaidByBoth() async throws {
        let (one, other) = (try Marketplace(), try Marketplace())
        let task = try Marketplace.task("1Zk")
        try await one.serve {
            try await other.serve {
                try await one.post(task)
                try await other.post(task)
                let earner = try Earner([one.address, other.address])
                try await earner.run()
                #expect(try await one.isSettled(task))
                #expect(try await other.isSettled(task))
                #expect(earner.said.count { $0.hasSuffix(": searching") } == 1)
                #expect(earner.said.count { $0.hasSuffix(": proven") } == 1)
                #expect(try earner.history().totals().jobs == ["paid": 2])
                #expect(earner.files(".claim").isEmpty && earner.files(".proof").isEmpty)
            }
        }
    }

    @Test func whatIsAssumedOfTheMachineIsNotWrittenDown() async throws {
        let earner = try Earner([nowhere])
        let node = try earner.node()
        await node.run()
        #expect(node.status.rates["vanity-address"] != nil)
        #expect(try earner.history().rates().isEmpty)
    }

    @Test func aListWithoutEndIsNotReadToItsEnd() async throws {
        let identity = Bytes<32>(Marketplace.alice.verificationKey.bytes)!
        let service = ServiceRecord(
            identity: identity, mode: .development, names: [], policy: Samples.policy(), keys: [], leases: nil,
            time: Int64(Date().timeIntervalSince1970))
        let page = Page<TaskRecord>(items: [], next: Cursor([1]))
        let server = try LittleServer { path in
            if path.hasPrefix("/v1/service") { return (200, service.bytes) }
            if path.hasPrefix("/v1/tasks") { return (200, page.bytes) }
            return (503, [])
        }
        let earner = try Earner([server.address]) { $0.endsWhenIdle = false }
        try await earner.run { _ in server.paths.contains { $0.hasPrefix("/v1/accounts") } }
        let first = server.paths.prefix { !$0.hasPrefix("/v1/accounts") }
        #expect(first.count { $0.hasPrefix("/v1/tasks") } == Worker.Market.pageLimit)
        server.stop()
    }
}

/// What a closure that runs again and again has done once.
final class Flag: Sendable {
    let isSet = Atomic(false)
}

/// A row of the history as an earlier run left it.
enum JobEnding {
    /// With nil, the job has committed and is not over.
    static func write(_ kind: Job.Ending.Kind?, of claim: Claim, to path: String) throws {
        let base = Job(
            task: claim.task.digest, service: claim.service, kind: "vanity-address", target: "1Z…", reward: 1_000_000,
            net: claim.net, payee: claim.payee, chosenAt: claim.chosenAt)
        var json = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(base)) as? [String: Any])
        json["committedAt"] = claim.chosenAt
        json["stage"] = kind == nil ? "committed" : "ended"
        if let kind { json["ending"] = ["kind": kind.rawValue, "paid": kind == .paid ? 990_000 : 0] }
        let job = try JSONDecoder().decode(Job.self, from: JSONSerialization.data(withJSONObject: json))
        let history = try History(path: path)
        try history.record(job)
        history.close()
    }
}
