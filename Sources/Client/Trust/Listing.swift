internal import Escrow
internal import Formats
package import Journal
package import VerifiedCompute
package import Wire

/// A task as the service signed that it lists it, with the policy that decides about its money.
package struct Listing: Hashable, Sendable {
    package let task: Digest
    package let reward: UInt64
    /// What a settlement leaves the payee: the reward less fee and burn.
    package let payout: UInt64
    /// What stands behind every commitment.
    package let bond: UInt64
    /// How long after its commitment a proof may be revealed.
    package let revealSeconds: Int64
    /// What a lease of the task takes; nil where it offers none.
    package let stake: UInt64?
    /// What a lease that ends without a solution loses of its stake.
    package let forfeit: UInt64
    /// The posting's.
    package let receipt: Receipt

    /// Nil where the entry posts nothing.
    package init?(_ receipt: Receipt) {
        guard case .post(let terms) = receipt.entry.act else { return nil }
        let (reward, policy) = (terms.reward, terms.policy)
        task = Bytes(terms.task.bytes)!
        self.reward = reward.units
        payout = reward.units - reward.part(policy.fee).units - reward.part(policy.burn).units
        bond = policy.bond.units
        revealSeconds = policy.revealWindow / 1000
        stake = terms.lease?.stake.units
        forfeit = terms.lease?.stake.part(policy.forfeit).units ?? 0
        self.receipt = receipt
    }

    /// Whether a settlement of the task pays what the policy leaves.
    package func isPaid(by settlement: Settlement) -> Bool {
        settlement.task == task && settlement.paid == payout
    }
}

extension PolicyRecord {
    /// Whether it says what the rules go by.
    func says(_ policy: Policy) -> Bool {
        fee == policy.fee.count && burn == policy.burn.count && cancellation == policy.cancellation.count
            && forfeit == policy.forfeit.count && bond == policy.bond.units
            && revealSeconds * 1000 == policy.revealWindow && longestLeaseSeconds * 1000 == policy.longestLease
    }
}

extension PostTask.Lease {
    /// Whether a record says what the rules go by: a race is nil in both.
    static func says(_ record: Self?, _ offer: LeaseOffer?) -> Bool {
        guard let record, let offer else { return record == nil && offer == nil }
        return record.seconds * 1000 == offer.duration && record.stake == offer.stake.units
            && record.heartbeatSeconds.map { $0 * 1000 } == offer.heartbeat
    }
}

extension TrustedService {
    /// Throws where a settlement pays something else than the policy leaves under which its task was posted.
    ///
    /// - Parameter receipts: what is kept of the service's word. Where a posting of the task is among it, that counts, else the
    ///   one that the service shows now and has signed.
    package func checkPayment(_ settlement: Settlement, by receipts: [Receipt]) async throws(ClientError) {
        var agreed: Listing?
        for receipt in receipts where receipt.isValid(under: key) {
            if let listing = Listing(receipt), listing.task == settlement.task { agreed = listing }
        }
        let listing = if let agreed { agreed } else { try await self.listing(of: settlement.task) }
        guard listing.isPaid(by: settlement) else {
            throw dishonest(
                "it paid \(settlement.paid) of the reward of \(listing.reward), where the policy that the task was posted under"
                    + " leaves \(listing.payout)")
        }
    }

    /// The task as the service signed its posting. Throws where it signed another thing than it shows.
    package func listing(of task: Digest) async throws(ClientError) -> Listing {
        try await shownListing(of: task).listing
    }

    private func shownListing(
        of task: Digest
    ) async throws(ClientError) -> (listing: Listing, record: TaskRecord) {
        let record = try await client.task(task)
        let receipt = try receipt(try await client.receipt(at: record.entry))
        guard case .post(let terms) = receipt.entry.act, terms.document == record.task.canonicalBytes,
            terms.task.bytes == task.array, terms.reward.units == record.task.terms.reward,
            terms.deadline == record.task.terms.deadline.seconds, record.policy.says(terms.policy),
            PostTask.Lease.says(record.lease, terms.lease), let listing = Listing(receipt)
        else { throw .dishonest(client.address, "it lists the task otherwise than it signed when it was posted") }
        return (listing, record)
    }

    /// The same, where the service showed the task before as `shown`, and somebody goes by that. Throws also where it showed
    /// another policy or another lease then.
    package func listing(of task: Digest, as shown: TaskRecord) async throws(ClientError) -> Listing {
        let (listing, record) = try await shownListing(of: task)
        guard record.policy == shown.policy, record.lease == shown.lease else {
            throw dishonest("it showed the task under another policy or lease than it signed when it was posted")
        }
        return listing
    }

    /// Posts a task under the policy that `message` names. One that was posted before has the receipt of then, whatever
    /// policy that names.
    package func post(_ message: PostTask, by signer: Signer) async throws(ClientError) -> Receipt {
        do throws(ClientError) {
            return try posted(try await client.post(message, by: signer), message)
        } catch .problem(let problem) where ["already-posted", "idempotency-key-reused"].contains(problem.code) {
            let record = try await client.receipt(at: try await client.task(message.task.digest).entry)
            if case .post(let terms) = try receipt(record).entry.act, terms.document == message.task.canonicalBytes,
                !PostTask.Lease.says(message.lease, terms.lease)
            {
                throw .postedOtherwise(client.address)
            }
            return try posted(record, PostTask(task: message.task, lease: message.lease))
        }
    }
}
