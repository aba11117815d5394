internal import Synchronization
internal import VerifiedCompute
internal import Wire

/// What is said to a job that runs, and what it says of itself. Any thread may look and speak.
final class JobControl: Sendable {
    /// Why a search is to stop.
    enum Stop: Hashable, Sendable {
        /// The worker ends.
        case leaving
        /// The task is this now, and pays nobody any more or another.
        case state(TaskState)
        /// Another has it alone.
        case leased
        /// The lease that the job had is over.
        case leaseOver
        case deadline
        /// The process has more memory than this, in kB.
        case memory(limit: UInt64)

        var sentence: String {
            switch self {
            case .leaving: "the worker was stopped"
            case .state(.settled): "another worker settled it first"
            case .state(let state): "the task is \(state.rawValue)"
            case .leased: "another worker has it alone now"
            case .leaseOver: "its lease was over before anything was found"
            case .deadline: "its deadline passed before anything was found"
            case .memory(let limit): "the process had come above --memory-limit \(limit)"
            }
        }

        /// For how long the task is left alone then, in seconds.
        var asideSeconds: Double {
            switch self {
            case .memory: 600
            case .leaving, .state, .leased, .leaseOver, .deadline: 10
            }
        }
    }

    /// What a job has of the worker's places.
    private enum Place {
        case none, has
        /// It waits for its proving key, and has given its place to another meanwhile.
        case fetching
        /// Its proving key is here: the next place is its own.
        case wanted
    }

    private struct State {
        var stop: Stop?
        /// What ended the task.
        var ended: TaskState?
        var place: Place
        var activity: Status.Activity
        /// The last second of the lease that the job has, by the service's clock.
        var leaseUntil: Int64?
    }

    let name: JobName
    let deadline: Int64
    private let party: Digest
    private let clock: ServiceClock
    private let state: Mutex<State>

    /// - Parameter isWorking: whether it takes one of the worker's places from the beginning.
    init(_ job: Job, deadline: Int64, party: Digest, clock: ServiceClock, isWorking: Bool) {
        name = job.name
        self.deadline = deadline
        self.party = party
        self.clock = clock
        state = Mutex(State(place: isWorking ? .has : .none, activity: Status.Activity(job: job, doing: "starting")))
    }

    var activity: Status.Activity { state.withLock { $0.activity } }

    func show(_ change: (inout Status.Activity) -> Void) { state.withLock { change(&$0.activity) } }

    /// Whether the job prepares a search, searches or proves, and does not wait for others, or for a service that does not answer.
    var isWorking: Bool { state.withLock { $0.place != .none } }
    /// Whether it takes one of the worker's places, or is to have the next.
    var takesPlace: Bool { state.withLock { $0.place == .has || $0.place == .wanted } }
    var hasPlace: Bool { state.withLock { $0.place == .has } }
    var isFetching: Bool { state.withLock { $0.place == .fetching } }

    /// The job gives its place to another, for good, and goes on.
    func rest() { state.withLock { $0.place = .none } }

    /// The job gives its place to another while its proving key comes.
    func fetch() { state.withLock { if $0.place != .none { $0.place = .fetching } } }

    /// The job wants its place again.
    func want() { state.withLock { if $0.place == .fetching { $0.place = .wanted } } }

    /// The job has its place.
    func take() { state.withLock { $0.place = .has } }

    func hold(until second: Int64) { state.withLock { $0.leaseUntil = second } }

    /// The first reason stays.
    func stop(_ reason: Stop) { state.withLock { $0.stop = $0.stop ?? reason } }

    /// The service shows the task like this.
    func see(_ record: TaskRecord) {
        switch record.state {
        case .settled, .expired, .refunded, .cancelled:
            state.withLock { $0.ended = record.state }
            stop(.state(record.state))
        case .open, .leased, .verifying:
            if let holder = record.holder, holder.party != party, clock.now <= holder.until { stop(.leased) }
        }
    }

    /// What ended the task, as the service shows it; nil while it goes on. What is found is no longer proven then.
    var ended: TaskState? { state.withLock { $0.ended } }

    /// Why the search is to stop; nil while it may go on. A search ends with its lease, not after it.
    var reason: Stop? {
        let now = clock.now
        return state.withLock { state in
            if state.stop == nil {
                if now > deadline { state.stop = .deadline }
                if let until = state.leaseUntil, now > until { state.stop = .leaseOver }
            }
            return state.stop
        }
    }
}
