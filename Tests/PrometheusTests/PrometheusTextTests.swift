import CoreMetrics
import Prometheus
import Testing

@Suite struct PrometheusTextTests {
    @Test func seriesHaveTheirTypesLabelsAndValues() {
        let registry = PrometheusRegistry()
        Counter(label: "a_total", dimensions: [("k", "v\"\\\n")], factory: registry).increment(by: 3)
        Counter(label: "a_total", dimensions: [("k", "v\"\\\n")], factory: registry).increment()
        Meter(label: "b", factory: registry).set(2.5)
        let timer = Timer(label: "c_seconds", dimensions: [], factory: registry)
        timer.recordMilliseconds(3)
        timer.recordSeconds(100)
        let text = registry.text
        #expect(text.hasPrefix("# TYPE a_total counter\na_total{k=\"v\\\"\\\\\\n\"} 4\n# TYPE b gauge\nb 2.5\n"))
        #expect(text.contains("c_seconds_bucket{le=\"0.0025\"} 0\nc_seconds_bucket{le=\"0.005\"} 1\n"))
        #expect(text.contains("c_seconds_bucket{le=\"+Inf\"} 2\nc_seconds_sum 100.003\nc_seconds_count 2\n"))
    }
}
