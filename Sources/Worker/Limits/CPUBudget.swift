/// How much processor time a process may still use: a bucket that fills as time passes and empties as the process works.
///
/// Pure arithmetic on two clocks, in seconds: one that never jumps, and the processor time of the whole process.
package struct CPUBudget: Sendable {
    /// Processor seconds that flow in each second.
    package let rate: Double
    /// The most that is saved up, in processor seconds: how long an idle process may run on all processors at once.
    package let burst: Double

    /// What may be used now; negative after work that could not be paused, which is paid back before any other.
    package private(set) var tokens: Double
    private var last: (time: Double, used: Double)?

    /// - Parameters:
    ///   - share: of all processors, above 0 and at most 1.
    ///   - processors: at least 1.
    package init(share: Double, processors: Int) {
        precondition(share > 0 && share <= 1 && processors >= 1)
        rate = share * Double(processors)
        burst = 0.1 * rate
        tokens = burst
    }

    /// Counts what has passed and was used since the last call; whether work that can wait may go on.
    ///
    /// - Parameters:
    ///   - time: seconds since any fixed moment.
    ///   - used: the processor seconds of the process since its start.
    package mutating func update(time: Double, used: Double) -> Bool {
        if let last {
            tokens += max(0, time - last.time) * rate - max(0, used - last.used)
            tokens = min(tokens, burst)
        }
        last = (time, used)
        return tokens >= 0
    }
}
