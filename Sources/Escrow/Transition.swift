/// One decision in the making: the contract as it changes, and what it did so far.
struct Transition {
    private(set) var contract: Contract
    private var events: [Event] = []
    private var transfers: [Transfer] = []

    init(_ contract: Contract) { self.contract = contract }

    var decision: Decision { Decision(contract: contract, events: events, transfers: transfers) }

    private var task: ID<Contract> { contract.terms.task }
    private var policy: Policy { contract.terms.policy }

    private mutating func move(_ amount: Amount, _ source: Account, _ target: Account, _ reason: Transfer.Reason) {
        if let transfer = Transfer(amount, from: source, to: target, for: reason) { transfers.append(transfer) }
    }

    private static func require(_ needed: Amount, of available: Amount) throws(Refusal) {
        guard available >= needed else { throw .insufficientFunds(needed: needed, available: available) }
    }

    // MARK: What parties ask for

    static func posting(_ terms: Terms, available: Amount, at now: Moment) throws(Refusal) -> Decision {
        guard terms.reward > .zero else { throw .nothingToMove }
        guard now <= terms.lastMoment else { throw .deadlinePassed }
        guard (terms.lease?.duration ?? 0) <= terms.policy.longestLease else { throw .leaseTooLong }
        try require(terms.reward, of: available)
        var transition = Transition(
            Contract(
                terms: terms, state: .open, lease: nil, commitments: [], leaseCount: 0, commitmentCount: 0))
        transition.move(terms.reward, .available(terms.initiator), .escrow(terms.task), .funding)
        transition.events.append(.posted)
        return transition.decision
    }

    mutating func lease(by party: ID<Party>, available: Amount, at now: Moment) throws(Refusal) {
        guard let offer = contract.terms.lease else { throw .noLeaseOffered }
        if let lease = contract.lease, now <= lease.until { throw .leased(until: lease.until) }
        guard contract.state == .open else { throw .beingVerified }
        try Self.require(offer.stake, of: available)
        let end = min(now.advanced(by: offer.duration), contract.terms.lastMoment)
        let until = min(now.advanced(by: offer.heartbeat ?? offer.duration), end)
        move(offer.stake, .available(party), .stake(task), .stake)
        contract.lease = Contract.Lease(holder: party, until: until, end: end, stake: offer.stake)
        contract.leaseCount += 1
        contract.state = .leased
        events.append(.leased(by: party, until: until))
    }

    /// A sign of life counts in the second half of the silence that is allowed: as the log keeps each, they are bounded.
    mutating func renew(by party: ID<Party>, at now: Moment) throws(Refusal) {
        guard let lease = contract.lease, lease.holder == party, now <= lease.until else { throw .notTheHolder }
        guard let heartbeat = contract.terms.lease?.heartbeat, lease.until < lease.end,
            lease.until <= now.advanced(by: heartbeat / 2)
        else { throw .nothingToRenew(until: lease.until) }
        let until = min(now.advanced(by: heartbeat), lease.end)
        contract.lease?.until = until
        events.append(.renewed(by: party, until: until))
    }

    mutating func commit(
        _ hash: ID<Commitment>, by party: ID<Party>, available: Amount, at now: Moment
    ) throws(Refusal) {
        // A task that is being verified has not expired, and still takes nobody new after its deadline.
        guard now <= contract.terms.lastMoment else { throw .deadlinePassed }
        if let lease = contract.lease, now <= lease.until, lease.holder != party { throw .leased(until: lease.until) }
        guard !contract.commitments.contains(where: { $0.party == party }) else { throw .alreadyCommitted }
        guard contract.commitments.count < Contract.maximumLiveCommitments else { throw .tooManyCommitments }
        try Self.require(policy.bond, of: available)
        let sequence = contract.commitmentCount
        let revealBy = now.advanced(by: policy.revealWindow)
        move(policy.bond, .available(party), .bond(task), .bond)
        contract.commitments.append(
            Commitment(sequence: sequence, party: party, hash: hash, revealBy: revealBy, phase: .sealed))
        contract.commitmentCount += 1
        contract.state = .verifying
        events.append(.committed(sequence: sequence, by: party, revealBy: revealBy))
    }

    mutating func reveal(_ opening: Opening, hash: ID<Commitment>, by party: ID<Party>) throws(Refusal) {
        guard let index = contract.commitments.firstIndex(where: { $0.party == party }) else { throw .notCommitted }
        guard contract.commitments[index].phase == .sealed else { throw .alreadyRevealed }
        guard contract.commitments[index].hash == hash else { throw .otherOpening }
        contract.commitments[index].phase = .revealed(opening)
        events.append(.revealed(sequence: contract.commitments[index].sequence))
    }

    mutating func judge(_ sequence: UInt64, _ verdict: Verdict, at now: Moment) throws(Refusal) {
        guard let index = contract.commitments.firstIndex(where: { $0.sequence == sequence }),
            case .revealed(let opening) = contract.commitments[index].phase
        else { throw .nothingToJudge }
        switch verdict {
        case .proven(opening.payee):
            contract.commitments[index].phase = .proven(opening)
            move(policy.bond, .bond(task), .available(contract.commitments[index].party), .bondReturned)
            events.append(.proven(sequence: sequence))
        case .proven: fail(at: index, .refused(sequence: sequence, .otherPayee))
        case .refused(let fault): fail(at: index, .refused(sequence: sequence, fault))
        }
        catchUp(to: now)
    }

    mutating func cancel(by party: ID<Party>) throws(Refusal) {
        guard party == contract.terms.initiator else { throw .notTheInitiator }
        if contract.state == .leased, let lease = contract.lease { throw .leased(until: lease.until) }
        guard contract.state == .open else { throw .beingVerified }
        let reward = contract.terms.reward
        let wasTaken = contract.leaseCount > 0 || contract.commitmentCount > 0
        let cost = wasTaken ? reward.part(policy.cancellation) : .zero
        move(cost, .escrow(task), .burn, .cancellationCost)
        move(reward.subtracting(cost)!, .escrow(task), .available(party), .refund)
        contract.state = .cancelled
        events.append(.cancelled)
    }

    mutating func refund() throws(Refusal) {
        guard contract.state == .expired else { throw .notExpired }
        move(contract.terms.reward, .escrow(task), .available(contract.terms.initiator), .refund)
        contract.state = .refunded
        events.append(.refunded)
    }

    // MARK: What time and verdicts decide

    /// Lapses what is over at `now`, ends a lease that no commitment of its holder keeps, settles where the earliest
    /// live commitment is proven, and expires a task that nobody works on.
    mutating func catchUp(to now: Moment) {
        lapse(before: now)
        if let lease = contract.lease, lease.until < now,
            !contract.commitments.contains(where: { $0.party == lease.holder })
        {
            end(lease)
        }
        if let first = contract.commitments.first, case .proven(let opening) = first.phase {
            return settle(first, opening)
        }
        if contract.state == .expired { return }
        contract.state = !contract.commitments.isEmpty ? .verifying : contract.lease != nil ? .leased : .open
        if contract.state == .open, contract.terms.lastMoment < now {
            contract.state = .expired
            events.append(.expired)
        }
    }

    /// Removes the commitments that were not revealed in time: thousands at once, it may be.
    private mutating func lapse(before now: Moment) {
        func isOver(_ commitment: Commitment) -> Bool { commitment.phase == .sealed && commitment.revealBy < now }
        for commitment in contract.commitments where isOver(commitment) { fail(.lapsed(sequence: commitment.sequence)) }
        contract.commitments.removeAll(where: isOver)
    }

    /// Removes a commitment that did not hold.
    private mutating func fail(at index: Int, _ event: Event) {
        contract.commitments.remove(at: index)
        fail(event)
    }

    /// Burns the bond of a commitment that did not hold.
    private mutating func fail(_ event: Event) {
        events.append(event)
        move(policy.bond, .bond(task), .burn, .bondForfeited)
    }

    private mutating func end(_ lease: Contract.Lease) {
        let forfeit = lease.stake.part(policy.forfeit)
        move(forfeit, .stake(task), .burn, .stakeForfeited)
        move(lease.stake.subtracting(forfeit)!, .stake(task), .available(lease.holder), .stakeReturned)
        contract.lease = nil
        events.append(.leaseEnded)
    }

    /// Everything at once: the reward to the payee less fee and burn, stake and bonds back.
    private mutating func settle(_ winner: Commitment, _ opening: Opening) {
        let reward = contract.terms.reward
        let (fee, burn) = (reward.part(policy.fee), reward.part(policy.burn))
        move(reward.subtracting(fee)!.subtracting(burn)!, .escrow(task), .available(opening.payee), .reward)
        move(fee, .escrow(task), .fee, .fee)
        move(burn, .escrow(task), .burn, .burn)
        if let lease = contract.lease {
            move(lease.stake, .stake(task), .available(lease.holder), .stakeReturned)
        }
        for other in contract.commitments.dropFirst() {
            if !other.isProven { move(policy.bond, .bond(task), .available(other.party), .bondReturned) }
            events.append(.released(sequence: other.sequence))
        }
        contract.lease = nil
        contract.commitments = []
        contract.state = .settled
        events.append(.settled(sequence: winner.sequence, payee: opening.payee, opening.submission))
    }
}
