/// How often values were at most each bound, and their sum. The bounds suit seconds.
struct Histogram: Sendable {
    static let bounds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// Of each bound and of what is above them all; not cumulative.
    private(set) var counts = [Int64](repeating: 0, count: bounds.count + 1)
    private(set) var sum = 0.0

    mutating func observe(_ value: Double) {
        counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
        sum += value
    }
}

extension PrometheusRegistry.Sample {
    var type: String {
        switch self {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    mutating func add(_ count: Double) {
        switch self {
        case .counter(let value):
            let (sum, overflow) = value.addingReportingOverflow(Int64(exactly: count.rounded()) ?? .max)
            self = .counter(overflow ? .max : sum)
        case .gauge(let value): self = .gauge(value + count)
        case .histogram: break
        }
    }

    mutating func set(_ value: Double) {
        switch self {
        case .counter: self = .counter(Int64(exactly: value.rounded()) ?? .max)
        case .gauge: self = .gauge(value)
        case .histogram: break
        }
    }

    mutating func observe(_ value: Double) {
        switch self {
        case .histogram(var histogram):
            histogram.observe(value)
            self = .histogram(histogram)
        case .gauge: self = .gauge(value)
        case .counter: break
        }
    }

    /// The lines of one series. `labels` is `a="b",c="d"`, or empty.
    func text(_ name: String, _ labels: String) -> String {
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        switch self {
        case .counter(let value): return "\(name)\(braces) \(value)\n"
        case .gauge(let value): return "\(name)\(braces) \(value)\n"
        case .histogram(let histogram):
            var (text, total) = ("", Int64(0))
            let bounds = Histogram.bounds.map { "\($0)" } + ["+Inf"]
            for (bound, count) in zip(bounds, histogram.counts) {
                total += count
                text += "\(name)_bucket{\(labels.isEmpty ? "" : labels + ",")le=\"\(bound)\"} \(total)\n"
            }
            return text + "\(name)_sum\(braces) \(histogram.sum)\n\(name)_count\(braces) \(total)\n"
        }
    }
}

extension PrometheusRegistry.Series {
    /// Source: the same format; backslash, quotation mark and line feed are escaped.
    var labelText: String {
        labels.map { label in
            let value = label.value.map { character in
                switch character {
                case "\\": "\\\\"
                case "\"": "\\\""
                case "\n": "\\n"
                default: String(character)
                }
            }.joined()
            return "\(label.name)=\"\(value)\""
        }.joined(separator: ",")
    }
}
