internal import Escrow
package import Formats
package import Journal
internal import Sealing
package import VerifiedCompute
package import Wire

/// Brings a `proof.bin` to a service: commits, has the receipt, reveals, and waits for the settlement.
///
/// Each step is on the disk before it is sent and again when it is answered, and every step may be sent twice: whoever begins
/// again, after whatever stopped it, goes on where it was.
package struct Submitter: Sendable {
    package let service: TrustedService
    package let outbox: SubmissionOutbox

    package init(to service: TrustedService, outbox: SubmissionOutbox) {
        self.service = service
        self.outbox = outbox
    }

    /// How far a submission is.
    package enum Step: Hashable, Sendable {
        /// The service's receipt is here: number, entry, and the last moment to reveal in seconds.
        case committed(sequence: UInt64, entry: UInt64, revealBy: Int64)
        /// The time to reveal had passed, and the bond is lost: a new commitment is made.
        case lapsed(bond: UInt64)
        case revealed(entry: UInt64)
        /// The proof holds, and an earlier commitment comes first.
        case proven
        case waiting(TaskState)
    }

    /// How a submission ends.
    package enum Ending: Hashable, Sendable {
        case settled(Settlement)
        /// Another submission settled the task.
        case other(Settlement)
        /// The service says that the proof does not hold; the receipt of its verdict.
        case refused(fault: UInt8, Receipt)
        /// The task ended otherwise.
        case ended(TaskState)
    }

    /// The bonds of a submission are more than whoever submits would stake.
    package struct BondTooHigh: Error, Hashable {
        /// What the next commitment takes.
        package let bond: UInt64
        /// What is staked already: on commitments that the service says have lapsed.
        package let staked: UInt64
        package let limit: UInt64

        package init(bond: UInt64, staked: UInt64, limit: UInt64) {
            self.bond = bond
            self.staked = staked
            self.limit = limit
        }
    }

    /// What a submission stakes at most in all where nothing else is said: a tenth of the reward.
    package static func usualBondLimit(reward: UInt64) -> UInt64 { reward / 10 }

    /// Submits `proof`, whose task and payee the caller has read from it and which holds.
    ///
    /// - Parameter bondLimit: the most that is staked in all, on the first commitment and on those that follow where one
    ///   has lapsed; nil for `usualBondLimit`. Throws `BondTooHigh` before more is.
    package func submit(
        _ proof: [UInt8], for task: Digest, paying payee: Bytes<32>, by signer: Signer, bondLimit: UInt64? = nil,
        noted: (Step) -> Void
    ) async throws -> Ending {
        let listing = try await service.listing(of: task)
        let limit = bondLimit ?? Self.usualBondLimit(reward: listing.reward)
        var record = try outbox.begin(
            SubmissionRecord(
                of: proof, for: task, paying: payee, to: Bytes(service.key.bytes)!,
                by: Bytes(signer.key.bytes)!))
        var (sequence, revealBy) = try await commit(&record, listing, limit, by: signer, noted)
        let first = await Self.result { () async throws(ClientError) in
            try await service.client.reveal(record.solution(proof), of: record.commitment, for: task, by: signer)
        }
        var answer: RevealAnswer
        switch first {
        case .success(let first): answer = first
        case .failure(let error):
            guard case .problem(let problem) = error, problem.code == "not-committed" else { throw error }
            try await requireLapsed(revealBy)
            record = try outbox.beginAgain(record, with: proof)
            // Only now: of what could not be kept, the same is heard again.
            noted(.lapsed(bond: listing.bond))
            (sequence, revealBy) = try await commit(&record, listing, limit, by: signer, noted)
            answer = try await service.client.reveal(
                record.solution(proof), of: record.commitment, for: task, by: signer)
        }
        record.revealed = .init(try revealed(answer, of: record))
        try outbox.keep(record)
        noted(.revealed(entry: answer.revealed.summary.index))
        while answer.judged == nil {
            let state = try await service.client.task(task).state
            if state.isFinal { break }
            noted(.waiting(state))
            try await Task.sleep(for: .seconds(Double.random(in: 1.5...2.5)))
            answer = try await service.client.reveal(
                record.solution(proof), of: record.commitment, for: task, by: signer)
            _ = try revealed(answer, of: record)
        }
        if let judged = answer.judged {
            let receipt = try verdict(judged, on: sequence, of: record)
            record.judged = .init(receipt)
            try outbox.keep(record)
            for event in receipt.entry.outcome.events {
                guard case .refused(let number, let fault) = event, number == sequence else { continue }
                return .refused(fault: fault.rawValue, receipt)
            }
        }
        return try await ending(of: &record, listing, noted)
    }

    /// That a commitment is gone is the service's word alone, and so is what its clock shows; its receipt says until when the
    /// commitment stands. So it signs that this time is over, in the head of its log, before another bond is staked.
    private func requireLapsed(_ revealBy: Int64) async throws {
        var second = try await service.checkpoint().checkpoint.time.milliseconds / 1000
        if second == revealBy {
            // It may be over by a part of this second.
            try await Task.sleep(for: .seconds(1))
            second = try await service.checkpoint().checkpoint.time.milliseconds / 1000
        }
        guard second > revealBy else {
            throw service.dishonest(
                "it says that a commitment is gone which its receipt says may be revealed until second \(revealBy), and "
                    + "signs that this is not over")
        }
    }

    /// Commits, or finds the commitment of before: its number, and the last second to reveal it.
    private func commit(
        _ record: inout SubmissionRecord, _ listing: Listing, _ limit: UInt64, by signer: Signer,
        _ noted: (Step) -> Void
    ) async throws -> (sequence: UInt64, revealBy: Int64) {
        if record.committed == nil {
            let (staked, isTooMuch) = listing.bond.multipliedReportingOverflow(by: UInt64(record.earlier.count))
            guard !isTooMuch, staked <= limit, listing.bond <= limit - staked,
                record.earlier.count < SubmissionRecord.maximumEarlierCount
            else { throw BondTooHigh(bond: listing.bond, staked: isTooMuch ? .max : staked, limit: limit) }
        }
        let answer = try await service.client.commit(record.commitment, to: record.task, by: signer)
        let receipt = try service.receipt(answer)
        let (hash, party) = (ID<Commitment>(record.commitment.array)!, ID<Party>(record.party.array)!)
        guard receipt.entry.act == .task(ID(record.task.array)!, .commit(hash, by: party)) else {
            throw ClientError.dishonest(service.client.address, "its receipt is not for the commitment")
        }
        record.committed = .init(receipt)
        try outbox.keep(record)
        let taken = receipt.entry.outcome.transfers.filter { $0.reason == .bond }.map(\.amount.units)
        guard taken == (listing.bond == 0 ? [] : [listing.bond]) else {
            throw service.dishonest("it took another bond than the task's policy says; its receipt is kept")
        }
        for case .committed(let sequence, party, let revealBy) in receipt.entry.outcome.events {
            noted(
                .committed(
                    sequence: sequence, entry: receipt.entry.index, revealBy: revealBy.milliseconds / 1000))
            return (sequence, revealBy.milliseconds / 1000)
        }
        throw ClientError.dishonest(service.client.address, "its receipt does not say that the commitment counts")
    }

    private static func result<Value: Sendable>(
        _ body: () async throws(ClientError) -> Value
    ) async -> Result<Value, ClientError> {
        do throws(ClientError) { return .success(try await body()) } catch { return .failure(error) }
    }

    private func revealed(_ answer: RevealAnswer, of record: SubmissionRecord) throws(ClientError) -> Receipt {
        let receipt = try service.receipt(answer.revealed)
        let party = ID<Party>(record.party.array)!
        guard receipt.entry.act == .task(ID(record.task.array)!, .reveal(record.opening, by: party)) else {
            throw .dishonest(service.client.address, "its receipt is not for what was revealed")
        }
        return receipt
    }

    private func verdict(
        _ answer: ReceiptRecord, on sequence: UInt64, of record: SubmissionRecord
    ) throws(ClientError) -> Receipt {
        let receipt = try service.receipt(answer)
        guard case .task(let task, .judge(let judged, _)) = receipt.entry.act,
            task.bytes == record.task.array, judged == sequence
        else {
            throw .dishonest(service.client.address, "its receipt is not for the verdict")
        }
        return receipt
    }

    private func ending(
        of record: inout SubmissionRecord, _ listing: Listing, _ noted: (Step) -> Void
    ) async throws -> Ending {
        var settlement = try await service.settlement(of: record.task)
        if settlement == nil {
            noted(.proven)
            let task = try await service.client.whenEnded(record.task) { noted(.waiting($0)) }
            guard task.state == .settled else { return .ended(task.state) }
            settlement = try await service.settlement(of: record.task)
        }
        guard let settlement else {
            throw ClientError.dishonest(service.client.address, "it says that the task is settled and shows no receipt")
        }
        let isOurs = settlement.submission == record.submission && settlement.payee == record.payee
        record.settled = .init(settlement.receipt)
        try outbox.keep(record)
        guard listing.isPaid(by: settlement) else {
            throw service.dishonest(
                "it paid \(settlement.paid) where the task's policy leaves \(listing.payout); its receipts are kept in"
                    + " \(outbox.path(of: record))")
        }
        return isOurs ? .settled(settlement) : .other(settlement)
    }
}
