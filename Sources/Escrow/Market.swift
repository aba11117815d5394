/// One thing that happened: what the log keeps.
public enum Act: Hashable, Sendable {
    case movement(Movement)
    case post(Terms)
    case task(ID<Contract>, Command)
}

/// What an act did.
public struct Outcome: Hashable, Sendable {
    public let events: [Event]
    public let transfers: [Transfer]

    public init(events: [Event], transfers: [Transfer]) {
        self.events = events
        self.transfers = transfers
    }

    public init(_ decision: Decision) { self.init(events: decision.events, transfers: decision.transfers) }
}

/// The whole market in memory: every task, every balance. The audit replays a log in one.
public struct Market: Sendable {
    public let rules: Rules
    public private(set) var contracts: [ID<Contract>: Contract] = [:]
    public private(set) var balances = Balances()
    private var incoming: Set<Reference> = []
    private var outgoing: Set<Reference> = []

    public init(rules: Rules) { self.rules = rules }

    /// Does all of `act`, or nothing where it is refused.
    public mutating func perform(_ act: Act, at now: Moment) throws(Refusal) -> Outcome {
        switch act {
        case .movement(let movement): try perform(movement)
        case .post(let terms):
            keep(
                try rules.post(
                    terms, isKnown: contracts[terms.task] != nil, available: balances[.available(terms.initiator)],
                    at: now))
        case .task(let task, let command):
            keep(
                try rules.decide(
                    command, on: contracts[task],
                    available: command.payer.map { balances[.available($0)] } ?? .zero, at: now))
        }
    }

    private mutating func keep(_ decision: Decision) -> Outcome {
        move(decision.transfers)
        contracts[decision.contract.terms.task] = decision.contract
        return Outcome(decision)
    }

    private mutating func perform(_ movement: Movement) throws(Refusal) -> Outcome {
        let isUsed =
            movement.isIncoming
            ? incoming.contains(movement.reference) : outgoing.contains(movement.reference)
        let transfer = try rules.decide(
            movement, isUsed: isUsed, available: balances[movement.account], held: balances.held)
        move([transfer])
        if movement.isIncoming {
            incoming.insert(movement.reference)
        } else {
            outgoing.insert(movement.reference)
        }
        return Outcome(events: [movement.isIncoming ? .deposited : .withdrawn], transfers: [transfer])
    }

    private mutating func move(_ transfers: [Transfer]) {
        let isCovered = balances.apply(transfers)
        precondition(isCovered, "the rules spent what is not there")
    }
}
