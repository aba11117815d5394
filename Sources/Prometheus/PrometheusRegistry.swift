public import CoreMetrics
internal import Synchronization

/// Counters, gauges and timers of swift-metrics, in memory, as Prometheus reads them.
///
/// Source: Prometheus, Exposition formats, text-based format 0.0.4. Labels are the metrics' dimensions.
public final class PrometheusRegistry: MetricsFactory, Sendable {
    private let state = Mutex<[Series: Sample]>([:])

    public init() {}

    struct Series: Hashable, Sendable {
        let name: String
        let labels: [Label]

        struct Label: Hashable, Sendable {
            let name, value: String
        }
    }

    enum Sample: Sendable {
        case counter(Int64)
        case gauge(Double)
        case histogram(Histogram)
    }

    // MARK: What swift-metrics asks for

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        Handler(self, label, dimensions, .counter(0))
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        Handler(self, label, dimensions, .gauge(0))
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        Handler(self, label, dimensions, aggregate ? .histogram(Histogram()) : .gauge(0))
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        Handler(self, label, dimensions, .histogram(Histogram()))
    }

    public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    private func remove(_ handler: Any) {
        guard let series = (handler as? Handler)?.series else { return }
        state.withLock { $0[series] = nil }
    }

    func update(_ series: Series, _ body: (inout Sample) -> Void) {
        state.withLock { samples in
            guard var sample = samples[series] else { return }
            body(&sample)
            samples[series] = sample
        }
    }

    fileprivate func begin(_ series: Series, _ sample: Sample) {
        state.withLock { if $0[series] == nil { $0[series] = sample } }
    }

    // MARK: Text

    /// All series, in the order of their names.
    public var text: String {
        let samples = state.withLock { $0 }
        let names = Set(samples.keys.map(\.name)).sorted()
        return names.map { name in
            let series = samples.filter { $0.key.name == name }
                .map { (labels: $0.key.labelText, sample: $0.value) }.sorted { $0.labels < $1.labels }
            return "# TYPE \(name) \(series[0].sample.type)\n"
                + series.map { $0.sample.text(name, $0.labels) }.joined()
        }.joined()
    }
}

/// One handler for all kinds: it knows its series.
private final class Handler: CounterHandler, MeterHandler, RecorderHandler, TimerHandler, Sendable {
    let series: PrometheusRegistry.Series
    private let registry: PrometheusRegistry

    init(
        _ registry: PrometheusRegistry, _ label: String, _ dimensions: [(String, String)],
        _ sample: PrometheusRegistry.Sample
    ) {
        series = PrometheusRegistry.Series(
            name: label, labels: dimensions.map { .init(name: $0.0, value: $0.1) })
        self.registry = registry
        registry.begin(series, sample)
    }

    func increment(by count: Int64) { registry.update(series) { $0.add(Double(count)) } }
    func increment(by count: Double) { registry.update(series) { $0.add(count) } }
    func decrement(by count: Double) { registry.update(series) { $0.add(-count) } }
    func reset() { registry.update(series) { $0.set(0) } }
    func set(_ value: Int64) { registry.update(series) { $0.set(Double(value)) } }
    func set(_ value: Double) { registry.update(series) { $0.set(value) } }
    func record(_ value: Int64) { registry.update(series) { $0.observe(Double(value)) } }
    func record(_ value: Double) { registry.update(series) { $0.observe(value) } }
    func recordNanoseconds(_ duration: Int64) { registry.update(series) { $0.observe(Double(duration) / 1e9) } }
}
