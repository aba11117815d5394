internal import Client
internal import Formats
internal import Glibc
internal import Sealing
internal import Search
internal import Storage
internal import Synchronization
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
        let key = task.terms.verifyingKeyDigest
        // Its proving key is not to give way to another's while it is searched for.
        await shop.keys.use(key)
        var isFound = record == nil
        if let record { isFound = await find(record, threads: threads) }
        let isProven = isFound ? await prove() : false
        await shop.keys.release(key)
        return isProven
    }

    /// True where a solution or a proof stands in the outbox then.
    private func find(_ record: TaskRecord, threads: Int) async -> Bool {
        do {
            let listing = try await agreed(record)
            let hasFound = try shop.outboxLock.withLock { _ in
                try claims.keep(claim)
                return try claims.hasFound(task)
            }
            shop.record(control.activity.job)
            // For another service, or before its claim could not be read: what is found is not searched for again.
            if hasFound {
                reach(.found)
                note("found before")
                return true
            }
            if await !shop.keys.has(task.terms.verifyingKeyDigest, task.terms.kind.circuit) {
                // Another task is worked on meanwhile.
                control.fetch()
                try await fetchKey { control.reason == nil }
                try await regainPlace()
            }
            try await checkSolvable()
            // Nothing is staked on a search that does not fit.
            let promise = try await waitForMemory(Memory.search(threads: threads), for: "its search") {
                [control] in control.reason == nil
            }
            try await takeLease(record, as: listing)
            return await search(threads: threads, promise)
        } catch {
            if error is CancellationError || Task.isCancelled { control.stop(.leaving) }
            if let reason = control.reason {
                await drop(reason.sentence, aside: reason.aside)
            } else {
                await drop(Self.sentence(error), aside: .longer)
            }
            return false
        }
    }

    /// The task as the service signed it. Throws where that pays less than it was chosen for: nothing is spent on a word that
    /// the service does not keep.
    private func agreed(_ record: TaskRecord) async throws -> Listing {
        let listing = try await market.trusted().listing(of: task.digest, as: record)
        guard listing.payout >= claim.net else {
            throw ClientError.dishonest(
                market.address, "the task pays \(listing.payout) by what it signed, and \(claim.net) by what it showed")
        }
        return listing
    }

    /// Brings the proving key here before the search, so that nothing is found that cannot be proven.
    ///
    /// - Parameter isWanted: whether the job still waits for it.
    private func fetchKey(_ isWanted: @escaping @Sendable () -> Bool) async throws {
        let (digest, kind) = (task.terms.verifyingKeyDigest, task.terms.kind.circuit)
        var (backoff, before) = (Backoff(), 0)
        let percent = Atomic(0)
        while await !shop.keys.has(digest, kind) {
            if let reason = shop.obstacle(toKey: digest, at: claim.service) { throw KeyObstacle(reason: reason) }
            do {
                guard let file = await market.provingKey(digest) else { throw KeyStoreError.noProvingKey(kind) }
                // What came is opened and checked at its end.
                let promise = try await waitForMemory(
                    Memory.key(kind), for: "the check of its proving key", while: isWanted)
                defer { promise.end() }
                note("downloading its proving key")
                try await shop.keys.fetch(digest, kind, file: file, from: market.client, isWanted: isWanted) { share in
                    percent.store(Int(share * 100), ordering: .relaxed)
                    control.show { $0.doing = "downloading its proving key, \(Int(share * 100)) %" }
                }
            } catch {
                guard isWanted(), !Task.isCancelled else { throw error }
                // One that is broken off now and then, and comes all the same, is waited for.
                let now = percent.load(ordering: .relaxed)
                if now >= before + 5 {
                    backoff.reset()
                    before = now
                }
                if Self.isPassing(error), backoff.failures < 8 {
                    try await Self.pause(seconds: backoff.next(), while: isWanted)
                    guard isWanted(), !Task.isCancelled else { throw error }
                } else {
                    // All jobs under the key with this service leave it alone, longer each time.
                    shop.setAside(
                        key: digest, at: claim.service,
                        because: "its proving key did not come: \(Self.sentence(error))")
                    throw error
                }
            }
        }
    }

    /// Waits until one of the worker's places is free, which is the job's then.
    private func regainPlace() async throws {
        control.want()
        while !takePlace() {
            guard control.reason == nil else { throw CancellationError() }
            control.show { $0.doing = "waiting for a place: its proving key is here" }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Waits for so many seconds, or until it is no longer wanted.
    private static func pause(seconds: Double, while isWanted: () -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while isWanted(), ContinuousClock.now < end {
            try await Task.sleep(for: .seconds(min(0.25, max(0, (end - ContinuousClock.now) / .seconds(1)))))
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

    /// Throws where nothing that is found could be proven: before the search, not after it.
    private func checkSolvable() async throws {
        let kind = task.terms.kind.circuit
        let promise = try await waitForMemory(Memory.key(kind), for: "its proving key") { control.reason == nil }
        let key = try await shop.keys.key(task.terms.verifyingKeyDigest, kind)
        promise.end()
        try task.checkSolvable(with: key)
    }

    // MARK: Search

    private enum Outcome: Sendable {
        /// Kept in the outbox.
        case found
        case stopped
        case impossible(String)
    }

    /// True where a solution stands in the outbox then.
    ///
    /// - Parameter promise: of what the search takes of memory.
    private func search(threads: Int, _ promise: MemoryBudget.Promise) async -> Bool {
        let before = control.activity.job
        let pausedBefore = shop.governor.pausedSeconds
        let expected = task.expectedTries
        note("searching")
        control.show { $0.doing = "searching" }
        let outcome = await blocking { [self] () -> Outcome in
            do throws(SearchError) {
                let solution = try task.solve(threads: threads) { progress in
                    // It has by now what it takes.
                    promise.end()
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
        promise.end()
        measure(since: before, pausedBefore, threads: threads)
        control.show { ($0.keysPerSecond, $0.expectedSeconds) = (0, nil) }
        switch outcome {
        case .found:
            reach(.found)
            note("found")
            return true
        case .stopped:
            let reason = control.reason ?? .leaving
            await drop(reason.sentence, aside: reason.aside)
        case .impossible(let reason):
            await drop(reason, aside: .seconds(3600))
        }
        return false
    }

    private func measure(since before: Job, _ pausedBefore: Double, threads: Int) {
        let job = control.activity.job
        shop.measured(
            job.kind,
            SearchSample(
                keysTried: job.keysTried - before.keysTried, seconds: job.searchSeconds - before.searchSeconds,
                pausedSeconds: shop.governor.pausedSeconds - pausedBefore,
                threads: min(threads, shop.governor.processors)))
    }

    // MARK: Proof

    /// True where a proof stands in the outbox then.
    private func prove() async -> Bool {
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
            try solution.sealAndProve(
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
