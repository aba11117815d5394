import Addresses
import Curves
import Dispatch
import Fields
import Search
import Synchronization
import Testing

/// What a search leaves to the rest of the program.
@Suite struct SearchThreadsTests {
    private final class Flags: Sendable {
        let hasBegun = Atomic(false)
        let taskHasRun = Atomic(false)
    }

    /// A program that answers, or is told to stop, does so in tasks.
    @Test func tasksRunWhileEveryProcessorSearches() async throws {
        let search = try VanitySearch(
            point: Secp256k1.generator, pattern: AddressPattern(prefix: "1NeverFoundHere"), threads: 4 * processorCount)
        let flags = Flags()
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "caller").async {
                let begin = ContinuousClock.now
                _ = try? search.run { _ in
                    guard !flags.hasBegun.exchange(true, ordering: .relaxed) else { return }
                    Task.detached { flags.taskHasRun.store(true, ordering: .relaxed) }
                } isCancelled: {
                    flags.taskHasRun.load(ordering: .relaxed) || ContinuousClock.now - begin > .seconds(30)
                }
                continuation.resume()
            }
        }
        let taskHasRun = flags.taskHasRun.load(ordering: .relaxed)
        #expect(taskHasRun)
    }
}
