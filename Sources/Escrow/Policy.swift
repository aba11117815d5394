/// What the service takes and demands. A task keeps the policy under which it was posted.
///
/// What is forfeited is burned: nobody, the service included, gains by another's failure.
public struct Policy: Hashable, Sendable {
    /// The service's share of a reward.
    public let fee: BasisPoints
    /// The share of a reward that is burned.
    public let burn: BasisPoints
    /// The share of the reward that cancelling costs once a lease or a commitment has existed.
    public let cancellation: BasisPoints
    /// The share of its stake that a lapsed lease forfeits.
    public let forfeit: BasisPoints
    /// What stands behind every commitment.
    public let bond: Amount
    /// How long after its commitment a proof may be revealed, in milliseconds: 1 to `longestWindow`.
    public let revealWindow: Int64
    /// The longest lease that a task may offer, in milliseconds: 0 (no leases) to `longestWindow`.
    public let longestLease: Int64

    /// Thirty days, in milliseconds.
    public static let longestWindow: Int64 = 30 * 24 * 3_600_000

    /// Nil where fee and burn together are more than the whole, or a window is outside its range.
    public init?(
        fee: BasisPoints, burn: BasisPoints, cancellation: BasisPoints, forfeit: BasisPoints, bond: Amount,
        revealWindow: Int64, longestLease: Int64
    ) {
        guard fee.count + burn.count <= BasisPoints.whole, (1...Self.longestWindow).contains(revealWindow),
            (0...Self.longestWindow).contains(longestLease)
        else { return nil }
        self.fee = fee
        self.burn = burn
        self.cancellation = cancellation
        self.forfeit = forfeit
        self.bond = bond
        self.revealWindow = revealWindow
        self.longestLease = longestLease
    }
}

/// What a task offers to whoever takes it alone for a time.
public struct LeaseOffer: Hashable, Sendable {
    /// How long a lease is exclusive at the most, in milliseconds, 1 or more; it ends with the deadline at the latest.
    public let duration: Int64
    /// What the leaseholder stakes.
    public let stake: Amount
    /// How long the leaseholder may be silent, in milliseconds, one of `heartbeats(of:)`. A lease lapses so long after its holder's
    /// last sign of life. Nil where none is asked for.
    public let heartbeat: Int64?

    /// How many heartbeats a lease has at the most: each sign of life stays in the log for ever.
    public static let mostHeartbeats: Int64 = 64

    /// The heartbeats that a lease of this duration may have: 1 or more, up to `Policy.longestWindow`.
    public static func heartbeats(of duration: Int64) -> Range<Int64> {
        (duration + mostHeartbeats - 1) / mostHeartbeats..<duration
    }

    /// Nil for a lease that is none, or longer than `Policy.longestWindow`, or a heartbeat outside its range.
    public init?(duration: Int64, stake: Amount, heartbeat: Int64? = nil) {
        guard (1...Policy.longestWindow).contains(duration) else { return nil }
        if let heartbeat, !Self.heartbeats(of: duration).contains(heartbeat) { return nil }
        self.duration = duration
        self.stake = stake
        self.heartbeat = heartbeat
    }
}

/// What a task is posted with; none of it changes afterwards.
public struct Terms: Hashable, Sendable {
    /// The digest that names the task. It is accepted once, ever.
    public let task: ID<Contract>
    /// Who pays, and who alone may cancel.
    public let initiator: ID<Party>
    public let reward: Amount
    /// The last second that takes commitments, since the beginning of 1970.
    public let deadline: Int64
    /// Nil for a race.
    public let lease: LeaseOffer?
    public let policy: Policy
    /// The signed task in its canonical bytes, for whoever audits. These rules do not read it.
    public let document: [UInt8]

    /// Nil for a deadline before 1970 or after 9999.
    public init?(
        task: ID<Contract>, initiator: ID<Party>, reward: Amount, deadline: Int64, lease: LeaseOffer?, policy: Policy,
        document: [UInt8]
    ) {
        guard Moment(endOfSecond: deadline) != nil else { return nil }
        self.task = task
        self.initiator = initiator
        self.reward = reward
        self.deadline = deadline
        self.lease = lease
        self.policy = policy
        self.document = document
    }

    /// The last moment at which a commitment counts.
    public var lastMoment: Moment { Moment(endOfSecond: deadline)! }
}
