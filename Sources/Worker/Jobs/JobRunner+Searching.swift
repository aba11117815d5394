internal import Formats
internal import Glibc
internal import Search
internal import Storage
internal import VerifiedCompute

extension JobRunner {
    private enum Outcome: Sendable {
        /// Kept in the outbox.
        case found
        case stopped
        case impossible(String)
    }

    /// True where a solution stands in the outbox then.
    ///
    /// - Parameter promise: of what the search takes of memory.
    func search(threads: Int, _ promise: MemoryBudget.Promise) async -> Bool {
        let before = control.activity.job
        let pausedBefore = shop.governor.pausedSeconds
        let expected = task.expectedTries
        note("searching")
        control.show { $0.doing = "searching" }
        let outcome = await blocking { [self] () -> Outcome in
            do throws(SearchError) {
                let solution = try task.solve(threads: threads) { progress in
                    // It has by now what it takes.
                    promise.end()
                    control.show { activity in
                        activity.job.keysTried = before.keysTried + progress.keysTried
                        activity.job.searchSeconds = before.searchSeconds + progress.elapsed
                        activity.keysPerSecond = progress.keysPerSecond
                        activity.probability = progress.probability
                        let rate = progress.keysPerSecond
                        activity.expectedSeconds = rate > 0 ? expected / rate : nil
                    }
                } isCancelled: {
                    control.reason != nil
                } isPaused: { [governor = shop.governor] in
                    governor.isPaused
                }
                guard let solution else { return .stopped }
                // From here on nothing but the disk decides: it is tried until it is kept, also while the worker ends.
                while true {
                    do throws(FileError) {
                        try claims.solutions.keep(solution, of: task)
                        return .found
                    } catch {
                        shop.makeRoom(after: error)
                        usleep(200_000)
                    }
                }
            } catch {
                return .impossible(error.description)
            }
        }
        promise.end()
        measure(since: before, pausedBefore, threads: threads)
        control.show { ($0.keysPerSecond, $0.expectedSeconds) = (0, nil) }
        switch outcome {
        case .found:
            reach(.found)
            note("found")
            return true
        case .stopped:
            let reason = control.reason ?? .leaving
            await drop(reason.sentence, aside: reason.aside)
        case .impossible(let reason):
            await drop(reason, aside: .seconds(3600))
        }
        return false
    }

    private func measure(since before: Job, _ pausedBefore: Double, threads: Int) {
        let job = control.activity.job
        shop.measured(
            job.kind,
            SearchSample(
                keysTried: job.keysTried - before.keysTried, seconds: job.searchSeconds - before.searchSeconds,
                pausedSeconds: shop.governor.pausedSeconds - pausedBefore,
                threads: min(threads, shop.governor.processors)))
    }
}
