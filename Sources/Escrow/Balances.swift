/// What every account holds. No balance is negative, and all of them together are what came from outside and has not
/// gone back.
public struct Balances: Hashable, Sendable {
    private var amounts: [Account: Amount] = [:]

    /// All the money inside; the outside stands at minus this.
    public private(set) var held = Amount.zero

    public init() {}

    /// The balance of any account but the outside.
    public subscript(account: Account) -> Amount {
        precondition(account != .outside, "the outside holds minus `held`")
        return amounts[account] ?? .zero
    }

    /// The accounts that hold something, and what.
    public var holdings: [Account: Amount] { amounts }

    /// Carries out all of `transfers`, in their order, or none where one would make a balance negative, let the money
    /// held pass 2⁶³ − 1, or take from what is burned. False where none was.
    public mutating func apply(_ transfers: [Transfer]) -> Bool {
        for (index, transfer) in transfers.enumerated() where !apply(transfer) {
            for done in transfers[..<index].reversed() {
                _ = give(done.amount, to: done.source) && take(done.amount, from: done.target)
            }
            return false
        }
        return true
    }

    private mutating func apply(_ transfer: Transfer) -> Bool {
        guard transfer.source != .burn, take(transfer.amount, from: transfer.source) else { return false }
        guard give(transfer.amount, to: transfer.target) else {
            _ = give(transfer.amount, to: transfer.source)
            return false
        }
        return true
    }

    private mutating func take(_ amount: Amount, from account: Account) -> Bool {
        guard account != .outside else { return changeHeld(to: held.adding(amount)) }
        guard let rest = self[account].subtracting(amount) else { return false }
        amounts[account] = rest == .zero ? nil : rest
        return true
    }

    private mutating func give(_ amount: Amount, to account: Account) -> Bool {
        guard account != .outside else { return changeHeld(to: held.subtracting(amount)) }
        guard let sum = self[account].adding(amount) else { return false }
        amounts[account] = sum
        return true
    }

    private mutating func changeHeld(to amount: Amount?) -> Bool {
        guard let amount else { return false }
        held = amount
        return true
    }
}
