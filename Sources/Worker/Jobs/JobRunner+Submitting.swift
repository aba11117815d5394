internal import Client
internal import Escrow
internal import Formats
internal import Groth16
internal import Journal
internal import Sealing
internal import Storage
internal import Synchronization
internal import VerifiedCompute
internal import Wire

extension JobRunner {
    /// Sends the proof that stands in the outbox until the service has answered for good. Returns early only where the worker
    /// ends; the next start goes on.
    func submit() async {
        var (backoff, refusals, last) = (Backoff(), Refusals(), lastMoment)
        var (proof, hasEvidence): (ProofFile?, Bool) = (nil, false)
        while !Task.isCancelled {
            do {
                let file: ProofFile
                if let proof { file = proof } else { file = try await checkedProof() }
                proof = file
                control.show { $0.doing = "submitting" }
                let service = try await market.trusted()
                guard service.key.bytes == claim.serviceKey.array else {
                    throw ClientError.otherIdentity(
                        market.address, expected: claim.serviceKey, found: Bytes(service.key.bytes)!, pin: nil)
                }
                let ending = try await Submitter(to: service, outbox: claims.submissions).submit(
                    file.bytes, for: task.digest, paying: file.contents.payee, by: market.signer,
                    bondLimit: Settings.bondLimit(shop.maxBond, reward: task.terms.reward), noted: noted)
                await end(ending)
            } catch let error as Unusable {
                if isMadeAgain(error) {
                    warn("the proof in the outbox is damaged: what was found is proven again")
                    guard await solve(nil, threads: 1) else { return }
                    continue
                }
                warn(error.reason)
                await end(Job.Ending(.failed, reason: error.reason), shelf: .kept)
            } catch {
                guard !Task.isCancelled, !(error is CancellationError) else { return }
                if case .dishonest? = error as? ClientError, !hasEvidence {
                    hasEvidence = true
                    await keepEvidence()
                }
                if await end(after: error, &refusals, submitting: proof) { return }
                if hasPassed(&last), backoff.failures >= Self.patience { return await endLate() }
                await wait(after: error, &backoff)
                continue
            }
            try? await market.lookAtAccount()
            return
        }
    }

    /// What is kept can never be sent.
    private struct Unusable: Error {
        let reason: String
        /// Nil where there is no file.
        let bytes: [UInt8]?
    }

    /// Whether another proof can be made, from what was found, in place of one that cannot be sent, which is put aside.
    private func isMadeAgain(_ proof: Unusable) -> Bool {
        let isMade = try? shop.outboxLock.withLock { (_) throws(FileError) in
            try claims.putAside(damaged: proof.bytes, of: task)
        }
        return isMade == true
    }

    /// The proof from the outbox, verified here under the key that the task names: nothing else leaves the machine.
    private func checkedProof() async throws -> ProofFile {
        let bytes = try claims.proof(of: task.digest)
        guard let file = try? bytes.map({ try ProofFile(bytes: $0) }) else {
            throw Unusable(
                reason: "the proof in the outbox cannot be read: submit a backup of it by hand", bytes: bytes)
        }
        let key = try await verifyingKey()
        let expected = task
        let verdict = await blocking { file.verdict(under: key, for: expected) }
        if let refusal = verdict.refusal {
            throw Unusable(reason: "the proof in the outbox does not hold: \(refusal.sentence)", bytes: bytes)
        }
        return file
    }

    private func verifyingKey() async throws -> VerifyingKey {
        let digest = task.terms.verifyingKeyDigest
        if let key = await shop.keys.verifyingKey(digest) { return key }
        let bytes = try await market.client.verifyingKey(digest)
        guard let key = try? SnarkjsJSON.verifyingKey(bytes), key.digest == digest else {
            throw ClientError.dishonest(market.address, "it shows another verifying key than it was asked for")
        }
        return key
    }

    private func noted(_ step: Submitter.Step) {
        switch step {
        case .committed(let sequence, _, let revealBy):
            reach(.committed)
            control.show { $0.doing = "committed as number \(sequence), to be revealed by second \(revealBy)" }
            note("committed as number \(sequence)")
        case .lapsed(let bond):
            warn("the time to reveal had passed, and its bond is lost: committing again")
            lose(bond)
            shop.record(control.activity.job)
        case .revealed:
            reach(.revealed)
            control.show { $0.doing = "revealed" }
        case .proven: control.show { $0.doing = "proven; an earlier commitment comes first" }
        case .waiting(let state): control.show { $0.doing = "waiting: the task is \(state.rawValue)" }
        }
    }

    // MARK: Ends

    private func end(_ ending: Submitter.Ending) async {
        switch ending {
        case .settled(let settlement):
            note("paid \(settlement.paid) to \(settlement.payee)")
            await end(
                Job.Ending(.paid, paid: settlement.paid, entry: settlement.receipt.entry.index), shelf: .settled)
        case .other(let settlement):
            note("not paid: another submission came first")
            await end(
                Job.Ending(
                    .outrun, reason: "another submission came first", entry: settlement.receipt.entry.index),
                shelf: .kept)
        case .refused(let fault, let receipt):
            let reason = "the service refused the proof (fault \(fault)), which holds here: its receipt refutes it"
            warn(reason)
            await keepEvidence()
            lose(receipt.entry.outcome.transfers.first { $0.reason == .bondForfeited }?.amount.units ?? 0)
            await end(Job.Ending(.refused, reason: reason, entry: receipt.entry.index), shelf: .kept)
        case .ended(let state):
            note("not paid: the task is \(state.rawValue)")
            await end(Job.Ending(.over, reason: "the task is \(state.rawValue)"), shelf: .kept)
        }
    }

    /// Ends the job where it can never be paid: its bond is more than is put at risk, or the service refuses it for good. What
    /// the service settled, its signed receipt tells; any other refusal is its word alone, and is taken for final at once only
    /// where nothing was promised yet.
    private func end(
        after error: any Error, _ refusals: inout Refusals, submitting proof: ProofFile?
    ) async -> Bool {
        if error is Submitter.BondTooHigh {
            let reason = Self.sentence(error)
            warn("not submitted: \(reason)")
            await end(Job.Ending(.failed, reason: reason), shelf: .kept)
            return true
        }
        guard case .problem(let problem)? = error as? ClientError, Refusals.weight(of: problem) != .passing else {
            refusals.clear()
            return false
        }
        do {
            if let settlement = try await market.trusted().settlement(of: task.digest) {
                let bytes = try claims.proof(of: task.digest)
                let isOurs = try bytes.map { try settlement.pays(ProofFile(bytes: $0)) } ?? false
                await end(isOurs ? Submitter.Ending.settled(settlement) : .other(settlement))
                return true
            }
        } catch ClientError.problem(let other) where Refusals.weight(of: other) != .passing {
            // A service that does not know the task knows no settlement of it.
        } catch {
            return false
        }
        var isAtOnce = false
        if Refusals.weight(of: problem) == .task {
            isAtOnce = if isCommitted(proof) { await isLate() } else { true }
        }
        guard isAtOnce || refusals.repeats(problem.code) else { return false }
        note("not paid: \(problem.detail)")
        await end(Job.Ending(.over, reason: problem.detail), shelf: .kept)
        return true
    }

    /// Whether the service signs that the deadline has passed: what its clock shows otherwise binds it to nothing.
    private func isLate() async -> Bool {
        guard let signed = try? await market.trusted().checkpoint() else { return false }
        return signed.checkpoint.time.milliseconds / 1000 > control.deadline
    }

    /// Whether a service signed that it has a commitment of this job; also where that cannot be told.
    private func isCommitted(_ proof: ProofFile?) -> Bool {
        guard let proof, control.activity.job.committedAt == nil else { return true }
        let fresh = SubmissionRecord(
            of: proof.bytes, for: task.digest, paying: proof.contents.payee, to: claim.serviceKey, by: shop.party)
        do throws(SubmissionOutbox.Fault) {
            guard let kept = try claims.submissions.kept(like: fresh) else { return false }
            return kept.committed != nil || !kept.earlier.isEmpty
        } catch {
            return true
        }
    }

    /// Says what is wrong and waits. A full disk is waited for as a dead service is.
    private func wait(after error: any Error, _ backoff: inout Backoff<SystemRandomNumberGenerator>) async {
        if case SubmissionOutbox.Fault.file(let error) = error { shop.makeRoom(after: error) }
        let reason = Self.sentence(error)
        control.show { $0.doing = "waiting to submit: \(reason)" }
        shop.troubles.set(.job(claim.name), "\(name): not submitted yet: \(reason)")
        try? await Task.sleep(for: .seconds(backoff.next()))
    }
}
