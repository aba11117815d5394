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

    private struct State {
        var stop: Stop?
        /// What ended the task.
        var ended: TaskState?
        var isWorking: Bool
        var activity: Status.Activity
        var lease: Lease?
    }

    /// The lease that a job has, in seconds by the service's clock.
    struct Lease: Hashable, Sendable {
        /// Its last second, if no sign of life is given.
        var until: Int64
        /// Its last second in any case.
        let end: Int64
        /// How long its holder may be silent; nil where no sign of life is asked for.
        let heartbeat: Int64?
    }

    let name: JobName
    /// The job's lease, each time that it changes; ends when the job does. One reads it.
    let leases: AsyncStream<Lease>
    private let leaseChange: AsyncStream<Lease>.Continuation
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
        (leases, leaseChange) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        state = Mutex(State(isWorking: isWorking, activity: Status.Activity(job: job, doing: "starting")))
    }

    var activity: Status.Activity { state.withLock { $0.activity } }

    func show(_ change: (inout Status.Activity) -> Void) { state.withLock { change(&$0.activity) } }

    /// Whether the job takes one of the worker's places: it prepares a search, searches or proves. One that waits for others, or
    /// for a service that does not answer, takes none.
    var isWorking: Bool { state.withLock { $0.isWorking } }

    /// The job gives its place to another, for good, and goes on.
    func rest() { state.withLock { $0.isWorking = false } }

    /// The job has this lease. One that ends as the one before does is the same, and what was heard of it late shortens it not.
    func hold(_ lease: Lease) {
        let isNew = state.withLock { state in
            if let old = state.lease, old.end == lease.end, old.until >= lease.until { return false }
            state.lease = lease
            return true
        }
        if isNew { leaseChange.yield(lease) }
    }

    var lease: Lease? { state.withLock { $0.lease } }

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
                hold(Lease(holder, of: record))
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
                if let lease = state.lease, now > lease.until { state.stop = .leaseOver }
            }
            return state.stop
        }
    }
}

extension JobControl.Lease {
    /// The lease as the service shows it.
    init(_ holder: TaskRecord.Holder, of record: TaskRecord) {
        self.init(until: holder.until, end: holder.end, heartbeat: record.lease?.heartbeatSeconds)
    }
}
