package import Formats
package import VerifiedCompute
internal import Wire
internal import Glibc

/// Chooses among offers. No clock, no files, no network: the same values give the same choice.
package struct Choice: Sendable {
    /// The worker's own key: a lease that it holds is no obstacle.
    package var party: Bytes<32>
    package var minReward: UInt64 = 0
    package var kinds: Set<String>
    /// In seconds; nil for any.
    package var maxSeconds: Double?
    /// Nil for any.
    package var maxBond: UInt64?
    /// The shortest heartbeat of a lease that is kept up with, in seconds.
    package var leastHeartbeat: Int64 = 0
    /// Empty for all.
    package var verifyingKeys: Set<Digest> = []
    /// Keys a second that one job tries, by kind of task, under all limits.
    package var keysPerSecond: [String: Double]
    /// Seconds from a hit to the settlement, by kind of task, under all limits.
    package var finishSeconds: [String: Double]

    /// What a task is worth.
    package struct Prospect: Sendable, Hashable {
        package let offer: Offer
        /// Seconds until it is settled, on average.
        package let expectedSeconds: Double
        /// What comes in on average, in the smallest unit: a stake that may be forfeited is taken off, one that is saved added.
        package let expectedNet: Double
        /// The same a second of work: what offers are ranked by.
        package let perSecond: Double
    }

    package init(
        party: Digest, kinds: Set<String>, keysPerSecond: [String: Double], finishSeconds: [String: Double]
    ) {
        self.party = party
        self.kinds = kinds
        self.keysPerSecond = keysPerSecond
        self.finishSeconds = finishSeconds
    }

    /// The best first; and why each of the others is passed over.
    package func rank(_ offers: [Offer]) -> (prospects: [Prospect], passedOver: [(offer: Offer, reason: Reason)]) {
        var prospects: [Prospect] = []
        var passedOver: [(offer: Offer, reason: Reason)] = []
        for offer in offers {
            switch weigh(offer) {
            case .success(let prospect): prospects.append(prospect)
            case .failure(let refused): passedOver.append((offer, refused.reason))
            }
        }
        // Among equals the one that was posted first, so that the order is the same each time.
        prospects.sort { ($0.perSecond, $1.offer.record.entry) > ($1.perSecond, $0.offer.record.entry) }
        return (prospects, passedOver)
    }

    package struct Refused: Error, Hashable {
        package let reason: Reason

        package init(reason: Reason) { self.reason = reason }
    }

    /// What the offer is worth, or why it is passed over: the first reason that there is.
    package func weigh(_ offer: Offer) -> Result<Prospect, Refused> {
        if let reason = obstacle(offer) ?? unwanted(offer) ?? unaffordable(offer) {
            return .failure(Refused(reason: reason))
        }
        let (record, terms) = (offer.record, offer.record.task.terms)
        let rate = keysPerSecond[terms.kind.name] ?? 0
        let search = rate > 0 ? record.task.expectedTries / rate : .infinity
        let finish = finishSeconds[terms.kind.name] ?? 0
        let expected = search + finish
        let left = terms.deadline.seconds - offer.time
        guard expected <= Double(left) else {
            return .failure(Refused(reason: .deadline(expected: expected, left: max(0, left))))
        }
        if let maxSeconds, expected > maxSeconds {
            return .failure(Refused(reason: .tooLong(expected: expected, limit: maxSeconds)))
        }
        // The time to a hit is exponential with mean `search`: within `window` it is found with this probability, after the
        // time `search · probability` on average.
        let holder = holder(of: offer)
        let lease = holder == nil ? record.lease : nil
        let leased = holder.map { Double($0.end - offer.time) } ?? lease.map { Double($0.seconds) } ?? .infinity
        let window = max(0, min(Double(left), leased) - finish)
        if let holder, window == 0 { return .failure(Refused(reason: .leaseEnding(until: holder.end))) }
        let probability = search > 0 ? -expm1(-window / search) : 1
        // A stake is yet to be put at risk or, where the lease is held, is lost unless the task is finished.
        let forfeit = record.lease.map { Double($0.stake) * Double(record.policy.forfeit) / 10_000 } ?? 0
        let net = Double(offer.net) * probability + forfeit * (holder == nil ? probability - 1 : probability)
        guard net > 0 else {
            return .failure(Refused(reason: lease.map { .lease(seconds: $0.seconds) } ?? .reward(0, least: 1)))
        }
        let seconds = search * probability + finish
        return .success(
            Prospect(
                offer: offer, expectedSeconds: expected, expectedNet: net, perSecond: net / max(seconds, 1e-3)))
    }

    /// Who has the task alone now; nil also where a lease is over that the service has not yet swept away.
    private func holder(of offer: Offer) -> TaskRecord.Holder? {
        offer.record.holder.flatMap { offer.time <= $0.until ? $0 : nil }
    }

    /// What makes the task impossible to anyone, or to this worker, now.
    private func obstacle(_ offer: Offer) -> Reason? {
        let (record, terms) = (offer.record, offer.record.task.terms)
        if let why = offer.setAside { return .setAside(why) }
        switch record.state {
        case .settled: return .settled
        case .expired, .refunded, .cancelled: return .ended(record.state.rawValue)
        case .verifying: return .beingVerified
        case .leased:
            if let holder = holder(of: offer), holder.party != party { return .leasedByAnother(until: holder.until) }
        case .open: break
        }
        if let name = terms.service?.text, !offer.names.contains(name) { return .otherService(name) }
        if let defect = offer.defect { return .defect(defect) }
        guard offer.acceptedKeys.contains(terms.verifyingKeyDigest) else { return .unknownVerifyingKey }
        return offer.isKeyObtainable ? nil : .noProvingKey
    }

    /// What this worker was told not to do.
    private func unwanted(_ offer: Offer) -> Reason? {
        let terms = offer.record.task.terms
        guard kinds.contains(terms.kind.name) else { return .kind(terms.kind.name) }
        guard terms.reward >= minReward else { return .reward(terms.reward, least: minReward) }
        guard verifyingKeys.isEmpty || verifyingKeys.contains(terms.verifyingKeyDigest) else {
            return .unwantedVerifyingKey
        }
        if let heartbeat = offer.record.lease?.heartbeatSeconds, heartbeat < leastHeartbeat {
            return .heartbeat(seconds: heartbeat)
        }
        return nil
    }

    private func unaffordable(_ offer: Offer) -> Reason? {
        let (bond, held) = (offer.record.policy.bond, holder(of: offer) != nil)
        let stake = held ? 0 : offer.record.lease?.stake ?? 0
        let limit = Settings.bondLimit(maxBond, reward: offer.record.task.terms.reward)
        if max(bond, stake) > limit { return .bondAboveLimit(max(bond, stake), limit: limit) }
        let (needed, overflow) = bond.addingReportingOverflow(stake)
        guard needed > 0 else { return nil }
        guard !overflow, let available = offer.available, available >= needed else {
            return .means(needed: overflow ? .max : needed, available: offer.available)
        }
        return nil
    }
}
