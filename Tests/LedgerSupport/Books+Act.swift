public import Escrow
public import Journal
public import Ledger

extension Books {
    /// What the books answer to an act, by the function that is meant for it.
    public func result(of act: Act, proof: [UInt8]?, at now: Moment) async -> Result<Receipt, BooksError> {
        do throws(BooksError) {
            return .success(try await perform(act, proof: proof, at: now))
        } catch {
            return .failure(error)
        }
    }

    private func perform(_ act: Act, proof: [UInt8]?, at now: Moment) async throws(BooksError) -> Receipt {
        switch act {
        case .movement(let movement):
            let (amount, reference) = (movement.amount, movement.reference)
            switch movement.kind {
            case .deposit(let party): return try await deposit(amount, to: party, reference: reference, at: now)
            case .withdrawal(let party): return try await withdraw(amount, from: party, reference: reference, at: now)
            case .feeWithdrawal: return try await withdrawFees(amount, reference: reference, at: now)
            }
        case .post(let terms): return try await post(terms, at: now)
        case .task(let task, .lease(let party)): return try await lease(task, by: party, at: now)
        case .task(let task, .renew(let party)): return try await renew(task, by: party, at: now)
        case .task(let task, .commit(let hash, let party)):
            return try await commit(hash, to: task, by: party, at: now)
        case .task(let task, .reveal(let opening, let party)):
            return try await reveal(
                proof!, payee: opening.payee, salt: opening.salt, for: task, by: party, at: now)
        case .task(let task, .judge(let sequence, let verdict)):
            return try await judge(verdict, of: sequence, for: task, at: now)
        case .task(let task, .cancel(let party)): return try await cancel(task, by: party, at: now)
        case .task(let task, .advance), .task(let task, .refund): return try await advance(task, at: now)
        }
    }

    /// Every line of the export.
    public func exported(at now: Moment) async throws -> [LogLine] {
        var lines: [LogLine] = []
        try await export(at: now) { lines.append($0) }
        return lines
    }
}

extension Market {
    /// What the books do where `act` is asked of them: they refund where that is what is due.
    public func asByBooks(_ act: Act) -> Act {
        switch act {
        case .task(let task, .advance), .task(let task, .refund):
            .task(task, contracts[task]?.state == .expired ? .refund : .advance)
        default: act
        }
    }
}
