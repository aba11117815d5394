internal import Client
internal import Formats
internal import Glibc
internal import Sealing
internal import Storage
internal import VerifiedCompute
internal import Wire

extension JobRunner {
    /// True where a proof stands in the outbox then.
    func prove() async -> Bool {
        var (backoff, last) = (Backoff(), lastMoment)
        while !Task.isCancelled {
            do {
                // The solution stays until the proof is paid for: the file may be damaged.
                if try claims.proof(of: task.digest) != nil { return true }
                if let state = control.ended {
                    await endUnproven(state)
                    return false
                }
                if await !shop.keys.has(task.terms.verifyingKeyDigest, task.terms.kind.circuit) {
                    control.rest()
                    try await fetchKey { control.ended == nil }
                }
                control.show { $0.doing = "waiting for its turn to prove" }
                try await shop.proofs.pass { try await makeProof() }
                return true
            } catch let error as ProvingError where !Self.isOfKey(error) {
                warn("no proof can be made: \(Self.sentence(error))")
                await end(Job.Ending(.failed, reason: Self.sentence(error)), shelf: .kept)
                return false
            } catch {
                if Task.isCancelled { break }
                // What is lacking may take days to come: meanwhile something else is searched for.
                control.rest()
                if let error = error as? ProvingError { await rejectKey(error) }
                if hasPassed(&last), backoff.failures >= Self.patience {
                    await endLate()
                    return false
                }
                shop.troubles.set(.job(claim.name), "\(name): no proof yet: \(Self.sentence(error))")
                try? await Task.sleep(for: .seconds(backoff.next()))
            }
        }
        return false
    }

    /// Whether another file of the proving key may do better.
    private static func isOfKey(_ error: ProvingError) -> Bool {
        switch error {
        case .unusableKey, .otherKey, .refused(.groth16Proof): true
        case .notASolution, .refused, .witnessFile: false
        }
    }

    /// Takes away the key under which the worker's own check of its proof failed, and asks the service that it came from for none
    /// for a while, longer each time until a proof was made: it may name another file of no use each time.
    private func rejectKey(_ error: ProvingError) async {
        let (digest, kind) = (task.terms.verifyingKeyDigest, task.terms.kind.circuit)
        warn("its proving key is of no use, and is removed: \(Self.sentence(error))")
        // One of a folder that was given came from no service.
        guard let service = await shop.keys.reject(digest, kind) else { return }
        shop.setAside(key: digest, at: service, because: "its proving key: \(DownloadError.rejected.sentence)")
    }

    private func endUnproven(_ state: TaskState) async {
        let kind: Job.Ending.Kind = state == .settled ? .outrun : .over
        let reason = JobControl.Stop.state(state).sentence
        note("not paid: \(reason)")
        await end(Job.Ending(kind, reason: reason), shelf: nil)
    }

    /// Seals, proves and verifies what was found, and keeps the proof. What is sealed is computed again first, on a path that
    /// the search does not use; what does not verify under the key that the task names goes nowhere.
    private func makeProof() async throws {
        try Task.checkCancellation()
        // Another service's job may have proven it meanwhile.
        if try claims.proof(of: task.digest) != nil { return }
        let kind = task.terms.kind.circuit
        let opening = try await waitForMemory(
            Memory.key(kind), for: "its proving key", patience: Self.proofPatience
        ) { [control] in control.ended == nil }
        let key = try await shop.keys.key(task.terms.verifyingKeyDigest, kind)
        opening.end()
        let (plan, promise) = try await waitToProve(with: key)
        control.show { $0.doing = "proving" }
        let seconds = try await blocking { [self] in try prove(with: key, plan) }
        promise.end()
        control.show { $0.job.proveSeconds = seconds }
        shop.measured(task.terms.kind.name, proveSeconds: seconds)
        if let service = await shop.keys.origin(key.digest) {
            shop.setAside(key: key.digest, at: service, because: nil)
        }
        reach(.proven)
        note("proven")
    }

    /// The seconds that it took.
    private func prove(with key: ProvingKeyFile, _ plan: ProofPlan) throws -> Double {
        try task.checkSolvable(with: key)
        guard let solution = try claims.solutions.solution(of: task) else { throw ProvingError.notASolution }
        let begin = ContinuousClock.now
        let file = try shop.signer.withIdentity { (identity: borrowing Identity) throws(ProvingError) in
            defer { extendLifetime(plan.hold) }
            return try solution.sealAndProve(
                task, payee: claim.payee, by: identity, with: key, processors: plan.processors,
                keepsCircuit: plan.circuit != .letGo)
        }
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        while true {
            do throws(FileError) {
                try claims.keep(file, of: task.digest)
                break
            } catch {
                shop.makeRoom(after: error)
                usleep(200_000)
            }
        }
        return seconds
    }
}
