import Escrow
import Journal
import Ledger
import MarketSupport

/// The stage's task on real books.
struct Story {
    let books: Books
    let terms: Terms
    var task: ID<Contract> { terms.task }

    static let (alice, worker, rival) = (Stage.alice, Stage.worker, Stage.rival)

    /// Everybody has 100,000, and Alice has posted the task.
    init(_ books: Books) async throws {
        self.books = books
        terms = Stage.task().terms(policy: Stage.policy)
        for (index, party) in [Self.alice, Self.worker, Self.rival, Stage.stranger].enumerated() {
            _ = try await books.deposit(
                Amount(100_000)!, to: party, reference: Reference("\(index)")!, at: Stage.moment(0))
        }
        _ = try await books.post(terms, at: Stage.moment(0))
    }

    func submission(_ party: ID<Party> = worker) -> (proof: [UInt8], opening: Opening) {
        let (proof, opening) = Stage.submission(for: task, payee: party)
        return (proof.bytes, opening)
    }

    @discardableResult
    func commit(_ party: ID<Party> = worker, once: Idempotency? = nil, at time: Int64 = 1) async throws -> Receipt {
        try await books.commit(
            submission(party).opening.commitment(to: task), to: task, by: party, once: once, at: Stage.moment(time))
    }

    @discardableResult
    func reveal(_ party: ID<Party> = worker, at time: Int64 = 2) async throws -> Receipt {
        let (proof, opening) = submission(party)
        return try await books.reveal(
            proof, payee: opening.payee, salt: opening.salt, for: task, by: party, at: Stage.moment(time))
    }

    @discardableResult
    func settle() async throws -> Receipt {
        try await commit()
        try await reveal()
        return try await books.judge(.proven(payee: Self.worker), of: 0, for: task, at: Stage.moment(3))
    }
}
