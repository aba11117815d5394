public import Escrow

/// What stands behind tasks and proofs, for an audit: whoever audits brings the functions that check them.
public struct Evidence: Sendable {
    /// What a task says that its initiator signed.
    public struct TaskClaim: Hashable, Sendable {
        public let task: ID<Contract>
        public let initiator: ID<Party>
        public let reward: UInt64
        /// Seconds since the beginning of 1970.
        public let deadline: Int64

        public init(task: ID<Contract>, initiator: ID<Party>, reward: UInt64, deadline: Int64) {
            self.task = task
            self.initiator = initiator
            self.reward = reward
            self.deadline = deadline
        }
    }

    /// What a `proof.bin` proves.
    public struct ProofClaim: Hashable, Sendable {
        public let task: ID<Contract>
        /// Whom the public inputs name.
        public let payee: ID<Party>

        public init(task: ID<Contract>, payee: ID<Party>) {
            self.task = task
            self.payee = payee
        }
    }

    public let task: @Sendable ([UInt8]) -> TaskClaim?
    public let proof: @Sendable ([UInt8]) -> ProofClaim?

    /// - Parameters:
    ///   - task: what the posted task with these canonical bytes says; nil where its signature does not hold.
    ///   - proof: what the `proof.bin` with these bytes proves under the verifying key that its task names; nil where it
    ///     proves nothing.
    public init(
        task: @escaping @Sendable ([UInt8]) -> TaskClaim?, proof: @escaping @Sendable ([UInt8]) -> ProofClaim?
    ) {
        self.task = task
        self.proof = proof
    }
}
