import Client
import Escrow
import Formats
import Foundation
import Journal
import Sealing
import Synchronization
import Testing
import VerifiedCompute
import Wire
import Worker

/// What services show and sign of leases that no honest one would.
extension LyingServiceTests {
    private static var alice: ID<Party> { ID(Marketplace.alice.verificationKey.bytes)! }
    private static var bob: ID<Party> { ID(Marketplace.bob.verificationKey.bytes)! }
    private static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    /// A task that Bob has alone, and what an honest service said of it, for another to say otherwise.
    private struct Leased: Sendable {
        let market: Marketplace
        let service: ServiceRecord
        let task: TaskRecord
        let posting: ReceiptRecord
        let account: AccountRecord
        /// The entry of the lease.
        let entry: Entry

        init(_ offer: PostTask.Lease) async throws {
            let market = try Marketplace()
            let task = try Marketplace.task("1Abcdef")
            self.market = market
            (service, self.task, posting, account, entry) = try await market.serve {
                try await market.post(task, lease: offer)
                let (client, signer) = (ServiceClient(market.address), Signer(Marketplace.bob))
                let (service, shown) = (try await client.service(), try await client.task(task.digest))
                let posting = try await client.receipt(at: shown.entry)
                let account = try await client.account(of: signer)
                let lease = try await client.lease(task.digest, once: "lease", by: signer)
                await client.close()
                return (service, shown, posting, account, try Entry(canonicalBytes: lease.entry))
            }
        }

        /// The entry of the lease with another act, and what that did.
        func entry(
            _ command: Command, _ events: [Escrow.Event], stake: UInt64? = nil, at time: Moment? = nil
        ) -> Entry {
            let transfer = stake.flatMap {
                Transfer(Amount($0)!, from: .available(bob), to: .stake(entry.task!), for: .stake)
            }
            return Entry(
                index: entry.index, time: time ?? entry.time, previous: entry.previous,
                act: .task(entry.task!, command),
                outcome: Outcome(events: events, transfers: transfer.map { [$0] } ?? []))
        }

        /// Bob's until so many seconds after it was taken.
        func moment(_ seconds: Int64) -> Moment { entry.time.advanced(by: seconds * 1000) }

        /// Answers as `answer` says or, where that is nil, like an honest service whose task Bob, or another, has until the
        /// second `until`.
        func serve(
            holder party: ID<Party> = bob, until: @escaping @Sendable () -> Int64?,
            _ answer: @escaping @Sendable (String) -> (status: Int, content: [UInt8])?
        ) throws -> LittleServer {
            try LittleServer { path in
                if let answer = answer(path) { return answer }
                let holder = until().map { TaskRecord.Holder(party: Bytes(party.bytes)!, until: $0, end: $0 + 1000) }
                let task = TaskRecord(
                    digest: task.digest, state: holder == nil ? .open : .leased, entry: task.entry, task: task.task,
                    lease: task.lease, holder: holder, commitments: 0, policy: task.policy)
                if path.hasPrefix("/v1/service") {
                    let service = ServiceRecord(
                        identity: service.identity, mode: service.mode, names: service.names, policy: service.policy,
                        keys: service.keys, leases: service.leases, time: now)
                    return (200, service.bytes)
                }
                if path.hasPrefix("/v1/tasks?") { return (200, Page<TaskRecord>(items: [task], next: nil).bytes) }
                if path.hasPrefix("/v1/accounts/") { return (200, account.bytes) }
                if path.hasPrefix("/v1/receipts/") { return (200, posting.bytes) }
                let isOfLease = path.hasSuffix("/lease") || path.hasSuffix("/heartbeat")
                return path.hasPrefix("/v1/tasks/") && !isOfLease ? (200, task.bytes) : (503, [])
            }
        }

        func earner(at server: LittleServer, maxBond: UInt64? = nil) throws -> Earner {
            let keys = try RealKey.made.get().store.folder
            return try Earner([server.address]) {
                $0.keyFolders = [keys]
                $0.endsWhenIdle = false
                ($0.leastHeartbeat, $0.maxBond) = (1, maxBond)
            }
        }

        /// The receipts that `earner` has kept.
        func kept(_ earner: Earner) -> [Receipt] {
            ReceiptFolder(folder: "\(earner.settings.home)/receipts").receipts(of: market.key)
        }
    }

    private enum Lie: CaseIterable, Sendable {
        case none, party, stake, time
    }

    /// The service fails at first, and is asked again.
    @Test(arguments: Lie.allCases)
    private func aLeaseIsSearchedUnderOnlyAsItWasOffered(lie: Lie) async throws {
        let leased = try await Leased(.init(seconds: 900, stake: 500, heartbeatSeconds: 600))
        let (bob, alice) = (Self.bob, Self.alice)
        let entry = leased.entry(
            .lease(by: lie == .party ? alice : bob),
            [.leased(by: bob, until: leased.moment(lie == .time ? 602 : 600))], stake: lie == .stake ? 501 : 500)
        let (receipt, isAsked) = (try leased.market.receipt(of: entry), Flag())
        let server = try leased.serve(until: { nil }) { path in
            guard path.hasSuffix("/lease") else { return nil }
            return isAsked.isSet.exchange(true, ordering: .relaxed) ? (200, receipt.bytes) : (500, [])
        }
        let earner = try leased.earner(at: server)
        try await earner.run { _ in earner.says("dropped: ") || earner.says("leased until") }
        let words =
            switch lie {
            case .none: "leased until"
            case .party: "its receipt is not for the lease"
            case .stake: "it took another stake than it signed"
            case .time: "does not say that the lease counts as it is offered"
            }
        #expect(earner.says(words) && earner.says("leased until") == (lie == .none), "\(earner.said)")
        // Whatever it says, the service signed it.
        #expect(leased.kept(earner).map(\.entry) == [entry])
        server.stop()
    }

    /// It was chosen as one that is held, and is over when the search is to begin.
    @Test func aStakeAboveTheLimitIsNotTakenForALeaseThatIsOver() async throws {
        let leased = try await Leased(.init(seconds: 900, stake: 5000, heartbeatSeconds: 600))
        let last = Mutex<(second: Int64, isFixed: Bool)>((0, false))
        // It is shown while the task is chosen, and not while the search is prepared: another look would begin to keep it.
        let server = try leased.serve {
            last.withLock { last in
                guard !last.isFixed else { return nil }
                last.second = Self.now + 3
                return last.second
            }
        } _: { path in
            guard path.hasPrefix("/v1/receipts/") else { return nil }
            last.withLock { $0.isFixed = true }
            // The clocks show whole seconds, and one may be behind the other.
            while Self.now <= last.withLock({ $0.second }) + 1 { usleep(50_000) }
            return nil
        }
        let earner = try leased.earner(at: server, maxBond: 4999)
        try await earner.run { _ in earner.says("dropped: ") || server.paths.contains { $0.hasSuffix("/lease") } }
        #expect(earner.says("dropped: the stake of 5000 is above --max-bond 4999"), "\(earner.said)")
        #expect(!server.paths.contains { $0.hasSuffix("/lease") })
        server.stop()
    }

    private enum Sign: CaseIterable, Sendable {
        case honest, party, time, over
    }

    /// A lease that is only shown may be anything: the sign of life is given at once, and its receipt counts.
    @Test(arguments: Sign.allCases)
    private func aSignOfLifeCountsAsItsReceiptSays(sign: Sign) async throws {
        let leased = try await Leased(.init(seconds: 900, stake: 500, heartbeatSeconds: 600))
        let (bob, alice) = (Self.bob, Self.alice)
        let entry = leased.entry(
            .renew(by: sign == .party ? alice : bob),
            [.renewed(by: bob, until: leased.moment(sign == .time ? 602 : 600))])
        let receipt = try leased.market.receipt(of: entry)
        let over = Problem("not-the-holder", status: 409, title: "t", detail: "It is gone.", remedy: "r")
        let server = try leased.serve(until: { Self.now + 100_000 }) { path in
            guard path.hasSuffix("/heartbeat") else { return nil }
            return sign == .over ? (409, over.bytes) : (200, receipt.bytes)
        }
        let earner = try leased.earner(at: server)
        let begin = ContinuousClock.now
        try await earner.run { _ in
            earner.says("no sign of life for its") || earner.says("dropped: ") || !leased.kept(earner).isEmpty
                || ContinuousClock.now - begin > .seconds(60)
        }
        switch sign {
        case .honest: #expect(!earner.says("no sign of life for its"))
        case .party: #expect(earner.says("its receipt is not for the sign of life"))
        case .time: #expect(earner.says("its receipt does not say that the sign of life counts"))
        case .over: #expect(earner.says("dropped: its lease was lost"), "\(earner.said)")
        }
        #expect(leased.kept(earner).map(\.entry) == (sign == .honest ? [entry] : []))
        server.stop()
    }

    /// What a service shows prolongs nothing, neither a lease that it signed nor one that it showed before.
    @Test(arguments: [true, false])
    func aSearchEndsWithALeaseWhoseSignsOfLifeAreNotAnswered(isSigned: Bool) async throws {
        let leased = try await Leased(.init(seconds: 900, stake: 500, heartbeatSeconds: 16))
        let isTaken = Flag()
        let server = try leased.serve {
            isSigned && !isTaken.isSet.load(ordering: .relaxed) ? nil : Self.now + 100_000
        } _: { path in
            guard path.hasSuffix("/lease") else { return nil }
            isTaken.isSet.store(true, ordering: .relaxed)
            let time = Moment(milliseconds: Self.now * 1000)!
            let events = [Escrow.Event.leased(by: Self.bob, until: time.advanced(by: 16_000))]
            let entry = leased.entry(.lease(by: Self.bob), events, stake: 500, at: time)
            return (try? leased.market.receipt(of: entry)).map { (200, $0.bytes) }
        }
        let earner = try leased.earner(at: server)
        let begin = ContinuousClock.now
        try await earner.run { _ in earner.says("dropped: ") || ContinuousClock.now - begin > .seconds(90) }
        #expect(earner.says("dropped: its lease was lost: no sign of life got through in time"), "\(earner.said)")
        #expect(earner.says("leased until") == isSigned && earner.says("searching"))
        server.stop()
    }

    /// What was signed counts for as long as it says, whatever is signed later.
    @Test func aSignOfLifeShortensNoLease() async throws {
        let leased = try await Leased(.init(seconds: 900, stake: 500, heartbeatSeconds: 16))
        let first = Mutex<Int64?>(nil)
        let server = try leased.serve(until: { Self.now + 100_000 }) { path in
            guard path.hasSuffix("/heartbeat") else { return nil }
            let now = Self.now
            let until = first.withLock { first in
                let until = first == nil ? now + 16 : now - 60
                first = first ?? until
                return until
            }
            let entry = leased.entry(
                .renew(by: Self.bob), [.renewed(by: Self.bob, until: Moment(milliseconds: until * 1000)!)],
                at: Moment(milliseconds: now * 1000))
            return (try? leased.market.receipt(of: entry)).map { (200, $0.bytes) }
        }
        let earner = try leased.earner(at: server)
        try await earner.run { _ in earner.says("dropped: ") }
        let until = try #require(first.withLock { $0 })
        #expect(Self.now >= until && earner.says("dropped: its lease was lost"))
        #expect(server.paths.count { $0.hasSuffix("/heartbeat") } > 1)
        server.stop()
    }

    /// A lease that is over is nobody's, though it is still shown.
    @Test(arguments: [1000, -60]) func aSearchEndsWhereAnotherHasTheTaskAlone(seconds: Int64) async throws {
        let leased = try await Leased(.init(seconds: 900, stake: 500, heartbeatSeconds: 600))
        let receipt = try leased.market.receipt(of: leased.entry)
        let isTaken = Flag()
        let shown = Mutex(0)
        let server = try leased.serve(holder: Self.alice) {
            guard isTaken.isSet.load(ordering: .relaxed) else { return nil }
            shown.withLock { $0 += 1 }
            return Self.now + seconds
        } _: { path in
            guard path.hasSuffix("/lease") else { return nil }
            isTaken.isSet.store(true, ordering: .relaxed)
            return (200, receipt.bytes)
        }
        let earner = try leased.earner(at: server)
        // What is shown is taken in before the service is asked again.
        try await earner.run { _ in earner.says("dropped: ") || shown.withLock { $0 > 8 } }
        #expect(earner.says("dropped: another worker has it alone now") == (seconds > 0), "\(earner.said)")
        server.stop()
    }
}
