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
    let proofs = Gate()

    private struct State {
        /// Tasks that are never chosen again, and why.
        var done: [Digest: String] = [:]
        /// Tasks that are not chosen for a while.
        var setAside: [Digest: (until: ContinuousClock.Instant, reason: String)] = [:]
        var rates: [String: Rate] = [:]
        var totals = Totals()
    }

    private let state = Mutex(State())

    init(
        workspace: Workspace, history: History, keys: KeyCache, governor: Governor, signer: Signer, payee: Digest?,
        threads: Int, maxBond: UInt64?, log: @escaping @Sendable (Event) -> Void
    ) throws(HistoryError) {
        self.workspace = workspace
        self.history = history
        self.keys = keys
        self.governor = governor
        self.signer = signer
        self.threads = threads
        self.maxBond = maxBond
        party = Bytes(signer.key.bytes)!
        self.payee = payee ?? party
        self.log = log
        troubles = Troubles(log: log)
        let (done, rates, totals) = (try history.finished(), try history.rates(), try history.totals())
        state.withLock { $0 = State(done: done.mapValues(Self.words), rates: rates, totals: totals) }
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

    /// Why a task is not to be chosen now, whatever it pays; nil where it may be.
    func obstacle(_ task: Digest) -> String? {
        state.withLock { state in
            if let done = state.done[task] { return done }
            guard let aside = state.setAside[task] else { return nil }
            if aside.until > .now { return aside.reason }
            state.setAside[task] = nil
            return nil
        }
    }

    /// Leaves a task alone for some seconds.
    func setAside(_ task: Digest, for seconds: Double, because reason: String) {
        state.withLock { $0.setAside[task] = (.now + .seconds(seconds), reason) }
    }

    /// Counts a measurement into the running average of a kind: one of `weight` 1 replaces it.
    func measured(_ kind: String, weight: Double, keysPerThreadSecond: Double? = nil, proveSeconds: Double? = nil) {
        let rate = state.withLock { state in
            var rate = state.rates[kind] ?? Rate(keysPerThreadSecond: keysPerThreadSecond ?? 1, proveSeconds: nil)
            if let new = keysPerThreadSecond { rate.keysPerThreadSecond += weight * (new - rate.keysPerThreadSecond) }
            if let new = proveSeconds { rate.proveSeconds = rate.proveSeconds.map { $0 + weight * (new - $0) } ?? new }
            state.rates[kind] = rate
            return rate
        }
        try? history.record(rate, of: kind)
    }

    // MARK: Keeping

    /// Writes how a job stands. The outbox is right where this fails: false, with a trouble that says why.
    @discardableResult
    func record(_ job: Job) -> Bool {
        do throws(HistoryError) {
            try history.record(job)
            let totals = try history.totals()
            state.withLock { state in
                state.totals = totals
                if let ending = job.ending?.kind, ending != .dropped { state.done[job.task] = Self.words(ending) }
            }
            troubles.set(.history, nil)
            return true
        } catch {
            troubles.set(.history, error.sentence)
            return false
        }
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
