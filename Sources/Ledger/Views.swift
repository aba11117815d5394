public import Escrow
public import Journal

/// A task as the books have it, with every live commitment.
public struct KeptTask: Hashable, Sendable {
    /// The entry that posted it: tasks are listed in this order.
    public let number: UInt64
    public let contract: Contract

    init(_ kept: TaskTable.Kept) {
        number = UInt64(kept.number)
        contract = kept.contract
    }
}

/// A task as a list shows it: its live commitments are counted and not read, of which there may be thousands.
public struct ListedTask: Hashable, Sendable {
    /// The entry that posted it: tasks are listed in this order.
    public let number: UInt64
    public let terms: Terms
    public let state: Contract.State
    public let lease: Contract.Lease?
    public let liveCommitmentCount: Int
}

/// Which tasks a list shows.
public struct TaskFilter: Hashable, Sendable {
    public var states: Set<Contract.State>
    /// Nil for everybody's.
    public var initiator: ID<Party>?
    public var minimumReward: Amount

    public init(
        states: Set<Contract.State> = Set(Contract.State.allCases), initiator: ID<Party>? = nil,
        minimumReward: Amount = .zero
    ) {
        self.states = states
        self.initiator = initiator
        self.minimumReward = minimumReward
    }
}

/// A revealed proof that waits for its verdict.
public struct PendingProof: Hashable, Sendable {
    public let task: ID<Contract>
    public let sequence: UInt64
    /// Who committed to it.
    public let party: ID<Party>
}

/// A movement of money on one account.
public struct KeptTransfer: Hashable, Sendable {
    /// The order in which transfers were made.
    public let number: UInt64
    /// The entry of the log that made it.
    public let entry: UInt64
    public let isIncoming: Bool
    public let amount: Amount
    public let reason: Transfer.Reason
}

/// What a sweep did.
public struct Sweep: Sendable {
    public internal(set) var receipts: [Receipt] = []
    /// Tasks that could not be read, and what is wrong with them.
    public internal(set) var damaged: [ID<Contract>: String] = [:]
}

/// What the whole market comes to.
public struct Totals: Hashable, Sendable {
    /// All the money inside.
    public let held: Amount
    public let fees: Amount
    public let burned: Amount
    /// How many tasks are in each state.
    public let tasks: [Contract.State: Int]
    /// How many entries the log has.
    public let entries: UInt64
}
