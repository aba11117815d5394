import Search
import Synchronization

/// The last that a search said of itself.
final class LastProgress: Sendable {
    private let state = Mutex<(keysTried: UInt64, seconds: Double)>((0, 0))

    func store(_ progress: SearchProgress) { state.withLock { $0 = (progress.keysTried, progress.elapsed) } }
    func load() -> (keysTried: UInt64, seconds: Double) { state.withLock { $0 } }
}
