internal import Client
internal import Escrow
internal import Formats
internal import Glibc
internal import Journal
internal import Sealing
internal import Search
internal import Storage
internal import VerifiedCompute
internal import Wire

extension JobRunner {
    /// Searches and proves. True where a proof stands in the outbox then; false where the job is over, or goes on after the next
    /// start.
    ///
    /// - Parameters:
    ///   - record: the task as it was when it was chosen; nil for one of an earlier run, which is not searched for again.
    ///   - threads: that search.
    func solve(_ record: TaskRecord?, threads: Int) async -> Bool {
        if let record {
            do {
                try claims.keep(claim)
                shop.record(control.activity.job)
                try await fetchKey()
                try await takeLease(record)
            } catch {
                if error is CancellationError || Task.isCancelled { control.stop(.leaving) }
                await drop(control.reason?.sentence ?? Self.sentence(error), aside: 120)
                return false
            }
            guard await search(threads: threads) else { return false }
        }
        return await prove()
    }

    /// Brings the proving key here before the search, so that nothing is found that cannot be proven.
    private func fetchKey() async throws {
        let (digest, kind) = (task.terms.verifyingKeyDigest, task.terms.kind.circuit)
        var backoff = Backoff()
        while await !shop.keys.has(digest, kind) {
            guard let file = await market.provingKey(digest) else { throw KeyStoreError.noProvingKey(kind) }
            do {
                note("downloading its proving key")
                try await shop.keys.fetch(digest, kind, file: file, from: market.client) { share in
                    control.show { $0.doing = "downloading its proving key, \(Int(share * 100)) %" }
                }
            } catch  where Self.isPassing(error) && backoff.failures < 8 && !Task.isCancelled {
                try await Task.sleep(for: .seconds(backoff.next()))
            }
        }
    }

    /// Whether the same may do better a moment later.
    static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case let error as ClientError: error.kind == .unavailable
        case DownloadError.brokenOff: true
        default: false
        }
    }

    /// Takes the task alone, where it offers that, or goes on with the lease that an earlier run took.
    private func takeLease(_ record: TaskRecord) async throws {
        if let holder = record.holder, holder.party == shop.party { return control.hold(until: holder.until) }
        guard record.lease != nil else { return }
        let service = try await market.trusted()
        let once = Hexadecimal.text(of: Sodium.randomBytes(16))
        let receipt = try service.receipt(try await market.client.lease(task.digest, once: once, by: market.signer))
        let (digest, party) = (ID<Contract>(task.digest.array)!, ID<Party>(shop.party.array)!)
        guard receipt.entry.act == .task(digest, .lease(by: party)) else {
            throw ClientError.dishonest(market.address, "its receipt is not for the lease")
        }
        for case .leased(party, let until) in receipt.entry.outcome.events {
            control.hold(until: until.milliseconds / 1000)
            return note("leased until second \(until.milliseconds / 1000)")
        }
        throw ClientError.dishonest(market.address, "its receipt does not say that the lease counts")
    }

    // MARK: Search

    private enum Outcome: Sendable {
        /// Kept in the outbox.
        case found
        case stopped
        case impossible(String)
    }

    /// True where a solution stands in the outbox then.
    private func search(threads: Int) async -> Bool {
        let before = control.activity.job
        let expected = task.expectedTries
        note("searching")
        control.show { $0.doing = "searching" }
        let outcome = await blocking { [self] () -> Outcome in
            do throws(SearchError) {
                let solution = try task.solve(threads: threads) { progress in
                    control.show { activity in
                        activity.job.keysTried = before.keysTried + progress.keysTried
                        activity.job.searchSeconds = before.searchSeconds + progress.elapsed
                        activity.keysPerSecond = progress.keysPerSecond
                        activity.probability = progress.probability
                        let rate = progress.keysPerSecond
                        activity.expectedSeconds = rate > 0 ? expected / rate : nil
                    }
                } isCancelled: {
                    control.reason != nil
                } isPaused: { [governor = shop.governor] in
                    governor.isPaused
                }
                guard let solution else { return .stopped }
                // From here on nothing but the disk decides: it is tried until it is kept, also while the worker ends.
                while true {
                    do throws(FileError) {
                        try claims.solutions.keep(solution, of: task)
                        return .found
                    } catch {
                        shop.makeRoom(after: error)
                        usleep(200_000)
                    }
                }
            } catch {
                return .impossible(error.description)
            }
        }
        measure(since: before, threads: threads)
        control.show { ($0.keysPerSecond, $0.expectedSeconds) = (0, nil) }
        switch outcome {
        case .found:
            reach(.found)
            note("found")
            return true
        case .stopped:
            await drop(control.reason?.sentence ?? "it was stopped", aside: 10)
        case .impossible(let reason):
            await drop(reason, aside: 3600)
        }
        return false
    }

    private func measure(since before: Job, threads: Int) {
        let job = control.activity.job
        let seconds = job.searchSeconds - before.searchSeconds
        // The first moments say little.
        guard seconds >= 1 else { return }
        let full = seconds * Double(threads) * shop.threadShare
        shop.measured(
            job.kind, weight: min(0.5, seconds / 60),
            keysPerThreadSecond: Double(job.keysTried - before.keysTried) / full)
    }

    // MARK: Proof

    /// True where a proof stands in the outbox then.
    private func prove() async -> Bool {
        var backoff = Backoff()
        while !Task.isCancelled {
            do {
                // The solution stays until the proof is paid for: the file may be damaged.
                if try claims.proof(of: task.digest) != nil { return true }
                if case .state(let state)? = control.reason {
                    await endUnproven(state)
                    return false
                }
                try await fetchKey()
                control.show { $0.doing = "waiting for its turn to prove" }
                try await shop.proofs.pass { try await makeProof() }
                return true
            } catch let error as ProvingError {
                warn("no proof can be made: \(Self.sentence(error))")
                await end(Job.Ending(.failed, reason: Self.sentence(error)), shelf: .kept)
                return false
            } catch {
                if Task.isCancelled { break }
                shop.troubles.set(.job(task.digest.hex), "\(name): no proof yet: \(Self.sentence(error))")
                try? await Task.sleep(for: .seconds(backoff.next()))
            }
        }
        return false
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
        control.show { $0.doing = "proving" }
        let (digest, kind) = (task.terms.verifyingKeyDigest, task.terms.kind.circuit)
        await shop.keys.use(digest)
        let result: Result<Double, any Error>
        do {
            let key = try await shop.keys.key(digest, kind)
            result = await blocking { [self] in Result { try prove(with: key) } }
        } catch {
            result = .failure(error)
        }
        await shop.keys.release(digest)
        let seconds = try result.get()
        control.show { $0.job.proveSeconds = seconds }
        shop.measured(task.terms.kind.name, weight: 0.2, proveSeconds: seconds)
        reach(.proven)
        note("proven")
    }

    /// The seconds that it took.
    private func prove(with key: ProvingKeyFile) throws -> Double {
        try task.checkSolvable(with: key)
        guard let solution = claims.solutions.solution(of: task) else { throw ProvingError.notASolution }
        let begin = ContinuousClock.now
        let file = try shop.signer.withIdentity { (identity: borrowing Identity) throws(ProvingError) in
            try solution.sealAndProve(task, payee: claim.payee, by: identity, with: key)
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
        claims.solutions.forget(task)
        return seconds
    }
}
