/// Why a command does nothing. A refused command leaves everything as it was.
public enum Refusal: Error, Hashable, Sendable {
    /// The payer has less than the command takes.
    case insufficientFunds(needed: Amount, available: Amount)
    /// An amount that must be more than zero is zero.
    case nothingToMove
    /// More money than can be held at once.
    case tooMuch
    /// Money came in, or went out, under this reference before.
    case referenceUsed
    /// No such task was posted.
    case unknownTask
    /// This digest was posted before, whatever has become of it.
    case alreadyPosted
    /// The lease is longer than the policy allows.
    case leaseTooLong
    /// The deadline has passed.
    case deadlinePassed
    /// The task has ended.
    case ended(Contract.State)
    /// The task is a race.
    case noLeaseOffered
    /// Somebody else has the task alone until then.
    case leased(until: Moment)
    /// The party has no lease of the task, or it is over.
    case notTheHolder
    /// The lease runs until then, which is its end, or more than half of the silence away that is allowed.
    case nothingToRenew(until: Moment)
    /// The task waits for a commitment to be revealed or verified.
    case beingVerified
    /// The party has a live commitment to this task.
    case alreadyCommitted
    /// As many commitments to this task are live as there ever may be: `Contract.maximumLiveCommitments`.
    case tooManyCommitments
    /// The party has no live commitment to this task, or its window is over.
    case notCommitted
    /// The party has revealed already.
    case alreadyRevealed
    /// What was revealed is not what was committed to.
    case otherOpening
    /// No proof is revealed under this number that still waits for a verdict.
    case nothingToJudge
    /// Only the initiator may cancel.
    case notTheInitiator
    /// Time has nothing to decide yet.
    case nothingDue
    /// Only an expired task is refunded.
    case notExpired
}
