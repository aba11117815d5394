internal import Addresses
internal import Curves
internal import Search
internal import Synchronization

/// What this machine does, before any job has told. It is not written down.
enum Calibration {
    /// How long it is measured, in seconds.
    private static let seconds = 0.4

    /// Keys a second of one thread, from a short search for what will not be found. No limit pauses it, lest the pauses be taken for
    /// slowness; it is paid back by the searches that follow.
    static func keysPerThreadSecond() -> Double {
        let last = Mutex<(keys: UInt64, seconds: Double)>((0, 0))
        let begin = ContinuousClock.now
        let pattern = try? AddressPattern(prefix: "1ThisWorkerCounts")
        let search = pattern.flatMap { try? VanitySearch(point: Secp256k1.generator, pattern: $0, threads: 1) }
        _ = try? search?.run { progress in
            last.withLock { $0 = (progress.keysTried, progress.elapsed) }
        } isCancelled: {
            ContinuousClock.now - begin > .seconds(seconds)
        }
        let (keys, elapsed) = last.withLock { $0 }
        return elapsed > 0 ? max(1, Double(keys) / elapsed) : 1
    }
}
