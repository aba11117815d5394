internal import Escrow
internal import Formats
internal import Hummingbird
internal import Journal
internal import Ledger
internal import Wire

extension Desk {
    var submissionCalls: [Call] {
        [
            Call(
                method: .post, path: "/v1/tasks/{digest}/lease", name: "leaseTask",
                text: "Takes a task alone for the time that it offers.", parameters: [taskParameter], isSigned: true,
                isOnce: true, answers: [receiptAnswer("You have it.")], problems: [402, 404, 409], handler: lease),
            Call(
                method: .post, path: "/v1/tasks/{digest}/heartbeat", name: "renewLease",
                text: "Gives a sign of life for a lease. It counts in the second half of the silence that is allowed.",
                parameters: [taskParameter], isSigned: true, isOnce: true,
                answers: [receiptAnswer("You still have it; the receipt says until when.")], problems: [404, 409],
                handler: renew),
            Call(
                method: .post, path: "/v1/tasks/{digest}/commitments", name: "commitSolution",
                text: "Promises a solution without showing it. The receipt says its number and until when to reveal.",
                parameters: [taskParameter], request: .named("CommitSolution"), isSigned: true, isOnce: true,
                answers: [receiptAnswer(status: 201, "It counts.")], problems: [402, 404, 409], handler: commit),
            Call(
                method: .post, path: "/v1/tasks/{digest}/reveal", name: "revealSolution",
                text: "Shows what was promised, and waits a while for the verdict.", parameters: [taskParameter],
                request: .named("RevealSolution"), isSigned: true, isOnce: true,
                answers: [
                    .init(status: 200, text: "It is judged.", content: ("application/json", .named("RevealAnswer"))),
                    .init(
                        status: 202, text: "It waits for its verdict.",
                        content: ("application/json", .named("RevealAnswer"))),
                ], problems: [404, 409, 422], handler: reveal),
        ]
    }

    private func lease(_ request: Request, _ visit: Visit) async throws -> Response {
        let task: ID<Contract> = try visit.id("digest")
        let caller = try await reception.payer(request)
        let receipt = try await clock.arriving { now in
            try await books.lease(task, by: caller.party, once: caller.once, at: now)
        }
        feed.ring()
        return Answer.message(ReceiptRecord(receipt))
    }

    private func renew(_ request: Request, _ visit: Visit) async throws -> Response {
        let task: ID<Contract> = try visit.id("digest")
        let caller = try await reception.payer(request)
        let receipt = try await clock.arriving(inAnyCase: true) { now in
            try await books.renew(task, by: caller.party, once: caller.once, at: now)
        }
        feed.ring()
        return Answer.message(ReceiptRecord(receipt))
    }

    private func commit(_ request: Request, _ visit: Visit) async throws -> Response {
        let task: ID<Contract> = try visit.id("digest")
        let caller = try await reception.payer(request, limit: CommitSolution.maximumByteCount)
        // A commitment counts from when all of it came, however long the books take.
        let receipt = try await clock.arriving { now in
            let message = try CommitSolution(content: caller)
            try await requireKey(for: task)
            return try await books.commit(
                ID(message.commitment.array)!, to: task, by: caller.party, within: policy.limits.quota,
                once: caller.once, at: now)
        }
        feed.ring()
        return Answer.message(ReceiptRecord(receipt), status: .created)
    }

    /// Nobody is to put a bond, or a proof, on a task that could not be decided.
    private func requireKey(for task: ID<Contract>) async throws {
        guard let document = try await books.document(ofUndecided: task) else { return }
        guard keys.keys[try PostedTask(canonicalBytes: document).terms.verifyingKeyDigest] != nil else {
            measures.missedKey()
            throw Problem.keyMissing
        }
    }

    private func reveal(_ request: Request, _ visit: Visit) async throws -> Response {
        let task: ID<Contract> = try visit.id("digest")
        let caller = try await reception.payer(request, limit: RevealSolution.maximumByteCount)
        let (receipt, isNew) = try await clock.arriving(inAnyCase: true) { now in
            try await reveal(try RevealSolution(content: caller), for: task, by: caller, at: now)
        }
        feed.ring()
        return try await answer(to: receipt, for: task, by: caller.party, hasPlace: isNew)
    }

    /// Gives a proof to the books, in a place of the pool; a proof that they have is not new and takes none.
    ///
    /// Whoever has no commitment to reveal under takes no place from those who have.
    private func reveal(
        _ message: RevealSolution, for task: ID<Contract>, by caller: Caller, at now: Moment
    ) async throws -> (Receipt, isNew: Bool) {
        let (payee, salt) = (ID<Party>(message.payee.array)!, ID<Opening>(message.salt.array)!)
        let earlier = try await books.rehearseReveal(
            of: ID(of: message.proof), payee: payee, salt: salt, for: task, by: caller.party, once: caller.once, at: now
        )
        if let earlier { return (earlier, false) }
        try await requireKey(for: task)
        do throws(VerificationPool.Overload) {
            try await pool.reserve(for: caller.party)
        } catch {
            throw error == .everybody ? Problem.busy : Problem.tooManyPending
        }
        do throws(BooksError) {
            let receipt = try await books.reveal(
                message.proof, payee: payee, salt: salt, for: task, by: caller.party, once: caller.once, at: now)
            return (receipt, true)
        } catch {
            await pool.release(caller.party)
            throw error
        }
    }

    /// The reveal's receipt with the verdict's, where there is one in time.
    private func answer(
        to receipt: Receipt, for task: ID<Contract>, by party: ID<Party>, hasPlace: Bool
    ) async throws -> Response {
        let revealed = ReceiptRecord(receipt)
        guard let sequence = receipt.entry.revealed else {
            if hasPlace { await pool.release(party) }
            return Answer.message(RevealAnswer(revealed: revealed, judged: nil), status: .accepted)
        }
        var judged: Receipt?
        do {
            // Of a reveal that is sent again, the verdict may have been found before.
            judged = try await books.verdict(on: sequence, for: task, after: receipt.entry.index)
        } catch {
            if hasPlace { await pool.release(party) }
            throw error
        }
        if judged == nil {
            judged = await pool.verdict(on: .init(task: task, sequence: sequence, party: party), hasPlace: hasPlace)
            feed.ring()
        } else if hasPlace {
            await pool.release(party)
        }
        return Answer.message(
            RevealAnswer(revealed: revealed, judged: judged.map { ReceiptRecord($0) }),
            status: judged == nil ? .accepted : .ok)
    }
}

extension Entry {
    /// The number of the commitment that it revealed.
    fileprivate var revealed: UInt64? {
        for case .revealed(let sequence) in outcome.events { return sequence }
        return nil
    }
}
