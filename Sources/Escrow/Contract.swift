/// A posted task and the money around it.
public struct Contract: Hashable, Sendable {
    public enum State: UInt8, Sendable, CaseIterable {
        /// Takes leases and commitments.
        case open = 1
        /// One party has it alone.
        case leased = 2
        /// At least one commitment is live: to be revealed or verified. Expiry and cancellation wait.
        case verifying = 3
        /// Paid.
        case settled = 4
        /// The deadline has passed; the refund is due.
        case expired = 5
        /// The initiator has the reward back after the deadline.
        case refunded = 6
        /// The initiator has taken it back.
        case cancelled = 7

        /// Whether nothing will ever happen again.
        public var isTerminal: Bool { self == .settled || self == .refunded || self == .cancelled }
    }

    public struct Lease: Hashable, Sendable {
        public let holder: ID<Party>
        /// The last moment that is the holder's alone, if no sign of life comes.
        public internal(set) var until: Moment
        /// The last moment that can be: signs of life lead no further.
        public let end: Moment
        public let stake: Amount

        public init(holder: ID<Party>, until: Moment, end: Moment, stake: Amount) {
            self.holder = holder
            self.until = until
            self.end = end
            self.stake = stake
        }
    }

    /// The most commitments that are live at once: one entry of the log may tell of them all, and its readers have bounds.
    public static let maximumLiveCommitments = 4096

    public let terms: Terms
    public internal(set) var state: State
    /// In force while `leased`, and for as long as a commitment made under it is live.
    public internal(set) var lease: Lease?
    /// The live ones, the earliest first.
    public internal(set) var commitments: [Commitment]
    /// How many leases there have ever been.
    public internal(set) var leaseCount: UInt64
    /// How many commitments there have ever been: the number of the next.
    public internal(set) var commitmentCount: UInt64

    /// A contract as it was kept somewhere. Its parts must come from one that these rules made.
    public init(
        terms: Terms, state: State, lease: Lease?, commitments: [Commitment], leaseCount: UInt64,
        commitmentCount: UInt64
    ) {
        self.terms = terms
        self.state = state
        self.lease = lease
        self.commitments = commitments
        self.leaseCount = leaseCount
        self.commitmentCount = commitmentCount
    }

    /// When time alone changes something next: the earliest moment for `advance` or `refund`. Nil where it never will.
    public var nextDue: Moment? {
        switch state {
        case .settled, .refunded, .cancelled: nil
        case .expired: Moment(milliseconds: 0)
        case .open: terms.lastMoment.advanced(by: 1)
        case .leased: lease?.until.advanced(by: 1)
        case .verifying:
            commitments.filter { $0.phase == .sealed }.map { $0.revealBy.advanced(by: 1) }.min()
        }
    }
}

/// A promise of one solution: a hash of the payee and the proof.
public struct Commitment: Hashable, Sendable {
    public enum Phase: Hashable, Sendable {
        /// To be revealed.
        case sealed
        /// To be verified.
        case revealed(Opening)
        /// Proven, and waiting for the earlier ones. Its bond is returned.
        case proven(Opening)
    }

    /// The order of commitments to one task, from 0. The earliest valid one wins.
    public let sequence: UInt64
    public let party: ID<Party>
    public let hash: ID<Commitment>
    /// The last moment at which it may be revealed.
    public let revealBy: Moment
    public internal(set) var phase: Phase

    public init(sequence: UInt64, party: ID<Party>, hash: ID<Commitment>, revealBy: Moment, phase: Phase) {
        self.sequence = sequence
        self.party = party
        self.hash = hash
        self.revealBy = revealBy
        self.phase = phase
    }

    /// Whether it only waits for the earlier ones.
    public var isProven: Bool {
        if case .proven = phase { true } else { false }
    }
}
