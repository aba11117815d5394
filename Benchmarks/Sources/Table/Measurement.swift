import Rows

/// What the framework measured of one row.
struct Measurement: Encodable {
    let name: String
    let kernel: String
    var runs = 0
    var medianSeconds = 0.0
    var fastestSeconds = 0.0
    var slowestSeconds = 0.0
    /// The work done a second at the median, and its unit; nil where a time says it all.
    var perSecond: Double?
    var unit: String?
    /// For a row that makes proofs.
    var proofsPerMinute: Double?
    /// The most memory that was resident during the measured runs.
    var peakResidentBytes = 0

    /// Reads the framework's Influx export, a line a metric and percentile; other lines are passed over.
    ///
    /// The columns, from 0: 6 the metric, 8 the row, 9 the percentile, 10 the value (nanoseconds, bytes or a count),
    /// 12 the number of runs.
    static func all(influx lines: some Sequence<String>, kernel: String) -> [Row: Measurement] {
        var measured: [Row: Measurement] = [:]
        for line in lines {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count == 15, let row = Row(rawValue: String(fields[8])), let value = Double(fields[10]) else {
                continue
            }
            measured[row, default: Measurement(name: row.rawValue, kernel: kernel)].take(
                metric: fields[6], percentile: fields[9], value: value, runs: Int(fields[12]) ?? 0)
        }
        for (row, measurement) in measured { measured[row] = measurement.withRate(of: row) }
        return measured
    }

    private mutating func take(metric: Substring, percentile: Substring, value: Double, runs: Int) {
        self.runs = runs
        switch (metric, percentile) {
        case ("Time(wallclock)", "0.0"): fastestSeconds = value * 1e-9
        case ("Time(wallclock)", "50.0"): medianSeconds = value * 1e-9
        case ("Time(wallclock)", "100.0"): slowestSeconds = value * 1e-9
        case ("Memory(residentpeak)", "100.0"): peakResidentBytes = Int(value)
        case (Row.rateMetric[...], "50.0"): perSecond = value
        default: break
        }
    }

    private func withRate(of row: Row) -> Measurement {
        var result = self
        if row.isProof { result.proofsPerMinute = 60 / medianSeconds }
        guard let work = row.work else { return result }
        result.unit = work.unit
        result.perSecond = perSecond ?? work.count.map { Double($0) / medianSeconds }
        return result
    }
}
