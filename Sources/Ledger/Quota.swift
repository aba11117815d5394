/// What a service allows one party, or one task, at once.
///
/// It is looked at in the transaction that would pass it, after the rules. The rules know none of it and an audit does not
/// ask: a service may change it at any time.
public struct Quota: Hashable, Sendable {
    /// What there is a quota of.
    public enum Kind: Hashable, Sendable {
        /// Tasks of one initiator that have not ended.
        case openTasks
        /// Tasks that one initiator has posted in the last 24 hours, whatever has become of them.
        case postsPerDay
        /// Live commitments to one task.
        case liveCommitments
    }

    public var openTasks = Int.max
    public var postsPerDay = Int.max
    public var liveCommitments = Int.max

    /// No limits.
    public init() {}
}
