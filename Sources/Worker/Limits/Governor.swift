internal import Dispatch
internal import Fields
internal import Glibc
internal import Synchronization

/// Holds the whole process to its share of the processors.
///
/// A hundred times a second it compares the processor time of the process with its budget. While the budget is spent,
/// `isPaused` says true and searches wait. A proof is not paused: what it uses too much is paid back by the searches after it.
package final class Governor: Sendable {
    package let share: Double
    package let processors: Int

    private struct State {
        var budget: CPUBudget
        /// Time and use about every second of the last minute, the oldest first.
        var samples: [(time: Double, used: Double)]
        var last: Double?
        var isPaused = false
        var pausedSeconds = 0.0
    }

    private let paused = Atomic(false)
    private let state: Mutex<State>
    /// In microseconds.
    private static let tick: UInt32 = 10_000

    /// - Parameter share: of all processors, above 0 and at most 1.
    package convenience init(share: Double) { self.init(share: share, processors: processorCount) }

    private init(share: Double, processors: Int) {
        self.share = share
        self.processors = processors
        state = Mutex(State(budget: CPUBudget(share: share, processors: processors), samples: []))
        // At a share of 1 there is nothing to hold back, only to measure.
        let pause = share < 1 ? Self.tick : 1_000_000
        DispatchQueue(label: "governor", qos: .userInteractive).async { [weak self] in
            while self?.look() != nil { usleep(pause) }
        }
    }

    /// Whether work that can wait is to wait. Cheap, from any thread.
    package var isPaused: Bool { paused.load(ordering: .relaxed) }

    /// The share of all processors that the process used over the last minute, or since its start where that is shorter.
    package var used: Double {
        let now = Self.now()
        let first = state.withLock { $0.samples.first }
        guard let first, now.time > first.time else { return 0 }
        return (now.used - first.used) / (now.time - first.time) / Double(processors)
    }

    /// For how long `isPaused` has said true since the start, in seconds: what a search lost to the limit, whatever else runs.
    package var pausedSeconds: Double { state.withLock { $0.pausedSeconds } }

    private func look() {
        let now = Self.now()
        let isPaused = state.withLock { state in
            if state.isPaused, let last = state.last { state.pausedSeconds += now.time - last }
            state.last = now.time
            if state.samples.isEmpty || now.time - state.samples.last!.time >= 1 {
                state.samples.append(now)
                if state.samples.count > 60 { state.samples.removeFirst() }
            }
            let mayRun = state.budget.update(time: now.time, used: now.used)
            state.isPaused = share < 1 && !mayRun
            return state.isPaused
        }
        paused.store(isPaused, ordering: .relaxed)
    }

    private static func now() -> (time: Double, used: Double) {
        (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
