/// How often, and after how long, a request is sent again. The wait doubles each time, less a random part of up to half of it,
/// so that clients which failed together do not come back together.
package struct Patience: Sendable {
    /// How often a request is sent at most, the first time included.
    package let attempts: Int
    /// The same where nobody listens any more at a service that has answered before: it is being started again.
    package let attemptsAtRestart: Int
    /// The wait after the first attempt, in seconds.
    package let firstWait: Double
    /// The longest wait of its own, in seconds.
    package let longestWait: Double
    /// The longest `Retry-After` that is waited for, in seconds.
    package let longestRetryAfter: Double

    package init(
        attempts: Int = 6, attemptsAtRestart: Int? = nil, firstWait: Double = 0.25, longestWait: Double = 8,
        longestRetryAfter: Double = 60
    ) {
        precondition(attempts >= 1 && firstWait >= 0 && longestWait >= firstWait && longestRetryAfter >= 0)
        self.attempts = attempts
        self.attemptsAtRestart = attemptsAtRestart ?? attempts
        self.firstWait = firstWait
        self.longestWait = longestWait
        self.longestRetryAfter = longestRetryAfter
    }

    /// The seconds to wait after attempt `attempt`, from 1; nil where it was the last, or where the service asks for more
    /// patience than there is. Never less than the service asks for.
    package func wait(
        after attempt: Int, retryAfter: Int?, atRestart: Bool = false,
        using generator: inout some RandomNumberGenerator
    ) -> Double? {
        guard attempt < (atRestart ? attemptsAtRestart : attempts) else { return nil }
        let full = min(longestWait, firstWait * Double(1 << min(attempt - 1, 20)))
        let own = full * Double.random(in: 0.5...1, using: &generator)
        guard let retryAfter else { return own }
        guard retryAfter >= 0, Double(retryAfter) <= longestRetryAfter else { return nil }
        return Double(retryAfter) + own
    }
}
