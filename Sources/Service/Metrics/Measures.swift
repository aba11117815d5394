internal import CoreMetrics
internal import Escrow
internal import Prometheus

/// What the service counts. Docs/operate.md has what each means and when to worry.
struct Measures: Sendable {
    private let registry: PrometheusRegistry
    let pendingProofs: Meter
    let eventStreams: Meter
    let connections: Meter
    let downloads: Meter
    let exports: Meter
    let logPages: Meter
    let swept: Counter
    /// In seconds: by how much the clock was set since the start.
    let clockParted: Meter
    let damagedTasks: Meter
    private let missingKeys: Counter
    private let verification: Timer
    private let batches: Counter

    init(_ registry: PrometheusRegistry) {
        self.registry = registry
        pendingProofs = Meter(label: "vc_pending_proofs", factory: registry)
        eventStreams = Meter(label: "vc_event_streams", factory: registry)
        connections = Meter(label: "vc_connections", factory: registry)
        downloads = Meter(label: "vc_downloads", factory: registry)
        exports = Meter(label: "vc_exports", factory: registry)
        logPages = Meter(label: "vc_log_pages", factory: registry)
        swept = Counter(label: "vc_swept_total", factory: registry)
        clockParted = Meter(label: "vc_clock_parted_seconds", factory: registry)
        damagedTasks = Meter(label: "vc_damaged_tasks", factory: registry)
        missingKeys = Counter(label: "vc_missing_keys_total", factory: registry)
        batches = Counter(label: "vc_verification_batches_total", factory: registry)
        verification = Timer(label: "vc_verification_seconds", dimensions: [], factory: registry)
    }

    /// - Parameters:
    ///   - path: the path's template, never what a client wrote.
    func answered(_ method: String, _ path: String, status: Int, in duration: Duration) {
        let dimensions = [("method", method), ("path", path), ("status", String(status))]
        Counter(label: "vc_requests_total", dimensions: dimensions, factory: registry).increment()
        Timer(label: "vc_request_seconds", dimensions: [("path", path)], factory: registry)
            .recordNanoseconds(duration.nanoseconds)
    }

    func refused(_ code: String) {
        Counter(label: "vc_problems_total", dimensions: [("code", code)], factory: registry).increment()
    }

    /// The verifying key of a task was needed and is not there.
    func missedKey() { missingKeys.increment() }

    /// A connection for which there was no place.
    func turnedAway(_ share: Places.Share) {
        Counter(label: "vc_connections_refused_total", dimensions: [("full", share.rawValue)], factory: registry)
            .increment()
    }

    /// A connection without a request that another has the place of.
    func displaced(_ share: Places.Share) {
        Counter(label: "vc_connections_displaced_total", dimensions: [("full", share.rawValue)], factory: registry)
            .increment()
    }

    /// A download whose reader lagged, and that another has the place of.
    func displaced(_ kind: Downloads.Kind) {
        Counter(label: "vc_downloads_displaced_total", dimensions: [("of", kind.rawValue)], factory: registry)
            .increment()
    }

    /// A connection that was closed because its other end was too slow.
    func closed(_ fault: Pace.Fault) {
        Counter(label: "vc_connections_closed_total", dimensions: [("slow", fault.rawValue)], factory: registry)
            .increment()
    }

    /// Proofs that were verified together, one or more.
    ///
    /// - Parameter share: the time that each took.
    func verified(_ verdicts: [Verdict], each share: Duration) {
        batches.increment()
        for verdict in verdicts { verified(verdict, in: share) }
    }

    private func verified(_ verdict: Verdict, in duration: Duration) {
        let name =
            switch verdict {
            case .proven: "proven"
            case .refused(let fault): "\(fault)"
            }
        Counter(label: "vc_verdicts_total", dimensions: [("verdict", name)], factory: registry).increment()
        verification.recordNanoseconds(duration.nanoseconds)
    }

    /// What the books come to, set when somebody looks.
    func set(_ name: String, _ value: UInt64, _ dimensions: [(String, String)] = []) {
        Meter(label: name, dimensions: dimensions, factory: registry).set(Double(value))
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds.multipliedReportingOverflow(by: 1_000_000_000).partialValue + attoseconds / 1_000_000_000
    }
}
