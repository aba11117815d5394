public import Escrow

extension Market {
    /// The first law that does not hold; nil when all do.
    public var brokenLaw: String? {
        let sum = balances.holdings.values.reduce(Amount?.some(.zero)) { $0?.adding($1) }
        if sum != balances.held { return "the accounts hold \(sum?.description ?? "too much") of \(balances.held)" }
        for (task, contract) in contracts {
            if let law = contract.brokenLaw(balances) { return "\(law), in task \(task)" }
        }
        return nil
    }
}

extension Contract {
    fileprivate func brokenLaw(_ balances: Balances) -> String? {
        let bonds = UInt64(commitments.count { !$0.isProven }) * terms.policy.bond.units
        let laws: [(String, Bool)] = [
            (
                "the escrow is the reward until the end",
                balances[.escrow(terms.task)] == (state.isTerminal ? .zero : terms.reward)
            ),
            ("the stake is the lease's", balances[.stake(terms.task)] == lease?.stake ?? .zero),
            ("the bonds are those of the live commitments", balances[.bond(terms.task)].units == bonds),
            ("a task is being verified exactly while commitments live", (state == .verifying) == !commitments.isEmpty),
            ("a leased task has a lease", state != .leased || lease != nil),
            ("a lease is kept by time or by a commitment", lease == nil || state == .leased || state == .verifying),
            (
                "a lease runs to its end at the most, and that is the deadline at the latest",
                lease.map { $0.until <= $0.end && $0.end <= terms.lastMoment } ?? true
            ),
            ("the earliest commitment has not been proven and left unsettled", commitments.first?.isProven != true),
            ("nobody has two live commitments", Set(commitments.map(\.party)).count == commitments.count),
            (
                "commitments are in their order",
                zip(commitments, commitments.dropFirst()).allSatisfy { $0.sequence < $1.sequence }
            ),
            ("what has ended is never due", !state.isTerminal || nextDue == nil),
        ]
        return laws.first { !$0.1 }?.0
    }
}
