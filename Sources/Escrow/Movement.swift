/// Money that comes in or goes out. Nothing else changes what is held inside.
public struct Movement: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case deposit(to: ID<Party>)
        case withdrawal(from: ID<Party>)
        /// The service takes what it has earned.
        case feeWithdrawal
    }

    public let kind: Kind
    public let amount: Amount
    /// What the movement is called outside.
    public let reference: Reference

    public init(_ kind: Kind, _ amount: Amount, reference: Reference) {
        self.kind = kind
        self.amount = amount
        self.reference = reference
    }

    public var isIncoming: Bool {
        if case .deposit = kind { true } else { false }
    }

    /// The account inside.
    public var account: Account {
        switch kind {
        case .deposit(let party), .withdrawal(let party): .available(party)
        case .feeWithdrawal: .fee
        }
    }

    /// Nil for an amount of zero.
    var transfer: Transfer? {
        switch kind {
        case .deposit: Transfer(amount, from: .outside, to: account, for: .deposit)
        case .withdrawal: Transfer(amount, from: account, to: .outside, for: .withdrawal)
        case .feeWithdrawal: Transfer(amount, from: account, to: .outside, for: .feeWithdrawal)
        }
    }
}

/// What a movement is called outside, such as an invoice's number. Each counts once coming in and once going out.
public struct Reference: Hashable, Sendable {
    /// In bytes of UTF-8.
    public static let byteCounts = 1...128

    public let text: String

    /// Nil for a length outside `byteCounts`.
    public init?(_ text: String) {
        guard Self.byteCounts.contains(text.utf8.count) else { return nil }
        self.text = text
    }

    /// Two spellings that Unicode takes for the same are two references, as they are to a database.
    public static func == (a: Reference, b: Reference) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    public func hash(into hasher: inout Hasher) { hasher.combine(Array(text.utf8)) }
}
