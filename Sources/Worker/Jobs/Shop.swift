internal import Client
internal import Formats
internal import Glibc
internal import Sealing
internal import Storage
internal import Synchronization
internal import VerifiedCompute

/// What all jobs of a worker share: its folder, its keys, its limits, its log.
final class Shop: Sendable {
    let workspace: Workspace
    let history: History
    let keys: KeyCache
    let governor: Governor
    let budget: MemoryBudget
    /// Stops the search that was begun last, for its memory.
    let stopSearch: @Sendable () -> Void
    let signer: Signer
    /// How many search, over all jobs.
    let threads: Int
    /// The largest bond; nil for the reward.
    let maxBond: UInt64?
    /// The worker's own key.
    let party: Digest
    let payee: Digest
    let troubles: Troubles
    let log: @Sendable (Event) -> Void
    /// What services signed about leases, where an audit looks for it.
    let receipts: ReceiptFolder
    let proofs = Gate()

    /// A proving key, by its verifying key, as one service offers it: what one sends says nothing of another.
    private struct KeyName: Hashable {
        let digest: Digest
        let service: String
    }

    private struct State {
        /// Tasks that are not chosen for a while.
        var tasks = Pauses<JobName>(first: 30, largest: 3600)
        /// Proving keys that a service is not asked for for a while.
        var keys = Pauses<KeyName>(first: 60, largest: 6 * 3600)
        var rates: [String: Rate] = [:]
        /// The kinds whose rate no search has told yet.
        var assumed: Set<String> = []
        /// The keys that this machine has no room for.
        var lackingKeys: Set<Digest> = []
        var totals = Totals()
    }

    private let state = Mutex(State())
    /// Held while a claim is put into the outbox or taken out of it: what was found for a task belongs to all its claims.
    let outboxLock = Mutex(())

    private struct Records {
        /// How jobs stand that could not yet be written down.
        var unwritten: [JobName: Job] = [:]
        /// How those ended that services list now.
        var ended = EndedJobs()
        /// Of all jobs in the history; nil where it could not be counted.
        var tally: Tally?

        /// How a job ended whose task is never chosen again there; nil where it may be.
        func ending(of name: JobName) -> Job.Ending.Kind? {
            let kind = unwritten[name]?.ending?.kind ?? ended[name]
            return kind == .dropped ? nil : kind
        }
    }

    /// Held while the history is written, and while the shop learns what it says.
    private let records = Mutex(Records())

    init(
        workspace: Workspace, history: History, receipts: ReceiptFolder, keys: KeyCache, governor: Governor,
        budget: MemoryBudget, stopSearch: @escaping @Sendable () -> Void, signer: Signer, payee: Digest?, threads: Int,
        maxBond: UInt64?, troubles: Troubles,
        log: @escaping @Sendable (Event) -> Void
    ) {
        self.workspace = workspace
        self.history = history
        self.keys = keys
        self.governor = governor
        self.budget = budget
        self.stopSearch = stopSearch
        self.signer = signer
        self.threads = threads
        self.maxBond = maxBond
        party = Bytes(signer.key.bytes)!
        self.payee = payee ?? party
        self.log = log
        self.receipts = receipts
        self.troubles = troubles
        recall()
    }

    /// Takes up what the history knows. A worker that has none begins without.
    private func recall() {
        records.withLock { records in
            for _ in 0..<2 {
                do throws(HistoryError) {
                    let rates = try history.rates()
                    records.tally = try history.tally()
                    show(records.tally)
                    return state.withLock { $0.rates = rates }
                } catch {
                    guard renewHistory(after: error, &records) else { return }
                }
            }
        }
    }

    private func show(_ tally: Tally?) {
        guard let totals = tally?.totals else { return }
        state.withLock { $0.totals = totals }
    }

    private static func words(_ ending: Job.Ending.Kind) -> String {
        switch ending {
        case .paid: "this worker was paid for it already"
        case .outrun: "another worker settled it"
        case .refused: "the service refused this worker's proof"
        case .over, .dropped: "it was over before this worker's solution came"
        case .failed: "this worker found a solution that it cannot use any more"
        }
    }

    // MARK: What is known

    /// The share of its time that a searching thread runs, where all do.
    var threadShare: Double { min(1, governor.share * Double(governor.processors) / Double(threads)) }

    var claims: ClaimStore { workspace.claims }
    var rates: [String: Rate] { state.withLock { $0.rates } }
    var totals: Totals { state.withLock { $0.totals } }

    /// Why tasks are not to be chosen now, whatever they pay; those that may be are left out. Where the history cannot be read it
    /// is as with an empty one.
    ///
    /// - Parameter listed: all that services list: what became of others is forgotten here, and stays in the history.
    func obstacles(_ listed: [JobName]) -> [JobName: String] {
        // Under the lock to the end: what is recorded meanwhile is newer than what is read.
        let ended = records.withLock { records in
            do throws(HistoryError) {
                try records.ended.follow(listed, in: history)
            } catch {
                renewHistory(after: error, &records)
            }
            return listed.map { records.ending(of: $0).map(Self.words) }
        }
        return state.withLock { state in
            var obstacles: [JobName: String] = [:]
            for (name, words) in zip(listed, ended) { obstacles[name] = words ?? state.tasks.reason(name) }
            return obstacles
        }
    }

    /// Leaves a task alone for some seconds.
    func setAside(_ name: JobName, for seconds: Double, because reason: String) {
        state.withLock { $0.tasks.add(name, for: seconds, because: reason) }
    }

    /// Leaves a task alone that could not be begun, longer each time in a row.
    func setAside(_ name: JobName, because reason: String) {
        state.withLock { $0.tasks.fail(name, because: reason) }
    }

    /// Why a service is not to be asked for the proving key of a verifying key now; nil where it may be.
    func obstacle(toKey digest: Digest, at service: String) -> String? {
        state.withLock { $0.keys.reason(KeyName(digest: digest, service: service)) }
    }

    /// Leaves a service's key alone that did not come or is of no use, longer each time in a row; forgets that with nil.
    func setAside(key digest: Digest, at service: String, because reason: String?) {
        let name = KeyName(digest: digest, service: service)
        state.withLock { state in
            if let reason { state.keys.fail(name, because: reason) } else { state.keys.succeed(name) }
        }
    }

    /// Leaves a key alone for a minute for which this machine has no room, whoever offers it.
    func setAside(lacking digest: Digest, at service: String, because reason: String) {
        let name = KeyName(digest: digest, service: service)
        state.withLock { state in
            state.keys.add(name, for: 60, because: reason)
            state.lackingKeys.insert(digest)
        }
        troubles.set(.keys, reason)
    }

    /// Forgets which keys this machine has no room for, but for those of `listed` tasks.
    func forgetLackingKeys(butFor listed: Set<Digest>) {
        let isOver = state.withLock { state in
            guard !state.lackingKeys.isEmpty else { return false }
            state.lackingKeys.formIntersection(listed)
            return state.lackingKeys.isEmpty
        }
        if isOver { troubles.set(.keys, nil) }
    }

    /// A key is here.
    func keep(_ digest: Digest) {
        let isOver = state.withLock { $0.lackingKeys.remove(digest) != nil && $0.lackingKeys.isEmpty }
        if isOver { troubles.set(.keys, nil) }
    }

    /// Takes a rate for a kind of task of which none was ever measured. It is not written down, and the first search replaces it.
    func assume(_ kind: String, keysPerThreadSecond: Double) {
        state.withLock { state in
            guard state.rates[kind] == nil else { return }
            state.rates[kind] = Rate(keysPerThreadSecond: keysPerThreadSecond, proveSeconds: nil)
            state.assumed.insert(kind)
        }
    }

    /// Counts a search into the running average of a kind.
    func measured(_ kind: String, _ sample: SearchSample) {
        guard let new = sample.keysPerThreadSecond else { return }
        let rate = state.withLock { state in
            let isFirst = state.assumed.remove(kind) != nil || state.rates[kind] == nil
            var rate = state.rates[kind] ?? Rate(keysPerThreadSecond: new, proveSeconds: nil)
            rate.keysPerThreadSecond += (isFirst ? 1 : sample.weight) * (new - rate.keysPerThreadSecond)
            state.rates[kind] = rate
            return rate
        }
        try? history.record(rate, of: kind)
    }

    /// Counts a proof into the running average of a kind.
    func measured(_ kind: String, proveSeconds new: Double) {
        let rate: Rate? = state.withLock { state in
            guard var rate = state.rates[kind] else { return nil }
            rate.proveSeconds = rate.proveSeconds.map { $0 + 0.2 * (new - $0) } ?? new
            state.rates[kind] = rate
            return state.assumed.contains(kind) ? nil : rate
        }
        if let rate { try? history.record(rate, of: kind) }
    }

    // MARK: Keeping

    /// Writes how a job stands. The outbox is right where this fails: false, with a trouble that says why, and it is written
    /// with whatever is written next.
    @discardableResult
    func record(_ job: Job) -> Bool {
        // Under the lock to the end, lest an older state be written over a newer one.
        records.withLock { records in
            records.unwritten[job.name] = job
            records.ended.forget(job.name)
            for _ in 0..<2 {
                do throws(HistoryError) {
                    for (name, job) in records.unwritten {
                        let earlier = try history.record(job)
                        records.unwritten[name] = nil
                        records.tally?.count(job, inPlaceOf: earlier)
                    }
                    if records.tally == nil { records.tally = try history.tally() }
                    show(records.tally)
                    troubles.set(.history, nil)
                    return true
                } catch {
                    guard renewHistory(after: error, &records) else {
                        troubles.set(.history, error.sentence)
                        return false
                    }
                }
            }
            return false
        }
    }

    /// Begins the history anew where it is damaged. Returns whether it did.
    @discardableResult
    private func renewHistory(after error: HistoryError, _ records: inout Records) -> Bool {
        guard error.isDamage else { return false }
        let aside = try? history.renew(after: error)
        // What comes then is without a file where there is no other: it is counted anew too.
        records.tally = try? history.tally()
        guard let aside else { return false }
        troubles.set(.lostHistory, "\(error.sentence): it is kept as \(aside), and a new one is begun")
        return true
    }

    /// What to do when the outbox could not be written: makes room where there is ballast, and says so. The caller waits and
    /// tries again, as often as it takes.
    func makeRoom(after error: FileError) {
        if ClaimStore.isFull(error) { claims.dropBallast() }
        troubles.set(.disk, Self.sentence(error) + "; what was found waits in memory until there is room")
    }

    /// Whether there is room to begin something new.
    func hasRoom() -> Bool {
        do throws(FileError) {
            try claims.layBallast()
            troubles.set(.disk, nil)
            return true
        } catch {
            troubles.set(.disk, Self.sentence(error) + "; no new task is begun until there is room")
            return false
        }
    }

    static func sentence(_ error: FileError) -> String {
        switch error {
        case .exists(let path): "\(path) is there already"
        case .system(_, let path, let code):
            code == ENOSPC || code == EDQUOT
                ? "the disk is full: \(path) could not be written"
                : "\(path) could not be read or written: \(String(cString: strerror(code)).lowercased())"
        }
    }
}
