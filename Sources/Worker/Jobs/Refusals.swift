package import Wire

/// The refusals of a service that would end a job for good. No service signs them: what was promised is given up only where
/// one is repeated for some time.
package struct Refusals: Sendable {
    private var first: (code: String, at: ContinuousClock.Instant)?

    /// How long the same refusal must be all that the service says.
    package static let patience = Duration.seconds(600)

    package init() {}

    /// What a refusal means for a job that waits to be paid.
    package enum Weight: Sendable {
        /// It may pass: money that is lacking, another's lease, too many requests.
        case passing
        /// The task is over, or never was.
        case task
        /// The service does not take what this worker sends, whatever the task.
        case request
    }

    package static func weight(of problem: Problem) -> Weight {
        if ["ended", "deadline-passed", "unknown-task"].contains(problem.code) { return .task }
        return [400, 403, 404, 405, 406, 410, 413, 414, 415, 422].contains(problem.status) ? .request : .passing
    }

    /// Whether the lease is over for which a sign of life was refused.
    package static func endsLease(_ problem: Problem) -> Bool {
        problem.code == "not-the-holder" || weight(of: problem) == .task
    }

    /// The service said so again; whether it has said nothing else for so long that it is final.
    package mutating func repeats(_ code: String, at now: ContinuousClock.Instant = .now) -> Bool {
        if first?.code != code { first = (code, now) }
        return now - first!.at >= Self.patience
    }

    /// The service said something else, or nothing.
    package mutating func clear() { first = nil }
}
