public import Escrow
public import Journal

/// Something in a log that an honest service does not write.
public enum Finding: Hashable, Sendable {
    /// The log says that it is another service's.
    case otherService(ID<Party>)
    /// An entry stands where that with another index belongs: one is missing, twice there, or out of order.
    case index(expected: UInt64, found: UInt64)
    /// The entry does not continue the chain: it, or the one before, was altered.
    case brokenChain(index: UInt64)
    /// The entry is older than the one before.
    case timeRunsBack(index: UInt64)
    /// The rules refuse what the entry says was done.
    case refused(index: UInt64, Refusal)
    /// The rules make something else of the act than the entry says.
    case otherOutcome(index: UInt64)
    /// The entry's transfers make money, lose it, or take what is not there.
    case unbalanced(index: UInt64)
    /// The task that was posted is not one that its initiator signed with these terms.
    case unsignedTask(index: UInt64)
    /// A settlement whose proof is not published.
    case proofMissing(index: UInt64)
    /// A settlement whose published proof does not prove its task, or pays another party.
    case notProven(index: UInt64)
    /// The service refused a proof that holds.
    case validProofRefused(index: UInt64)
    /// A checkpoint that the service did not sign.
    case unsignedCheckpoint(size: UInt64)
    /// A checkpoint that the service signed for another history.
    case otherHistory(size: UInt64)
    /// The service signed for more entries than the log has.
    case truncated(entries: UInt64, signed: UInt64)
    /// No signed checkpoint covers the entries from this one on.
    case unsigned(from: UInt64)
    /// A receipt that the service did not sign.
    case unsignedReceipt(index: UInt64)
    /// The service signed that an entry stands in its log, and another stands there or none.
    case receiptBroken(index: UInt64)
}

/// What an audit found, and what the log comes to.
public struct AuditReport: Hashable, Sendable {
    /// Empty for an honest log.
    public let findings: [Finding]
    public let entries: UInt64
    public let tasks: Int
    public let settlements: Int
    /// All the money inside.
    public let held: Amount
    /// What the service has earned and not taken.
    public let fees: Amount
    public let burned: Amount
    /// The hash of the last entry.
    public let head: ID<Entry>
    public let root: ID<Entry>

    public var isClean: Bool { findings.isEmpty }
}
