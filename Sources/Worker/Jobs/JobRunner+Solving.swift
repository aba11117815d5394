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
            control.forfeit = listing.forfeit
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
                await drop(Self.sentence(error), aside: Self.isLocal(error) ? .seconds(60) : .longer)
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
    func fetchKey(_ isWanted: @escaping @Sendable () -> Bool) async throws {
        let (digest, kind) = (task.terms.verifyingKeyDigest, task.terms.kind.circuit)
        var (backoff, before) = (Backoff(), 0)
        let percent = Atomic(0)
        while await !shop.keys.has(digest, kind) {
            if let reason = shop.obstacle(toKey: digest, at: claim.service) { throw KeyObstacle(reason: reason) }
            do {
                guard let file = try await market.provingKey(digest) else { throw KeyStoreError.noProvingKey(kind) }
                // What came is opened and checked at its end.
                let promise = try await waitForMemory(
                    Memory.key(kind), for: "the check of its proving key", while: isWanted)
                defer { promise.end() }
                note("downloading its proving key")
                try await shop.keys.fetch(digest, kind, file: file, from: market.client, isWanted: isWanted) { share in
                    percent.store(Int(share * 100), ordering: .relaxed)
                    control.show { $0.doing = "downloading its proving key, \(Int(share * 100)) %" }
                }
                shop.keep(digest)
            } catch {
                guard isWanted(), !Task.isCancelled else { throw error }
                // The service is not to blame: somebody makes room.
                if Self.isLocal(error) {
                    shop.setAside(
                        lacking: digest, at: claim.service,
                        because: "no proving key can be kept: \(Self.sentence(error))")
                    throw error
                }
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

    /// Whether it is this machine that lacks something.
    private static func isLocal(_ error: any Error) -> Bool {
        switch error {
        case is FileError, KeyStoreError.write: true
        default: false
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
}
