/// What somebody asks of a task that is posted.
public enum Command: Hashable, Sendable {
    /// Takes the task alone for a time.
    case lease(by: ID<Party>)
    /// Gives a sign of life: the leaseholder still works on the task.
    case renew(by: ID<Party>)
    /// Promises a solution without showing it.
    case commit(ID<Commitment>, by: ID<Party>)
    /// Shows what was promised.
    case reveal(Opening, by: ID<Party>)
    /// What the verifier found about the proof revealed under the commitment with this number.
    case judge(sequence: UInt64, Verdict)
    /// Takes the task back.
    case cancel(by: ID<Party>)
    /// Does what time alone decides. Anyone may ask for it.
    case advance
    /// Gives an expired task's reward back. Anyone may ask for it.
    case refund

    /// Whose available balance the command draws on.
    public var payer: ID<Party>? {
        switch self {
        case .lease(let party), .commit(_, let party): party
        case .renew, .reveal, .judge, .cancel, .advance, .refund: nil
        }
    }
}

/// What a commitment hides until it is revealed.
public struct Opening: Hashable, Sendable {
    /// Whom the proof pays.
    public let payee: ID<Party>
    /// The hash of `proof.bin`.
    public let submission: ID<Submission>
    /// 32 random bytes.
    public let salt: ID<Opening>

    public init(payee: ID<Party>, submission: ID<Submission>, salt: ID<Opening>) {
        self.payee = payee
        self.submission = submission
        self.salt = salt
    }
}

/// What the verifier found.
public enum Verdict: Hashable, Sendable {
    /// It is proven for this task, and this is the payee that the proof's public inputs name.
    case proven(payee: ID<Party>)
    case refused(Fault)

    /// Why a proof does not settle its task.
    public enum Fault: UInt8, Sendable, CaseIterable {
        /// The bytes are no `proof.bin`.
        case malformed = 1
        /// It is a proof for another task.
        case otherTask = 2
        /// A signature or a proof does not hold.
        case notProven = 3
        /// It pays another party than its commitment said.
        case otherPayee = 4
    }
}

/// What an act did, in the order in which it did it.
public enum Event: Hashable, Sendable {
    case posted
    case leased(by: ID<Party>, until: Moment)
    /// The leaseholder gave a sign of life.
    case renewed(by: ID<Party>, until: Moment)
    case leaseEnded
    case committed(sequence: UInt64, by: ID<Party>, revealBy: Moment)
    case revealed(sequence: UInt64)
    case proven(sequence: UInt64)
    case refused(sequence: UInt64, Verdict.Fault)
    case lapsed(sequence: UInt64)
    /// A live commitment that the settlement of an earlier one made idle.
    case released(sequence: UInt64)
    case settled(sequence: UInt64, payee: ID<Party>, ID<Submission>)
    case expired
    case refunded
    case cancelled
    case deposited
    case withdrawn
}

/// What a command does to a task: the state that it leaves, and how it got there.
public struct Decision: Hashable, Sendable {
    public let contract: Contract
    public let events: [Event]
    public let transfers: [Transfer]
}
