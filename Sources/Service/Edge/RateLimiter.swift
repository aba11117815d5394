internal import Synchronization
internal import Wire

/// A token bucket for each key: so many at once, so many a second in the long run.
///
/// Time is passed in, and may be any clock that never runs back. What is full again is forgotten, and there are never
/// more than `capacity` buckets: where there would be, the fullest half goes.
package struct TokenBuckets<Key: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var tokens: Double
        var time: Double
    }

    let rate: Double
    let burst: Double
    let capacity: Int
    private var buckets: [Key: Bucket] = [:]

    package init(rate: Int, burst: Int, capacity: Int) {
        precondition(rate > 0 && burst > 0 && capacity > 1)
        self.rate = Double(rate)
        self.burst = Double(burst)
        self.capacity = capacity
    }

    package var count: Int { buckets.count }

    /// Takes one token.
    ///
    /// - Parameter time: in seconds.
    /// - Returns: nil where there was one, else after how many seconds there will be.
    package mutating func take(_ key: Key, at time: Double) -> Double? {
        if buckets[key] == nil, buckets.count >= capacity { shed(at: time) }
        var bucket = buckets[key] ?? Bucket(tokens: burst, time: time)
        bucket.tokens = level(bucket, at: time)
        bucket.time = max(time, bucket.time)
        defer { buckets[key] = bucket }
        guard bucket.tokens >= 1 else { return (1 - bucket.tokens) / rate }
        bucket.tokens -= 1
        return nil
    }

    private func level(_ bucket: Bucket, at time: Double) -> Double {
        min(burst, bucket.tokens + max(0, time - bucket.time) * rate)
    }

    private mutating func shed(at time: Double) {
        buckets = buckets.filter { level($0.value, at: time) < burst }
        guard buckets.count >= capacity else { return }
        let levels = buckets.mapValues { level($0, at: time) }.sorted { $0.value < $1.value }
        for (key, _) in levels[(capacity / 2)...] { buckets[key] = nil }
    }
}

/// Token buckets that anyone may share, on the clock that never runs back.
final class RateLimiter<Key: Hashable & Sendable>: Sendable {
    private let start = ContinuousClock.now
    private let buckets: Mutex<TokenBuckets<Key>>

    init(rate: Int, burst: Int, capacity: Int = 100_000) {
        buckets = Mutex(TokenBuckets(rate: rate, burst: burst, capacity: capacity))
    }

    /// Throws where `key` has used up what it may.
    func take(_ key: Key) throws(Problem) {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        let time = Double(seconds) + Double(attoseconds) * 1e-18
        if let wait = buckets.withLock({ $0.take(key, at: time) }) {
            throw .rateLimited(seconds: max(1, Int(wait.rounded(.up))))
        }
    }
}
