/// Where money stands.
public enum Account: Hashable, Sendable {
    /// The world beyond the service. It stands at minus what all other accounts hold together.
    case outside
    /// What a party may spend or withdraw.
    case available(ID<Party>)
    /// The reward of a task, from its posting until somebody has it.
    case escrow(ID<Contract>)
    /// What a task's leaseholder has staked.
    case stake(ID<Contract>)
    /// The bonds of a task's live commitments.
    case bond(ID<Contract>)
    /// What the service has earned.
    case fee
    /// What nobody will ever have. Nothing leaves this account.
    case burn
}

/// Money that went from one account to another. It never changes and is never undone; what goes back is a new transfer.
public struct Transfer: Hashable, Sendable {
    /// What the money went for.
    public enum Reason: UInt8, Sendable, CaseIterable {
        case deposit = 1
        case withdrawal = 2
        case feeWithdrawal = 3
        case funding = 4
        case stake = 5
        case stakeReturned = 6
        case stakeForfeited = 7
        case bond = 8
        case bondReturned = 9
        case bondForfeited = 10
        case reward = 11
        case fee = 12
        case burn = 13
        case refund = 14
        case cancellationCost = 15
    }

    public let source: Account
    public let target: Account
    /// Never zero.
    public let amount: Amount
    public let reason: Reason

    /// Nil for nothing, and for money that would stay where it is.
    public init?(_ amount: Amount, from source: Account, to target: Account, for reason: Reason) {
        guard amount > .zero, source != target else { return nil }
        self.source = source
        self.target = target
        self.amount = amount
        self.reason = reason
    }
}
