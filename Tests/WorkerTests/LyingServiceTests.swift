import Client
import Formats
import Foundation
import Groth16
import Journal
import Sealing
import Synchronization
import Testing
import VerifiedCompute
import Wire
import Worker

/// Services that say and do what no honest one would.
@Suite(.serialized) struct LyingServiceTests {
    /// A service that signed a commitment and says that it is gone, an hour before its time.
    private final class Forgetful: Sendable {
        private final class Answers: Sendable {
            let all = Mutex<[String: (status: Int, content: [UInt8])]>([:])
        }

        private let answers = Answers()
        let server: LittleServer

        init() throws {
            server = try LittleServer { [answers] path in
                answers.all.withLock { answers in
                    let match = answers.keys.first { path.hasSuffix($0) } ?? answers.keys.first { path.hasPrefix($0) }
                    return match.flatMap { answers[$0] } ?? (503, [])
                }
            }
        }

        /// Signs the commitment to `proof` as the market does, and answers for it from now on.
        func forget(_ proof: [UInt8], for task: PostedTask, at market: Marketplace, in outbox: SubmissionOutbox)
            async throws
            -> SubmissionRecord
        {
            let (client, signer) = (ServiceClient(market.address), Signer(Marketplace.bob))
            let shown = try await client.task(task.digest)
            let party = Bytes<32>(signer.key.bytes)!
            let begun = try outbox.begin(
                SubmissionRecord(of: proof, for: task.digest, paying: party, to: Bytes(market.key.bytes)!, by: party))
            let committed = try await client.commit(begun.commitment, to: task.digest, by: signer)
            let gone = Problem("not-committed", status: 409, title: "t", detail: "It is gone.", remedy: "r")
            let all: [String: (status: Int, content: [UInt8])] = [
                "/commitments": (200, committed.bytes), "/reveal": (409, gone.bytes),
                "/v1/tasks/": (200, shown.bytes),
                "/v1/tasks?": (200, Page<TaskRecord>(items: [shown], next: nil).bytes),
                "/v1/service": (200, try await client.service().bytes),
                "/v1/accounts/": (200, try await client.account(of: signer).bytes),
                "/v1/receipts/": (200, try await client.receipt(at: shown.entry).bytes),
                "/v1/log/checkpoint": (200, Array(LogLine.checkpoint(try await client.checkpoint()).text.utf8)),
            ]
            await client.close()
            answers.all.withLock { $0 = all }
            return begun
        }

        var commitCount: Int { server.paths.count { $0.hasSuffix("/commitments") } }
    }

    /// Its clock shows two hours more than it is.
    @Test func aClockThatLiesDoesNotStakeASecondBond() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Z")
            try await market.post(task)
            let outbox = SubmissionOutbox(folder: try Samples.folder())
            let proof = [UInt8](repeating: 7, count: 100)
            let liar = try Forgetful()
            let begun = try await liar.forget(proof, for: task, at: market, in: outbox)
            let client = ServiceClient(liar.server.address, patience: Patience(attempts: 1))
            let submitter = Submitter(to: TrustedService(client: client, key: market.key), outbox: outbox)
            let later = Int64(Date().timeIntervalSince1970) + 7200
            var steps: [Submitter.Step] = []
            let error = await #expect(throws: ClientError.self) {
                try await submitter.submit(
                    proof, for: task.digest, paying: begun.payee, by: Signer(Marketplace.bob).timed { later },
                    bondLimit: 1_000_000
                ) { steps.append($0) }
            }
            #expect(error?.sentence.contains("signs that this is not over") == true, "\(error?.sentence ?? "")")
            let lapsed = steps.filter { if case .lapsed = $0 { true } else { false } }
            #expect(lapsed.isEmpty && liar.commitCount == 1)
            #expect(try outbox.begin(begun).commitment == begun.commitment)
            await client.close()
            liar.server.stop()
        }
    }

    @Test func whatAServiceSignedIsKeptWhereItBreaksItsWord() async throws {
        let market = try Marketplace()
        try await market.serve {
            let task = try Marketplace.task("1Z")
            try await market.post(task)
            let liar = try Forgetful()
            let earner = try Earner([liar.server.address]) { $0.endsWhenIdle = false }
            _ = try earner.leave(task, at: liar.server.address, serviceKey: Bytes(market.key.bytes)!)
            let proof = Array(try Data(contentsOf: URL(filePath: "\(earner.outbox)/\(task.digest).proof")))
            _ = try await liar.forget(proof, for: task, at: market, in: SubmissionOutbox(folder: earner.outbox))
            let keys = try RealKey.made.get().store.folder
            let kept = ReceiptFolder(folder: "\(earner.settings.home)/receipts")
            let other = try Earner([liar.server.address], base: earner.base) {
                $0.keyFolders = [keys]
                $0.endsWhenIdle = false
            }
            try await other.run { _ in other.says("what the service signed about it is kept") }
            #expect(kept.receipts(of: market.key).count == 2)
            #expect(other.files(".claim").count == 1 && other.files(".proof").count == 1)
            liar.server.stop()
        }
    }

    /// Its proving key never comes; a task under a key that is here is worked on meanwhile, with one place for both.
    @Test func aKeyThatDoesNotComeHoldsNoPlace() async throws {
        let real = try RealKey.made.get()
        let key = try real.store.verifyingKey(real.digest)
        let other = VerifyingKey(
            alpha1: key.alpha1, beta2: key.beta2, gamma2: key.gamma2, delta2: key.delta2, ic: key.ic.reversed())
        let (hidden, market) = (try Marketplace(others: [other]), try Marketplace())
        let task = try Marketplace.task("1Z", under: other.digest)
        let answers: (service: ServiceRecord, task: TaskRecord, posting: ReceiptRecord, account: AccountRecord) =
            try await hidden.serve {
                try await hidden.post(task)
                let client = ServiceClient(hidden.address)
                let (service, shown) = (try await client.service(), try await client.task(task.digest))
                let posting = try await client.receipt(at: shown.entry)
                let account = try await client.account(of: Signer(Marketplace.bob))
                await client.close()
                return (service, shown, posting, account)
            }
        let service = ServiceRecord(
            identity: answers.service.identity, mode: .development, names: [], policy: answers.service.policy,
            keys: [.init(kind: nil, digest: other.digest, provingKey: Samples.key)], leases: nil,
            time: answers.service.time)
        let page = Page<TaskRecord>(items: [answers.task], next: nil)
        let isOver = Flag()
        let slow = try LittleServer { path in
            if path.hasPrefix("/v1/service") { return (200, service.bytes) }
            if path.hasPrefix("/v1/tasks?") { return (200, page.bytes) }
            if path.hasPrefix("/v1/tasks/") { return (200, answers.task.bytes) }
            if path.hasPrefix("/v1/receipts/") { return (200, answers.posting.bytes) }
            if path.hasPrefix("/v1/accounts/") { return (200, answers.account.bytes) }
            while !isOver.isSet.load(ordering: .relaxed), path.hasPrefix("/v1/keys/") { usleep(10_000) }
            return (503, [])
        }
        try await market.serve {
            let keys = real.store.folder
            let earner = try Earner([slow.address, market.address]) {
                $0.keyFolders = [keys]
                $0.endsWhenIdle = false
            }
            let good = try Marketplace.task("1Z")
            let posted = Flag()
            try await earner.run { node in
                if posted.isSet.load(ordering: .relaxed) { return (try? await market.isSettled(good)) == true }
                if earner.says("downloading its proving key") {
                    posted.isSet.store((try? await market.post(good)) != nil, ordering: .relaxed)
                }
                return false
            }
            #expect(earner.said.count { $0.hasSuffix(": searching") } == 1)
        }
        isOver.isSet.store(true, ordering: .relaxed)
        slow.stop()
    }

    /// Jobs that its service never lets end do not become more and more.
    @Test(arguments: [63, 64]) func oneServiceHasAtMost64OpenJobs(_ count: Int) async throws {
        let market = try Marketplace()
        try await market.serve {
            let earner = try Earner([market.address]) { $0.endsWhenIdle = false }
            for _ in 0..<count {
                // What was found waits for a proving key that nobody has.
                let task = try Marketplace.task("1Z", under: Samples.key)
                _ = try earner.leave(
                    task, at: market.address, serviceKey: Bytes(market.key.bytes)!, proven: false)
            }
            let task = try Marketplace.task("1Z")
            try await market.post(task)
            let begin = ContinuousClock.now
            try await earner.run { node in
                guard node.status.services[0].taskCount == 1 else { return false }
                return earner.says("chosen:") || ContinuousClock.now - begin > .seconds(8)
            }
            #expect(earner.says("chosen:") == (count < 64))
        }
    }

    /// A service without tasks, whose events are what `events` makes of them.
    private func idle(_ events: @escaping @Sendable () -> (Int, [UInt8])) throws -> LittleServer {
        let service = ServiceRecord(
            identity: Bytes<32>(Marketplace.alice.verificationKey.bytes)!, mode: .development, names: [],
            policy: Samples.policy(), keys: [], leases: nil, time: Int64(Date().timeIntervalSince1970))
        let account = AccountRecord(account: Samples.party, available: 0)
        let page = Page<TaskRecord>(items: [], next: nil)
        return try LittleServer { path in
            if path.hasPrefix("/v1/service") { return (200, service.bytes) }
            if path.hasPrefix("/v1/tasks?") { return (200, page.bytes) }
            if path.hasPrefix("/v1/accounts/") { return (200, account.bytes) }
            return path.hasPrefix("/v1/events") ? events() : (503, [])
        }
    }

    private func market(at server: LittleServer) throws -> Worker.Market {
        Worker.Market(
            .init(address: server.address), pins: PinnedServices(folder: try Samples.folder()),
            signer: Signer(Marketplace.bob), trustRoots: nil, hooks: .init(), refreshSeconds: 0.2)
    }

    /// Whoever listens would ask as often as anything happens in a large market.
    @Test func whatHappensToTasksThatWereNeverListedIsNotAskedFor() async throws {
        var text = ""
        for index in 0..<100 as Range<UInt64> {
            let task = Digest([UInt8](repeating: UInt8(index), count: 32))!
            let entry = EntryRecord(index: index, time: 0, task: task, events: [EventRecord(.committed)])
            text += "data: \(String(decoding: entry.bytes, as: UTF8.self))\n\n"
        }
        let events = Array(text.utf8)
        let server = try idle { (200, events) }
        let market = try market(at: server)
        let running = Task { await market.run() }
        while market.status.logSize < 100 { try await Task.sleep(for: .milliseconds(20)) }
        running.cancel()
        await running.value
        #expect(!server.paths.contains { $0.hasPrefix("/v1/tasks/") })
        server.stop()
    }

    /// A connection for events that is open and silent holds nothing up: the service is asked from time to time.
    @Test func eventsThatStallHoldNothingUp() async throws {
        let isOver = Flag()
        let server = try idle {
            while !isOver.isSet.load(ordering: .relaxed) { usleep(10_000) }
            return (503, [])
        }
        let market = try market(at: server)
        let running = Task { await market.run() }
        while server.paths.count(where: { $0.hasPrefix("/v1/service") }) < 5 {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(server.paths.count { $0.hasPrefix("/v1/events") } == 1)
        running.cancel()
        isOver.isSet.store(true, ordering: .relaxed)
        await running.value
        server.stop()
    }
}
