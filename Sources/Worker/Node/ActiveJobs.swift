internal import Synchronization
internal import VerifiedCompute

/// The jobs that run. Those that search or prove take a place; those that are being submitted wait for others and take none.
final class ActiveJobs: Sendable {
    private struct Entry {
        let control: JobControl
        let service: String
        var isWorking: Bool
    }

    private struct Name: Hashable {
        let task: Digest
        let service: String
    }

    private struct State {
        var jobs: [Digest: Entry] = [:]
        /// Why tasks were passed over when that was last written down.
        var reasons: [Name: Reason] = [:]
    }

    private let state = Mutex(State())

    func add(_ control: JobControl, at service: String) {
        state.withLock { $0.jobs[control.task] = Entry(control: control, service: service, isWorking: true) }
    }

    /// The job gives its place to another, and goes on.
    func release(_ task: Digest) { state.withLock { $0.jobs[task]?.isWorking = false } }

    func remove(_ task: Digest) { state.withLock { $0.jobs[task] = nil } }

    /// Tells every job that the worker ends.
    func stop() { for control in state.withLock({ $0.jobs.values.map(\.control) }) { control.stop(.leaving) } }

    func has(_ task: Digest) -> Bool { state.withLock { $0.jobs[task] != nil } }

    var isEmpty: Bool { state.withLock { $0.jobs.isEmpty } }
    var workingCount: Int { state.withLock { $0.jobs.values.count { $0.isWorking } } }

    func tasks(at service: String) -> Set<Digest> {
        state.withLock { Set($0.jobs.filter { $0.value.service == service }.keys) }
    }

    func control(of task: Digest, at service: String) -> JobControl? {
        state.withLock { state in state.jobs[task].flatMap { $0.service == service ? $0.control : nil } }
    }

    /// In the order in which they were chosen.
    var activities: [Status.Activity] {
        state.withLock { $0.jobs.values.map(\.control) }.map(\.activity).sorted { $0.job.chosenAt < $1.job.chosenAt }
    }

    /// The tasks whose reason is of another sort than the last time; all others are forgotten.
    func newReasons(_ reasons: [(task: Digest, service: String, reason: Reason)]) -> Set<Digest> {
        var (fresh, next): (Set<Digest>, [Name: Reason]) = ([], [:])
        state.withLock { state in
            for (task, service, reason) in reasons {
                let name = Name(task: task, service: service)
                if state.reasons[name]?.isLike(reason) != true { fresh.insert(task) }
                next[name] = reason
            }
            state.reasons = next
        }
        return fresh
    }
}
