import Benchmark
import Curves
import Fields
import Rows
import Search
import VerifiedCompute

/// Two seconds a run on one thread, for a beginning that no run will meet; the rate is the search's own count.
func search() {
    let rate = BenchmarkMetric.custom(Row.rateMetric, polarity: .prefersLarger, useScalingFactor: false)
    measure(.search, runs: 5, extra: [rate]) { benchmark in
        var generator = SystemRandomNumberGenerator()
        let search = try VanitySearch(
            point: SecpScalar.random(using: &generator) * Secp256k1.generator,
            pattern: try AddressPattern(prefix: "1ZkZkZkZkZkZk"), threads: 1)
        let end = ContinuousClock.now + .seconds(2)
        let last = Last()
        let hit = try search.run(
            progress: { last.keysPerSecond = $0.keysPerSecond }, isCancelled: { ContinuousClock.now > end })
        try Failed.unless(hit == nil, "what nobody finds was found")
        benchmark.measurement(rate, Int(last.keysPerSecond))
    }
}

private final class Last: @unchecked Sendable {
    // Sendable because the search calls back on the thread that called it.
    var keysPerSecond = 0.0
}
