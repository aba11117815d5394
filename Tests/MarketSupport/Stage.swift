public import Escrow
internal import Journal

/// A small market with one task, for tests that tell one story. Times are milliseconds after its beginning.
public struct Stage {
    public static let alice = party(1), worker = party(2), rival = party(3), stranger = party(4)
    /// 2 % fee, 1 % burn, 10 % for cancelling, half of a lapsed stake; a bond of 10, a minute to reveal.
    public static let policy = Policy(
        fee: BasisPoints(200)!, burn: BasisPoints(100)!, cancellation: BasisPoints(1_000)!,
        forfeit: BasisPoints(5_000)!, bond: Amount(10)!, revealWindow: 60_000, longestLease: 3_600_000)!
    static let begin: Int64 = 1_800_000_000_000

    public var market = Market(rules: .standard)
    public let terms: Terms

    /// Everybody has 100,000. The task pays 10,001 and takes commitments until the end of second 1,000.
    public init(lease: LeaseOffer? = nil, reward: UInt64 = 10_001) throws(Refusal) {
        terms = Self.task(lease: lease, reward: reward).terms(lease: lease, policy: Self.policy)
        for (index, party) in [Self.alice, Self.worker, Self.rival, Self.stranger].enumerated() {
            let deposit = Movement(.deposit(to: party), Amount(100_000)!, reference: Reference("\(index)")!)
            _ = try market.perform(.movement(deposit), at: Self.moment(0))
        }
        _ = try market.perform(.post(terms), at: Self.moment(0))
    }

    public static func task(lease: LeaseOffer? = nil, reward: UInt64 = 10_001, nonce: UInt64 = 0) -> TestTask {
        TestTask(initiator: alice, reward: Amount(reward)!, deadline: begin / 1000 + 1_000, nonce: nonce)
    }

    public static func moment(_ milliseconds: Int64) -> Moment { Moment(milliseconds: begin + milliseconds)! }

    private static func party(_ number: UInt8) -> ID<Party> { ID([UInt8](repeating: number, count: 32))! }

    public var task: ID<Contract> { terms.task }
    public var contract: Contract { market.contracts[task]! }
    public func balance(_ party: ID<Party>) -> UInt64 { market.balances[.available(party)].units }

    /// A proof for the task and the opening of a commitment to it.
    public static func submission(
        for task: ID<Contract>, payee: ID<Party>, nonce: UInt64 = 0
    ) -> (proof: TestProof, opening: Opening) {
        let proof = TestProof(task: task, payee: payee, isValid: true, nonce: nonce)
        let salt = ID<Opening>([UInt8](repeating: UInt8(truncatingIfNeeded: nonce), count: 32))!
        return (proof, Opening(payee: payee, submission: ID(of: proof.bytes), salt: salt))
    }

    @discardableResult
    public mutating func perform(_ command: Command, at milliseconds: Int64) throws(Refusal) -> Outcome {
        try market.perform(.task(task, command), at: Self.moment(milliseconds))
    }

    public mutating func commit(_ party: ID<Party>, payee: ID<Party>? = nil, at time: Int64) throws(Refusal) {
        let opening = Self.submission(for: task, payee: payee ?? party).opening
        try perform(.commit(opening.commitment(to: task), by: party), at: time)
    }

    public mutating func reveal(_ party: ID<Party>, payee: ID<Party>? = nil, at time: Int64) throws(Refusal) {
        try perform(.reveal(Self.submission(for: task, payee: payee ?? party).opening, by: party), at: time)
    }

    /// Why a command would be refused; nil where it would not.
    public func refusal(_ command: Command, at milliseconds: Int64) -> Refusal? {
        var copy = self
        do throws(Refusal) {
            try copy.perform(command, at: milliseconds)
            return nil
        } catch {
            return error
        }
    }
}
