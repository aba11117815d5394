import Glibc
import Synchronization

/// What the threads of a search share: how much they have done, whether to stop, and what came of it.
final class SharedState: Sendable {
    private let tried = Atomic<UInt64>(0)
    private let stopped = Atomic<Bool>(false)
    private let hit = Mutex<VanityHit?>(nil)
    private let failure = Mutex<SearchError?>(nil)

    /// How long a thread that is to wait sleeps, in microseconds, before it asks again.
    private static let pause: UInt32 = 2000

    var keysTried: UInt64 { tried.load(ordering: .relaxed) }

    func stop() { stopped.store(true, ordering: .relaxed) }

    /// Steps until some thread has a hit or an error, or all are to stop. While `isPaused` says true it only waits.
    func search(_ thread: consuming SearchThread, isPaused: () -> Bool) {
        while !stopped.load(ordering: .relaxed) {
            guard !isPaused() else {
                usleep(Self.pause)
                continue
            }
            do {
                var found = try thread.step()
                tried.add(UInt64(thread.batch), ordering: .relaxed)
                guard found != nil else { continue }
                hit.withLock { $0 = found.take() }
            } catch {
                failure.withLock { $0 = error }
            }
            stop()
        }
    }

    /// What came of it, once all threads have returned; nil when they were stopped.
    func result() throws(SearchError) -> VanityHit? {
        if let failure = failure.withLock({ $0 }) { throw failure }
        return hit.withLock { $0.take() }
    }
}
