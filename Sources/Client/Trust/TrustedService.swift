internal import Escrow
package import Formats
package import Journal
package import Sealing
package import VerifiedCompute
package import Wire

/// A service with the key that its word is held to.
package struct TrustedService: Sendable {
    package let client: ServiceClient
    package let key: VerificationKey

    package init(client: ServiceClient, key: VerificationKey) {
        self.client = client
        self.key = key
    }

    func dishonest(_ what: String) -> ClientError { .dishonest(client.address, what) }

    /// The head of the service's log as it stands, with the time, which it signs for this call.
    package func checkpoint() async throws(ClientError) -> SignedCheckpoint {
        let signed = try await client.checkpoint()
        guard signed.isValid(under: key) else { throw dishonest("the signature on its checkpoint does not hold") }
        return signed
    }

    /// The entry that the service signed. Throws where its signature does not hold, or it signed something else than it says.
    package func receipt(_ record: ReceiptRecord) throws(ClientError) -> Receipt {
        let entry: Entry
        do throws(BinaryError) {
            entry = try Entry(canonicalBytes: record.entry)
        } catch {
            throw .malformedAnswer(client.address, "a receipt has no entry of a log")
        }
        let receipt = Receipt(entry: entry, signature: record.signature.array)
        guard receipt.isValid(under: key) else {
            throw dishonest("the signature on its receipt does not hold")
        }
        guard record.summary.index == entry.index else { throw dishonest("its receipt says another thing in words") }
        return receipt
    }

    /// The receipt of a posting, which must list exactly this task with this offer of a lease, under the policy that the
    /// message names, if any.
    package func posted(_ record: ReceiptRecord, _ message: PostTask) throws(ClientError) -> Receipt {
        let receipt = try receipt(record)
        let terms = message.task.terms
        guard case .post(let listed) = receipt.entry.act, listed.document == message.task.canonicalBytes,
            listed.task.bytes == message.task.digest.array, listed.initiator.bytes == terms.initiator.signingKey.array,
            listed.reward.units == terms.reward, listed.deadline == terms.deadline.seconds,
            PostTask.Lease.says(message.lease, listed.lease), message.policy?.says(listed.policy) ?? true,
            receipt.entry.outcome.events.contains(.posted)
        else { throw dishonest("its receipt is not for the task that was posted") }
        return receipt
    }

    /// The receipt of a cancellation of this task by this party.
    package func cancelled(_ record: ReceiptRecord, _ task: Digest, by party: VerificationKey) throws(ClientError)
        -> Receipt
    {
        let receipt = try receipt(record)
        guard case .task(let named, .cancel(let by)) = receipt.entry.act, named.bytes == task.array,
            by.bytes == party.bytes, receipt.entry.outcome.events.contains(.cancelled)
        else { throw dishonest("its receipt is not for the cancellation") }
        return receipt
    }

    /// The settlement of this task, as the service signed it; nil before there is one.
    package func settlement(of task: Digest) async throws(ClientError) -> Settlement? {
        guard let record = try await client.settlement(of: task) else { return nil }
        return try settled(record, task)
    }

    /// The receipt of a settlement of this task: whom it paid, for which submission.
    package func settled(_ record: ReceiptRecord, _ task: Digest) throws(ClientError) -> Settlement {
        let receipt = try receipt(record)
        guard let settlement = Settlement(receipt), settlement.task == task else {
            throw dishonest("its receipt is not for the settlement of the task")
        }
        return settlement
    }
}

/// A task's payment, as the service signed it.
package struct Settlement: Hashable, Sendable {
    package let task: Digest
    package let payee: Bytes<32>
    /// The hash of the `proof.bin` that settled the task.
    package let submission: Bytes<32>
    /// What the payee got: the reward less fee and burn.
    package let paid: UInt64
    package let receipt: Receipt

    /// Nil where the entry settles no task.
    package init?(_ receipt: Receipt) {
        guard let task = receipt.entry.task else { return nil }
        for case .settled(_, let payee, let submission) in receipt.entry.outcome.events {
            self.task = Bytes(task.bytes)!
            self.payee = Bytes(payee.bytes)!
            self.submission = Bytes(submission.bytes)!
            let reward = receipt.entry.outcome.transfers.first {
                $0.reason == .reward && $0.target == .available(payee)
            }
            paid = reward?.amount.units ?? 0
            self.receipt = receipt
            return
        }
        return nil
    }

    /// Whether this proof was paid for, to whom it says.
    package func pays(_ proof: ProofFile) -> Bool {
        submission.array == ID<Submission>(of: proof.bytes).bytes && payee == proof.contents.payee
    }
}
