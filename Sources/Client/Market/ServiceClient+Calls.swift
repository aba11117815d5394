internal import Escrow
package import Formats
internal import HTTPTypes
package import Journal
internal import Sealing
package import VerifiedCompute
package import Wire

// The calls of /v1. Docs/protocol.md says what they mean.

extension ServiceClient {
    /// Who the service says that it is.
    package func service() async throws(ClientError) -> ServiceRecord {
        try message(await content(.init(path: "/v1/service", limit: ServiceRecord.maximumByteCount)))
    }

    /// Which tasks a list has.
    package struct TaskFilter: Sendable {
        package var states: [TaskState] = []
        package var initiator: Bytes<32>?
        package var minimumReward: UInt64?

        package init() {}
    }

    /// One page of tasks, in the order of their posting.
    package func tasks(
        _ filter: TaskFilter = TaskFilter(), after cursor: Cursor? = nil
    ) async throws(ClientError) -> Page<TaskRecord> {
        var query: [String] = ["limit=\(Page<TaskRecord>.maximumCount)"]
        if !filter.states.isEmpty { query.append("state=" + filter.states.map(\.rawValue).joined(separator: ",")) }
        if let initiator = filter.initiator { query.append("initiator=\(initiator)") }
        if let reward = filter.minimumReward { query.append("min_reward=\(reward)") }
        if let cursor { query.append("cursor=\(cursor.text)") }
        let path = "/v1/tasks?" + query.joined(separator: "&")
        let page: Page<TaskRecord> = try message(
            await content(.init(path: path, limit: Page<TaskRecord>.maximumByteCount)))
        for record in page.items { try check(record) }
        return page
    }

    /// The task with this digest.
    package func task(_ digest: Digest) async throws(ClientError) -> TaskRecord {
        let record: TaskRecord = try message(
            await content(.init(path: "/v1/tasks/\(digest)", limit: TaskRecord.maximumByteCount)))
        try check(record)
        guard record.digest == digest else { throw .dishonest(address, "it shows another task than it was asked for") }
        return record
    }

    /// A task is what its initiator signed, whatever the service says.
    private func check(_ record: TaskRecord) throws(ClientError) {
        guard record.task.digest == record.digest else {
            throw .dishonest(address, "it shows a task under another task's digest")
        }
    }

    /// The settlement's receipt; nil before there is one.
    package func settlement(of task: Digest) async throws(ClientError) -> ReceiptRecord? {
        try await unlessUnsettled { () async throws(ClientError) in
            try message(
                await content(.init(path: "/v1/tasks/\(task)/settlement", limit: ReceiptRecord.maximumByteCount)))
        }
    }

    /// The bytes of the `proof.bin` that settled the task; nil before.
    package func proof(of task: Digest) async throws(ClientError) -> [UInt8]? {
        try await unlessUnsettled { () async throws(ClientError) in
            try await content(.init(path: "/v1/tasks/\(task)/proof", limit: RevealSolution.maximumProofByteCount))
        }
    }

    private func unlessUnsettled<Value>(
        _ body: () async throws(ClientError) -> Value
    ) async throws(ClientError) -> Value? {
        do throws(ClientError) {
            return try await body()
        } catch .problem(let problem) where problem.code == "not-settled" {
            return nil
        }
    }

    /// A verifying key in snarkjs' format. Whoever uses it computes its digest again.
    package func verifyingKey(_ digest: Digest) async throws(ClientError) -> [UInt8] {
        try await content(.init(path: "/v1/keys/\(digest)", limit: 1 << 20))
    }

    /// What the signer has.
    package func account(of signer: Signer) async throws(ClientError) -> AccountRecord {
        let owner = Bytes<32>(signer.key.bytes)!
        return try message(
            await content(
                .init(path: "/v1/accounts/\(owner)", limit: AccountRecord.maximumByteCount), signedBy: signer))
    }

    /// The receipt of the entry at `index`.
    package func receipt(at index: UInt64) async throws(ClientError) -> ReceiptRecord {
        try message(await content(.init(path: "/v1/receipts/\(index)", limit: ReceiptRecord.maximumByteCount)))
    }

    /// The service's signature over its log as it stands.
    package func checkpoint() async throws(ClientError) -> SignedCheckpoint {
        let content = try await content(.init(path: "/v1/log/checkpoint", limit: 4096))
        guard case .checkpoint(let signed)? = try? LogLine(content) else {
            throw .malformedAnswer(address, "what it shows as a checkpoint is none")
        }
        return signed
    }

    /// What the service gives for a proof that the entry at `index` is in its log of `size` entries.
    package func inclusion(of index: UInt64, in size: UInt64) async throws(ClientError) -> InclusionProof {
        InclusionProof(index: index, size: size, path: try await path("inclusion?index=\(index)&size=\(size)"))
    }

    /// What the service gives for a proof that its log of `size` entries begins with one of `oldSize`.
    package func consistency(of oldSize: UInt64, with size: UInt64) async throws(ClientError) -> ConsistencyProof {
        ConsistencyProof(
            oldSize: oldSize, size: size, path: try await path("consistency?old=\(oldSize)&size=\(size)"))
    }

    private func path(_ call: String) async throws(ClientError) -> [ID<Entry>] {
        let proof: LogProof = try message(
            await content(.init(path: "/v1/log/\(call)", limit: LogProof.maximumByteCount)))
        return proof.path.map { ID($0.array)! }
    }

    // What changes something. The keys are the same for the same thing, even after the program was killed.

    package func post(_ message: PostTask, by signer: Signer) async throws(ClientError) -> ReceiptRecord {
        try self.message(
            await content(
                .init(
                    method: .post, path: "/v1/tasks", content: message.bytes, once: "post-\(message.task.digest)",
                    limit: ReceiptRecord.maximumByteCount), signedBy: signer))
    }

    package func cancel(_ task: Digest, by signer: Signer) async throws(ClientError) -> ReceiptRecord {
        try message(
            await content(
                .init(
                    method: .post, path: "/v1/tasks/\(task)/cancel", once: "cancel-\(task)",
                    limit: ReceiptRecord.maximumByteCount), signedBy: signer))
    }

    /// Takes the task alone for the time that it offers.
    ///
    /// - Parameter once: names this attempt, 1 to 64 visible ASCII characters: a lease that lapsed may be taken again.
    package func lease(_ task: Digest, once: String, by signer: Signer) async throws(ClientError) -> ReceiptRecord {
        try message(
            await content(
                .init(
                    method: .post, path: "/v1/tasks/\(task)/lease", once: "lease-\(once)",
                    limit: ReceiptRecord.maximumByteCount), signedBy: signer))
    }

    /// Gives a sign of life as the leaseholder.
    ///
    /// - Parameter until: the last second of the lease as it is. Sent twice, it prolongs the lease once.
    package func renewLease(
        of task: Digest, until second: Int64, by signer: Signer
    ) async throws(ClientError) -> ReceiptRecord {
        try message(
            await content(
                .init(
                    method: .post, path: "/v1/tasks/\(task)/heartbeat", once: "heartbeat-\(task)-\(second)",
                    limit: ReceiptRecord.maximumByteCount), signedBy: signer))
    }

    package func commit(
        _ commitment: Bytes<32>, to task: Digest, by signer: Signer
    ) async throws(ClientError) -> ReceiptRecord {
        try message(
            await content(
                .init(
                    method: .post, path: "/v1/tasks/\(task)/commitments",
                    content: CommitSolution(commitment: commitment).bytes, once: "commit-\(commitment)",
                    limit: ReceiptRecord.maximumByteCount), signedBy: signer))
    }

    /// - Parameter commitment: what the reveal opens; names the call.
    package func reveal(
        _ solution: RevealSolution, of commitment: Bytes<32>, for task: Digest, by signer: Signer
    ) async throws(ClientError) -> RevealAnswer {
        try message(
            await content(
                .init(
                    method: .post, path: "/v1/tasks/\(task)/reveal", content: solution.bytes,
                    once: "reveal-\(commitment)", limit: RevealAnswer.maximumByteCount), signedBy: signer))
    }
}
