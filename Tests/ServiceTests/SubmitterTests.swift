import Client
import Escrow
import Formats
import Foundation
import HTTPTypes
import Journal
import Ledger
import Sealing
import Service
import TestSupport
import Testing
import VerifiedCompute
import Wire

/// The client against the real service: what it stakes, and what it believes.
@Suite struct Submissions {
    private let folder: TemporaryFolder
    private let outbox: SubmissionOutbox

    init() throws {
        folder = try TemporaryFolder()
        outbox = SubmissionOutbox(folder: folder.path)
    }

    private func submit(
        _ stall: Stall, _ piece: Workshop.Piece, bondLimit: UInt64? = nil,
        by signer: Signer = Signer(Person.bob.identity), noted: (Submitter.Step) -> Void = { _ in }
    ) async throws -> Submitter.Ending {
        let client = ServiceClient(
            ServiceAddress("http://127.0.0.1:\(stall.port)")!, patience: Patience(attempts: 2))
        let service = TrustedService(client: client, key: stall.books.service)
        let result: Result<Submitter.Ending, any Error>
        do {
            result = .success(
                try await Submitter(to: service, outbox: outbox).submit(
                    piece.proof.bytes, for: piece.task.digest, paying: Bytes(Person.bob.key)!,
                    by: signer, bondLimit: bondLimit, noted: noted))
        } catch {
            result = .failure(error)
        }
        await client.close()
        return try result.get()
    }

    private func open(_ stall: Stall) async throws -> Workshop.Piece {
        let piece = stall.workshop.pieces[0]
        try await stall.deposit(10_000_000, to: .alice)
        try await stall.deposit(10_000, to: .bob)
        #expect(try await stall.post(piece.task).status == 201)
        return piece
    }

    @Test func aBondAboveTheLimitIsNotStaked() async throws {
        try await Stall.run { stall in
            let piece = try await open(stall)
            await #expect(throws: Submitter.BondTooHigh(bond: 1000, staked: 0, limit: 999)) {
                try await submit(stall, piece, bondLimit: 999)
            }
            #expect(try await stall.balance(.bob) == 10_000)
            guard case .settled(let settlement) = try await submit(stall, piece, bondLimit: 1000) else {
                Issue.record("not settled")
                return
            }
            #expect(settlement.paid == 4_950_000)
        }
    }

    @Test func aSecondBondIsStakedOnlyWithinTheLimit() async throws {
        try await Stall.run { policy in
            policy.escrow = Policy(
                fee: BasisPoints(100)!, burn: BasisPoints(0)!, cancellation: BasisPoints(0)!,
                forfeit: BasisPoints(0)!, bond: Amount(1000)!, revealWindow: 30_000, longestLease: 0)!
        } _: { stall in
            let piece = try await open(stall)
            let time = stall.time
            await #expect(throws: Submitter.BondTooHigh(bond: 1000, staked: 1000, limit: 1500)) {
                try await submit(stall, piece, bondLimit: 1500) { step in
                    if case .committed = step { time.move(seconds: 31) }
                }
            }
            #expect(try await stall.balance(.bob) == 9_000)
            #expect(outbox.receipts(of: stall.books.service).count == 1)  // what was lost is still proven
            guard case .settled = try await submit(stall, piece, bondLimit: 2000) else {
                Issue.record("not settled")
                return
            }
            #expect(try await stall.balance(.bob) == 9_000 + 4_950_000)
        }
    }

    /// This machine's clock is an hour behind: the service signs that the time to reveal has passed.
    @Test func whetherACommitmentMayBeGoneTheServiceSigns() async throws {
        try await Stall.run { stall in
            let piece = try await open(stall)
            let time = stall.time
            let signer = Signer(Person.bob.identity).timed { time.clock.now().milliseconds / 1000 }
            let lapse = Once()
            var lost: [UInt64] = []
            let ending = try await submit(stall, piece, bondLimit: 2000, by: signer) { step in
                if case .committed = step, lapse.isFirst() { time.move(seconds: 3601) }
                if case .lapsed(let bond) = step { lost.append(bond) }
            }
            #expect(lost == [1000])
            guard case .settled = ending else {
                Issue.record("not settled")
                return
            }
            #expect(try await stall.balance(.bob) == 9_000 + 4_950_000)
        }
    }

    @Test func aSettlementIsHeldToThePolicyOfThePosting() async throws {
        try await Stall.run { stall in
            let piece = try await open(stall)
            _ = try await submit(stall, piece)
            let task = ID<Contract>(piece.task.digest.array)!
            let posting = try #require(try await stall.books.receipt(at: 2))
            let settled = try #require(try await stall.books.settlement(of: task))
            let listing = try #require(Listing(posting))
            #expect(listing.payout == 4_950_000 && listing.bond == 1000 && listing.reward == 5_000_000)
            #expect(listing.isPaid(by: try #require(Settlement(settled))))
            // The same settlement, a unit of the reward kept back.
            let entry = settled.entry
            let transfers = entry.outcome.transfers.map { transfer in
                transfer.reason == .reward
                    ? Transfer(Amount(4_949_999)!, from: transfer.source, to: transfer.target, for: .reward)! : transfer
            }
            let short = Entry(
                index: entry.index, time: entry.time, previous: entry.previous, act: entry.act,
                outcome: Outcome(events: entry.outcome.events, transfers: transfers))
            let receipt = Receipt(for: short, by: Person.alice.identity.signingKey)
            #expect(!listing.isPaid(by: try #require(Settlement(receipt))))
            // Whoever waits for it or fetches it is told, whether the posting's receipt was kept or the service has it.
            let client = ServiceClient(ServiceAddress("http://127.0.0.1:\(stall.port)")!)
            let service = TrustedService(client: client, key: stall.books.service)
            for kept in [[], [posting], [settled, posting]] {
                try await service.checkPayment(try #require(Settlement(settled)), by: kept)
                await #expect(throws: ClientError.self) {
                    try await service.checkPayment(try #require(Settlement(receipt)), by: kept)
                }
            }
            // What was agreed to at the posting counts, and only where the service signed it.
            guard case .post(let terms) = posting.entry.act else { return }
            let policy = Policy(
                fee: BasisPoints(0)!, burn: BasisPoints(0)!, cancellation: BasisPoints(0)!, forfeit: BasisPoints(0)!,
                bond: Amount(1000)!, revealWindow: 3_600_000, longestLease: 86_400_000)!
            let better = Terms(
                task: terms.task, initiator: terms.initiator, reward: terms.reward, deadline: terms.deadline,
                lease: nil,
                policy: policy, document: terms.document)!
            let agreed = Entry(
                index: 2, time: posting.entry.time, previous: posting.entry.previous, act: .post(better),
                outcome: posting.entry.outcome)
            let identity = try KeyFile(path: stall.folder.keyFile).identity()
            await #expect(throws: ClientError.self) {
                try await service.checkPayment(
                    try #require(Settlement(settled)), by: [Receipt(for: agreed, by: identity.signingKey)])
            }
            try await service.checkPayment(
                try #require(Settlement(settled)), by: [Receipt(for: agreed, by: Person.alice.identity.signingKey)])
            await client.close()
        }
    }

    @Test func aStreamThatIsRefusedSaysWhy() async throws {
        try await Stall.run(policy: { policy in
            (policy.limits.eventStreams, policy.limits.downloads, policy.limits.readerSeconds) = (1, 1, 600)
        }) { stall in
            let client = ServiceClient(ServiceAddress("http://127.0.0.1:\(stall.port)")!)
            let idlers = try (0..<2).map { _ in try RawConnection(port: stall.port, receiveBuffer: 4096) }
            let key = stall.workshop.proving.digest
            for (idler, path) in zip(idlers, ["/v1/events", "/v1/keys/\(key)/proving"]) {
                try await idler.send(try stall.request(.get, path))
                #expect(try await idler.head().status == 200)
            }
            var codes: [String] = []
            do {
                try await client.events(opened: { true }, read: { _ in true })
            } catch ClientError.problem(let problem) {
                codes.append(problem.code)
            }
            do {
                _ = try await client.provingKey(key, file: key, from: 0, opened: { _ in true }, read: { _ in true })
            } catch ClientError.problem(let problem) {
                codes.append(problem.code)
            }
            #expect(codes == ["too-many-streams", "too-many-downloads"])
            withExtendedLifetime(idlers) {}
            await client.close()
        }
    }

    @Test func receiptsAreKeptAndReadBack() async throws {
        try await Stall.run { stall in
            _ = try await open(stall)
            let folder = ReceiptFolder(folder: outbox.folder)
            let receipts = [
                try #require(try await stall.books.receipt(at: 0)), try #require(try await stall.books.receipt(at: 2)),
            ]
            for receipt in receipts + receipts { try folder.keep(receipt, of: stall.books.service) }
            try Data("no receipt".utf8).write(to: URL(fileURLWithPath: outbox.folder + "/x.receipt"))
            #expect(Set(folder.receipts(of: stall.books.service)) == Set(receipts))
            #expect(folder.receipts(of: Person.bob.identity.verificationKey).isEmpty)
        }
    }
}

private final class Once {
    private var isDone = false

    func isFirst() -> Bool {
        defer { isDone = true }
        return !isDone
    }
}
