internal import CoreMetrics
internal import Escrow
internal import Formats
internal import Journal
internal import Ledger
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle
internal import VerifiedCompute

/// Verifies what was revealed, on threads of its own and so many at once, and tells the books.
///
/// Nothing waits here that the books do not know: after a stop of any kind, what is pending there is taken up again.
actor VerificationPool: Service {
    /// A revealed proof that waits for its verdict.
    struct Job: Hashable, Sendable {
        let task: ID<Contract>
        let sequence: UInt64
        let party: ID<Party>
    }

    /// Why a proof is not taken now.
    enum Overload: Error {
        case everybody, thisParty
    }

    private let books: Books
    private let keys: AcceptedKeys
    private let limits: Limits
    private let clock: MarketClock
    private let logger: Logger
    private let measures: Measures
    private let threads: NIOThreadPool
    private let width: Int

    private var queue = FairQueue<Job>()
    private var known: Set<Job> = []
    /// Batches on the threads, and those with batches whose verdicts the books have yet to take.
    private var verifying = 0
    private var running = 0
    /// Places that are promised or taken, a party; a proof keeps its place until its verdict.
    private var places: [ID<Party>: Int] = [:]
    private var placeCount = 0
    private var waiters: [Job: [UInt64: CheckedContinuation<Receipt?, Never>]] = [:]
    private var waiterCount: UInt64 = 0
    private var isStopping = false

    init(
        books: Books, keys: AcceptedKeys, limits: Limits, clock: MarketClock, logger: Logger, measures: Measures
    ) {
        self.books = books
        self.keys = keys
        self.limits = limits
        self.clock = clock
        self.logger = logger
        self.measures = measures
        width = limits.verifiers == 0 ? System.coreCount : limits.verifiers
        threads = NIOThreadPool(numberOfThreads: width)
    }

    // MARK: Places

    /// Promises a place, before the proof is stored; `release` gives it back where it is not.
    func reserve(for party: ID<Party>) throws(Overload) {
        guard placeCount < limits.pendingProofs else { throw .everybody }
        guard places[party, default: 0] < limits.pendingProofsPerIdentity else { throw .thisParty }
        take(party)
    }

    private func take(_ party: ID<Party>) {
        places[party, default: 0] += 1
        placeCount += 1
        measures.pendingProofs.set(placeCount)
    }

    func release(_ party: ID<Party>) {
        guard let count = places[party] else { return }
        places[party] = count == 1 ? nil : count - 1
        placeCount -= 1
        measures.pendingProofs.set(placeCount)
    }

    // MARK: Verdicts

    /// Takes a proof that the books have, and waits for the verdict.
    ///
    /// - Parameter hasPlace: whether a place was reserved for it.
    /// - Returns: the verdict's receipt; nil where it takes longer than the limits say, or the pool stops.
    func verdict(on job: Job, hasPlace: Bool) async -> Receipt? {
        let isNew = known.insert(job).inserted
        if isNew { queue.append(job, of: job.party) }
        switch (isNew, hasPlace) {
        case (true, false): take(job.party)
        case (false, true): release(job.party)
        default: break
        }
        startMore()
        return await wait(for: job)
    }

    /// Each waits as long as the limits say, whoever else waits for the same proof.
    private func wait(for job: Job) async -> Receipt? {
        guard limits.verdictSeconds > 0, !isStopping else { return nil }
        let seconds = limits.verdictSeconds
        waiterCount += 1
        let number = waiterCount
        let timeout = Task {
            try await Task.sleep(for: .seconds(seconds))
            waiters[job]?.removeValue(forKey: number)?.resume(returning: nil)
        }
        defer { timeout.cancel() }
        return await withCheckedContinuation { waiters[job, default: [:]][number] = $0 }
    }

    private func answer(_ job: Job, _ receipt: Receipt?) {
        for waiter in (waiters.removeValue(forKey: job) ?? [:]).values { waiter.resume(returning: receipt) }
    }

    /// The most proofs that are verified together: by then what one costs hardly falls any more, and none waits long.
    private static let largestBatch = 64

    /// Shares what waits among the threads that are free.
    private func startMore() {
        while !isStopping, verifying < width, queue.count > 0 {
            let free = width - verifying
            let jobs = (0..<min(Self.largestBatch, (queue.count + free - 1) / free)).compactMap { _ in queue.next() }
            verifying += 1
            running += 1
            Task {
                let verdicts = await self.verify(jobs)
                self.verifying -= 1
                self.startMore()
                // The thread is another's meanwhile. Each stands in the books' line by itself: one after another, the last of a
                // batch would wait for the whole line as often as there are others.
                await withDiscardingTaskGroup { group in
                    for (job, verdict) in verdicts {
                        group.addTask { await self.finish(job, self.record(verdict, of: job)) }
                    }
                }
                self.running -= 1
            }
        }
    }

    private func finish(_ job: Job, _ receipt: Receipt?) {
        known.remove(job)
        release(job.party)
        answer(job, receipt)
    }

    /// Verifies those under one key together. One that cannot be verified is finished without a verdict.
    private func verify(_ jobs: [Job]) async -> [(Job, Escrow.Verdict)] {
        var batches: [Digest: [(job: Job, submission: Judgement.Submission)]] = [:]
        for job in jobs {
            guard let submission = await submission(of: job) else {
                finish(job, nil)
                continue
            }
            batches[submission.task.terms.verifyingKeyDigest, default: []].append((job, submission))
        }
        var all: [(Job, Escrow.Verdict)] = []
        for (digest, batch) in batches {
            if let verdicts = await verdicts(on: batch.map(\.submission), under: digest) {
                all += zip(batch.map(\.job), verdicts)
            } else {
                for (job, _) in batch { finish(job, nil) }
            }
        }
        return all
    }

    /// Nil where there is nothing to judge, or the books could not be read: the proof stays pending there.
    private func submission(of job: Job) async -> Judgement.Submission? {
        do {
            guard let document = try await books.document(ofUndecided: job.task),
                let bytes = try await books.proofToJudge(job.sequence, for: job.task)
            else { return nil }
            return Judgement.Submission(task: try PostedTask(canonicalBytes: document), bytes: bytes)
        } catch {
            logger.error("a proof could not be judged and stays pending", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    /// Nil where the key is not there, or the pool has stopped.
    private func verdicts(
        on submissions: [Judgement.Submission], under digest: Digest
    ) async -> [Escrow.Verdict]? {
        guard let key = keys.keys[digest] else {
            measures.missedKey()
            logger.error(
                "a verifying key is missing: put it back into the folder of keys", metadata: ["key": "\(digest)"])
            return nil
        }
        let judgement = Judgement(verifier: key.verifier)
        let start = ContinuousClock.now
        guard let verdicts = try? await threads.runIfActive({ judgement.verdicts(on: submissions) }) else { return nil }
        let share = (ContinuousClock.now - start) / verdicts.count
        measures.verified(verdicts, each: share)
        return verdicts
    }

    /// The receipt of a verdict; nil where the books could not be written.
    private func record(_ verdict: Escrow.Verdict, of job: Job) async -> Receipt? {
        do {
            // As an arrival: no reveal that came in time is late because a verdict was written before it.
            return try await clock.arriving(inAnyCase: true) { @Sendable [books] now in
                try await books.judge(verdict, of: job.sequence, for: job.task, at: now)
            }
        } catch BooksError.refused {
            // Another proof has settled the task, or another process was faster.
            return nil
        } catch {
            logger.error("a proof could not be judged and stays pending", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    // MARK: Life

    /// Takes up what the books say is pending, again and again, until the graceful stop; then waits for what is running.
    func run() async throws {
        threads.start()
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.resume()
                try? await Task.sleep(for: .seconds(10))
            }
        }
        isStopping = true
        for job in waiters.keys where !known.contains(job) { answer(job, nil) }
        while running > 0 { try? await Task.sleep(for: .milliseconds(20)) }
        for job in Array(waiters.keys) { answer(job, nil) }
        try await threads.shutdownGracefully()
    }

    private func resume() async {
        do {
            for pending in try await books.pendingProofs(limit: 100_000) {
                let job = Job(task: pending.task, sequence: pending.sequence, party: pending.party)
                guard known.insert(job).inserted else { continue }
                take(job.party)
                queue.append(job, of: job.party)
            }
            startMore()
        } catch {
            logger.error("the pending proofs could not be read", metadata: ["reason": "\(error)"])
        }
    }
}
