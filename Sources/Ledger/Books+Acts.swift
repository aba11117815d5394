public import Escrow
public import Journal

/// What changes the books. Each answers with the service's receipt; what the rules refuse throws
/// `BooksError.refused` and changes nothing.
///
/// With `once`, a request that is repeated has the receipt of the first time, also after a restart, and the same key for
/// another request throws `BooksError.keyReused`. Refusals are not remembered: what was refused may be asked again.
extension Books {
    /// Money comes in. The same movement under the same reference has the receipt of the first time.
    public func deposit(
        _ amount: Amount, to party: ID<Party>, reference: Reference, at now: Moment
    ) async throws(BooksError) -> Receipt {
        try await perform(.movement(Movement(.deposit(to: party), amount, reference: reference)), at: now)
    }

    /// Money goes out. The same movement under the same reference has the receipt of the first time.
    ///
    /// - Parameter reference: whoever lets parties choose it puts the party before it, lest one takes another's.
    public func withdraw(
        _ amount: Amount, from party: ID<Party>, reference: Reference, once: Idempotency? = nil, at now: Moment
    ) async throws(BooksError) -> Receipt {
        let movement = Movement(.withdrawal(from: party), amount, reference: reference)
        return try await perform(.movement(movement), once: once, at: now)
    }

    /// The service takes what it has earned.
    public func withdrawFees(
        _ amount: Amount, reference: Reference, at now: Moment
    ) async throws(BooksError) -> Receipt {
        try await perform(.movement(Movement(.feeWithdrawal, amount, reference: reference)), at: now)
    }

    /// Lists a task and funds its escrow in one step.
    ///
    /// - Parameter terms: of a task whose initiator's signature was checked; these books do not read the document.
    public func post(_ terms: Terms, once: Idempotency? = nil, at now: Moment) async throws(BooksError) -> Receipt {
        try await perform(.post(terms), once: once, at: now)
    }

    /// Takes a task alone for the time that it offers.
    public func lease(
        _ task: ID<Contract>, by party: ID<Party>, once: Idempotency? = nil, at now: Moment
    ) async throws(BooksError) -> Receipt {
        try await perform(.task(task, .lease(by: party)), once: once, at: now)
    }

    /// Takes a commitment; the receipt is the worker's proof of when it came.
    public func commit(
        _ commitment: ID<Commitment>, to task: ID<Contract>, by party: ID<Party>, once: Idempotency? = nil,
        at now: Moment
    ) async throws(BooksError) -> Receipt {
        try await perform(.task(task, .commit(commitment, by: party)), once: once, at: now)
    }

    /// Takes the proof that was committed to, and withholds it until it is judged.
    ///
    /// - Parameters:
    ///   - proof: a whole `proof.bin`. Whoever calls bounds its size; the rules look at its hash alone.
    ///   - payee: whom the commitment says that it pays.
    ///   - salt: of the commitment.
    public func reveal(
        _ proof: [UInt8], payee: ID<Party>, salt: ID<Opening>, for task: ID<Contract>, by party: ID<Party>,
        once: Idempotency? = nil, at now: Moment
    ) async throws(BooksError) -> Receipt {
        let opening = Opening(payee: payee, submission: ID(of: proof), salt: salt)
        return try await perform(.task(task, .reveal(opening, by: party)), once: once, proof: proof, at: now)
    }

    /// Records what the verifier found about a revealed proof, and settles where the rules say so.
    public func judge(
        _ verdict: Verdict, of sequence: UInt64, for task: ID<Contract>, at now: Moment
    ) async throws(BooksError) -> Receipt {
        try await perform(.task(task, .judge(sequence: sequence, verdict)), at: now)
    }

    /// Takes a task back.
    public func cancel(
        _ task: ID<Contract>, by party: ID<Party>, once: Idempotency? = nil, at now: Moment
    ) async throws(BooksError) -> Receipt {
        try await perform(.task(task, .cancel(by: party)), once: once, at: now)
    }

    /// Does what time alone decides about one task: lapses, expires, or refunds. Anyone may ask for it.
    public func advance(_ task: ID<Contract>, at now: Moment) async throws(BooksError) -> Receipt {
        let entry = try await write { database in
            let isExpired = try TaskTable(database: database).task(task)?.contract.state == .expired
            return try Performance(database, at: now).perform(.task(task, isExpired ? .refund : .advance), under: nil)
        }
        return receipt(for: entry)
    }

    /// Does what time alone decides about the tasks that are longest overdue, each in a transaction of its own, at
    /// most `limit`. Call it again while it answers with as many receipts as that.
    public func sweep(limit: Int = 100, at now: Moment) async throws(BooksError) -> [Receipt] {
        let due = try await read { database in
            let now = max(now, try LogTable(database: database).end().time)
            return try TaskTable(database: database).due(at: now, limit: limit).map(\.task)
        }
        var receipts: [Receipt] = []
        for task in due {
            do throws(BooksError) {
                receipts.append(try await advance(task, at: now))
            } catch .refused {
                continue  // somebody else was faster
            }
        }
        return receipts
    }

    private func perform(
        _ act: Act, once: Idempotency? = nil, proof: [UInt8]? = nil, at now: Moment
    ) async throws(BooksError) -> Receipt {
        let entry = try await write { database in
            try Performance(database, at: now).perform(act, under: once, proof: proof)
        }
        return receipt(for: entry)
    }
}
