internal import Synchronization
internal import VerifiedCompute

/// The jobs that run.
final class ActiveJobs: Sendable {
    private struct State {
        var jobs: [JobName: JobControl] = [:]
        /// Why tasks were passed over when that was last written down.
        var reasons: [JobName: Reason] = [:]
    }

    private let state = Mutex(State())

    private var controls: [JobControl] { state.withLock { Array($0.jobs.values) } }

    func add(_ control: JobControl) { state.withLock { $0.jobs[control.name] = control } }

    func remove(_ name: JobName) { state.withLock { $0.jobs[name] = nil } }

    /// Tells every job that the worker ends.
    func stop() { for control in controls { control.stop(.leaving) } }

    func has(_ name: JobName) -> Bool { state.withLock { $0.jobs[name] != nil } }

    /// Whether a solution of the task is being searched for or proven, for whatever service: one is enough for all.
    func isWorked(_ task: Digest) -> Bool { controls.contains { $0.name.task == task && $0.isWorking } }

    var isEmpty: Bool { state.withLock { $0.jobs.isEmpty } }
    /// How many places are taken, or are to be next.
    var takenCount: Int { controls.count { $0.takesPlace } }
    /// How many wait for proving keys of this service.
    func fetchingCount(at service: String) -> Int { controls.count { $0.isFetching && $0.name.service == service } }

    /// Gives a job a place again where one of so many is free. Whether it did.
    func givePlace(to control: JobControl, of count: Int) -> Bool {
        state.withLock { state in
            guard state.jobs.values.count(where: { $0.hasPlace }) < count else { return false }
            control.take()
            return true
        }
    }

    func tasks(at service: String) -> Set<Digest> {
        state.withLock { Set($0.jobs.keys.filter { $0.service == service }.map { $0.task }) }
    }

    func control(of name: JobName) -> JobControl? { state.withLock { $0.jobs[name] } }

    /// The search that was begun last, of those without a lease where there are any: a lease costs a stake. Nil where none runs.
    var latestSearch: JobControl? {
        func order(_ control: JobControl) -> (Int, Int64) {
            (control.lease == nil ? 1 : 0, control.activity.job.chosenAt)
        }
        return controls.filter { $0.isWorking && $0.activity.job.stage == .searching && $0.reason == nil }
            .max { order($0) < order($1) }
    }

    /// In the order in which they were chosen.
    var activities: [Status.Activity] {
        controls.map(\.activity).sorted { $0.job.chosenAt < $1.job.chosenAt }
    }

    /// The tasks whose reason is of another sort than the last time; all others are forgotten.
    func newReasons(_ reasons: [(name: JobName, reason: Reason)]) -> Set<JobName> {
        var (fresh, next): (Set<JobName>, [JobName: Reason]) = ([], [:])
        state.withLock { state in
            for (name, reason) in reasons {
                if state.reasons[name]?.isLike(reason) != true { fresh.insert(name) }
                next[name] = reason
            }
            state.reasons = next
        }
        return fresh
    }
}
