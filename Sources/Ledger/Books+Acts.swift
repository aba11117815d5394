public import Escrow
internal import GRDB
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
    public func post(
        _ terms: Terms, within quota: Quota = Quota(), once: Idempotency? = nil, at now: Moment
    ) async throws(BooksError) -> Receipt {
        try await perform(.post(terms), within: quota, once: once, at: now)
    }

    /// Takes a task alone for the time that it offers.
    public func lease(
        _ task: ID<Contract>, by party: ID<Party>, once: Idempotency? = nil, at now: Moment
    ) async throws(BooksError) -> Receipt {
        try await perform(.task(task, .lease(by: party)), once: once, at: now)
    }

    /// Prolongs a lease by its holder's sign of life.
    public func renew(
        _ task: ID<Contract>, by party: ID<Party>, once: Idempotency? = nil, at now: Moment
    ) async throws(BooksError) -> Receipt {
        try await perform(.task(task, .renew(by: party)), once: once, at: now)
    }

    /// Takes a commitment; the receipt is the worker's proof of when it came.
    public func commit(
        _ commitment: ID<Commitment>, to task: ID<Contract>, by party: ID<Party>, within quota: Quota = Quota(),
        once: Idempotency? = nil, at now: Moment
    ) async throws(BooksError) -> Receipt {
        try await perform(.task(task, .commit(commitment, by: party)), within: quota, once: once, at: now)
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

    /// Whether `reveal` would take a proof now: throws what it would throw, and writes nothing.
    ///
    /// - Returns: the receipt of the first time, where the request was done before; nil where it is new.
    public func rehearseReveal(
        of submission: ID<Submission>, payee: ID<Party>, salt: ID<Opening>, for task: ID<Contract>,
        by party: ID<Party>, once: Idempotency? = nil, at now: Moment
    ) async throws(BooksError) -> Receipt? {
        let command = Command.reveal(Opening(payee: payee, submission: submission, salt: salt), by: party)
        return try await read { database -> Entry? in
            let performance = try Performance(database, at: now)
            if let once, let entry = try performance.earlierEntry(under: once) { return entry }
            _ = try performance.decision(command, on: task)
            return nil
        }.map(receipt)
    }

    /// The receipt of a request that was done before; nil where it is new. Throws `keyReused` where its key was used for
    /// another.
    public func earlierReceipt(under once: Idempotency, at now: Moment) async throws(BooksError) -> Receipt? {
        try await read { try Performance($0, at: now).earlierEntry(under: once) }.map(receipt)
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
        // Whoever asks too early, and it costs nothing to ask, takes nobody's turn to write.
        let isEarly = try await read { database in
            let now = max(now, try LogTable(database: database).end().time)
            return try TaskTable(database: database).isEarly(for: task, at: now)
        }
        guard !isEarly else { throw .refused(.nothingDue) }
        let entry = try await write { database in
            let isExpired = try TaskTable(database: database).task(task)?.contract.state == .expired
            return try Performance(database, at: now).perform(.task(task, isExpired ? .refund : .advance), under: nil)
        }
        return receipt(for: entry)
    }

    /// Does what time alone decides about the tasks that are longest overdue, each in a transaction of its own, at
    /// most `limit`. Call it again while it answers with as many receipts as that.
    ///
    /// A task whose rows are damaged holds up no other.
    ///
    /// - Parameter passed: tasks to leave alone: those that were found damaged before.
    public func sweep(
        limit: Int = 100, passingOver passed: Set<ID<Contract>> = [], at now: Moment
    ) async throws(BooksError) -> Sweep {
        let due = try await read { database in
            let now = max(now, try LogTable(database: database).end().time)
            return try TaskTable(database: database).due(at: now, limit: limit + passed.count)
        }
        var sweep = Sweep()
        for task in due where !passed.contains(task) {
            do throws(BooksError) {
                sweep.receipts.append(try await advance(task, at: now))
            } catch .refused {
                continue  // somebody else was faster
            } catch .damaged(let what) {
                sweep.damaged[task] = what
            } catch .storage(let code, let message) where Self.isOfRows(code) {
                sweep.damaged[task] = message
            }
        }
        return sweep
    }

    /// Whether SQLite's result is about the rows that were touched, and not about the disk, the file as a whole or whoever else
    /// has it open: a broken constraint, a value of another type or too large, a page that is corrupt.
    private static func isOfRows(_ code: Int32) -> Bool {
        let primary = ResultCode(rawValue: code & 0xff)
        return [.SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG, .SQLITE_CORRUPT].contains(primary)
    }

    private func perform(
        _ act: Act, within quota: Quota = Quota(), once: Idempotency? = nil, proof: [UInt8]? = nil, at now: Moment
    ) async throws(BooksError) -> Receipt {
        let entry = try await write { database in
            try Performance(database, within: quota, at: now).perform(act, under: once, proof: proof)
        }
        return receipt(for: entry)
    }
}
