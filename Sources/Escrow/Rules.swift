/// The rules by which money moves. They have no clock, no storage and no randomness: the same question has the same
/// answer, today for the service and later for whoever audits it.
public struct Rules: Sendable {
    private let commitmentHash: @Sendable (Opening, ID<Contract>) -> ID<Commitment>

    /// - Parameter commitmentHash: the hiding and binding hash of an opening, for one task.
    public init(commitmentHash: @escaping @Sendable (Opening, ID<Contract>) -> ID<Commitment>) {
        self.commitmentHash = commitmentHash
    }

    /// What posting a task does: it is listed and its escrow funded, in one step.
    ///
    /// - Parameters:
    ///   - isKnown: whether the digest was ever posted before.
    ///   - available: what the initiator has.
    public func post(
        _ terms: Terms, isKnown: Bool, available: Amount, at now: Moment
    ) throws(Refusal) -> Decision {
        guard !isKnown else { throw .alreadyPosted }
        return try Transition.posting(terms, available: available, at: now)
    }

    /// What `command` does to a task at `now`.
    ///
    /// Time is caught up first: a lease that is over is over, whether or not anyone has swept it away.
    ///
    /// - Parameters:
    ///   - contract: the task as it stands; nil where none was ever posted.
    ///   - available: what `command.payer` has.
    public func decide(
        _ command: Command, on contract: Contract?, available: Amount, at now: Moment
    ) throws(Refusal) -> Decision {
        guard let contract else { throw .unknownTask }
        guard !contract.state.isTerminal else { throw .ended(contract.state) }
        var transition = Transition(contract)
        if case .refund = command {
            try transition.refund()
            return transition.decision
        }
        transition.catchUp(to: now)
        if case .advance = command {
            guard transition.contract != contract else { throw .nothingDue }
            return transition.decision
        }
        switch transition.contract.state {
        case .open, .leased, .verifying: break
        case .expired: throw .deadlinePassed
        case .settled, .refunded, .cancelled: throw .ended(transition.contract.state)
        }
        switch command {
        case .lease(let party): try transition.lease(by: party, available: available, at: now)
        case .renew(let party): try transition.renew(by: party, at: now)
        case .commit(let hash, let party):
            try transition.commit(hash, by: party, available: available, at: now)
        case .reveal(let opening, let party):
            try transition.reveal(opening, hash: commitmentHash(opening, contract.terms.task), by: party)
        case .judge(let sequence, let verdict): try transition.judge(sequence, verdict, at: now)
        case .cancel(let party): try transition.cancel(by: party)
        case .advance, .refund: preconditionFailure("decided above")
        }
        return transition.decision
    }

    /// What moving money in or out does.
    ///
    /// - Parameters:
    ///   - isUsed: whether the movement's reference has counted before, in its direction.
    ///   - available: what the account has that pays; nothing for a deposit.
    ///   - held: all the money inside.
    public func decide(
        _ movement: Movement, isUsed: Bool, available: Amount, held: Amount
    ) throws(Refusal) -> Transfer {
        guard !isUsed else { throw .referenceUsed }
        if movement.isIncoming {
            guard held.adding(movement.amount) != nil else { throw .tooMuch }
        } else if available < movement.amount {
            throw .insufficientFunds(needed: movement.amount, available: available)
        }
        guard let transfer = movement.transfer else { throw .nothingToMove }
        return transfer
    }
}
