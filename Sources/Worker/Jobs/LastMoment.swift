/// When a job whose service does not answer is over: nothing that is sent later can be paid.
package struct LastMoment: Sendable {
    /// The last second in which something could be revealed: the task's deadline, and the time to reveal after it.
    package let second: Int64
    /// Since when one of the clocks has shown a later one.
    private var since: ContinuousClock.Instant?

    /// How long a clock must show a later second where the other does not: the service's, which nobody signs, may lie, and this
    /// machine's may have jumped, and is set right within minutes where somebody minds it.
    package static let patience = Duration.seconds(3600)

    package init(deadline: Int64, revealSeconds: Int64) {
        let (sum, overflow) = deadline.addingReportingOverflow(max(0, revealSeconds))
        second = overflow ? .max : sum
    }

    /// Whether it has passed.
    ///
    /// - Parameters:
    ///   - time: what the service's clock shows or, where that was not heard, this machine's.
    ///   - own: what this machine's shows.
    package mutating func hasPassed(
        _ time: (second: Int64, isHeard: Bool), own: Int64, at now: ContinuousClock.Instant = .now
    ) -> Bool {
        guard time.second > second else {
            since = nil
            return false
        }
        if time.isHeard, own > second { return true }
        let begin = since ?? now
        since = begin
        return now - begin >= Self.patience
    }
}
