import Benchmark
import Rows

let benchmarks: @Sendable () -> Void = {
    arithmetic()
    proving()
    verifying()
    search()
}

/// Registers a row: one run to warm up, then so many measured ones, however long they take.
func measure(
    _ row: Row, runs: Int, warmUp: Bool = true, extra: [BenchmarkMetric] = [],
    _ body: @escaping (Benchmark) throws -> Void
) {
    Benchmark(
        row.rawValue,
        configuration: .init(
            metrics: [.wallClock, .peakMemoryResident] + extra, warmupIterations: warmUp ? 1 : 0,
            maxDuration: .seconds(600), maxIterations: runs),
        closure: body)
}

struct Failed: Error {
    let what: String

    /// A measured result that is wrong is no measurement.
    static func unless(_ holds: Bool, _ what: String) throws(Failed) {
        guard holds else { throw Failed(what: what) }
    }
}
