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
        /// The same before its end: no sign of life got through.
        case leaseLost
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
            case .leaseLost: "its lease was lost: no sign of life got through in time"
            case .deadline: "its deadline passed before anything was found"
            case .memory(let limit): "the process had come above --memory-limit \(limit)"
            }
        }

        /// For how long the task is left alone then. Each lease that is lost costs a stake.
        var aside: JobRunner.Aside {
            switch self {
            case .memory: .seconds(60)
            case .leaseLost: .longer
            case .leaving, .state, .leased, .leaseOver, .deadline: .seconds(10)
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
        var lease: HeldLease?
        var forfeit: UInt64 = 0
    }

    let name: JobName
    /// Says when `lease` has changed. One reads it, until it is cancelled.
    let leaseChanges: AsyncStream<Void>
    private let leaseChange: AsyncStream<Void>.Continuation
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
        (leaseChanges, leaseChange) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
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

    /// The job has this lease: what the service signed counts for more than what it shows, and nothing shortens it.
    func hold(_ lease: HeldLease) {
        state.withLock { state in
            if let old = state.lease {
                guard lease.isSigned, !old.isSigned || lease.until > old.until else { return }
            }
            state.lease = lease
            leaseChange.yield()
        }
    }

    var lease: HeldLease? { state.withLock { $0.lease } }

    /// What the stake of the task's lease loses where that ends without a solution, as the service signed it; 0 before it is known.
    var forfeit: UInt64 {
        get { state.withLock { $0.forfeit } }
        set { state.withLock { $0.forfeit = newValue } }
    }

    /// The first reason stays.
    func stop(_ reason: Stop) { state.withLock { $0.stop = $0.stop ?? reason } }

    /// The service shows the task like this.
    func see(_ record: TaskRecord) {
        switch record.state {
        case .settled, .expired, .refunded, .cancelled:
            state.withLock { $0.ended = record.state }
            stop(.state(record.state))
        case .open, .leased, .verifying:
            guard let holder = record.holder, clock.now <= holder.until else { break }
            if holder.party == party {
                hold(HeldLease(holder, of: record, at: clock.now))
            } else {
                stop(.leased)
            }
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
                if let lease = state.lease, now > lease.until {
                    state.stop = lease.until < lease.end ? .leaseLost : .leaseOver
                }
            }
            return state.stop
        }
    }
}
