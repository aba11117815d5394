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

        var sentence: String {
            switch self {
            case .leaving: "the worker was stopped"
            case .state(.settled): "another worker settled it first"
            case .state(let state): "the task is \(state.rawValue)"
            case .leased: "another worker has it alone now"
            case .leaseOver: "its lease was over before anything was found"
            case .deadline: "its deadline passed before anything was found"
            }
        }
    }

    private struct State {
        var stop: Stop?
        var activity: Status.Activity
        /// The last second of the lease that the job has, by the service's clock.
        var leaseUntil: Int64?
    }

    let task: Digest
    let deadline: Int64
    private let party: Digest
    private let clock: ServiceClock
    private let state: Mutex<State>

    init(_ job: Job, deadline: Int64, party: Digest, clock: ServiceClock) {
        task = job.task
        self.deadline = deadline
        self.party = party
        self.clock = clock
        state = Mutex(State(activity: Status.Activity(job: job, doing: "starting")))
    }

    var activity: Status.Activity { state.withLock { $0.activity } }

    func show(_ change: (inout Status.Activity) -> Void) { state.withLock { change(&$0.activity) } }

    func hold(until second: Int64) { state.withLock { $0.leaseUntil = second } }

    /// The first reason stays.
    func stop(_ reason: Stop) { state.withLock { $0.stop = $0.stop ?? reason } }

    /// The service shows the task like this.
    func see(_ record: TaskRecord) {
        switch record.state {
        case .settled, .expired, .refunded, .cancelled: stop(.state(record.state))
        case .open, .leased, .verifying:
            if let holder = record.holder, holder.party != party { stop(.leased) }
        }
    }

    /// Why the search is to stop; nil while it may go on. This is the lease's heartbeat: a search ends with its lease, not
    /// after it.
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
