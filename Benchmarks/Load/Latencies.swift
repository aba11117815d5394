import Synchronization

/// How long things took, from any thread.
final class Latencies: Sendable {
    private let seconds = Mutex<[Double]>([])

    func add(_ duration: Duration) {
        let (whole, part) = duration.components
        seconds.withLock { $0.append(Double(whole) + Double(part) * 1e-18) }
    }

    var count: Int { seconds.withLock { $0.count } }

    /// `p50 12.3  p90 20.0  p99 31.0  max 40.1 ms`.
    var text: String {
        let sorted = seconds.withLock { $0.sorted() }
        guard !sorted.isEmpty else { return "none" }
        func quantile(_ share: Double) -> String {
            let value = sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))] * 1000
            return String(Double(Int(value * 10)) / 10)
        }
        return "p50 \(quantile(0.5))  p90 \(quantile(0.9))  p99 \(quantile(0.99))  max \(quantile(1)) ms"
    }
}
