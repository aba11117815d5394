internal import CoreMetrics
internal import Formats
internal import Prometheus
package import Worker

/// A worker's status as Prometheus reads it. Docs/worker.md has what each means and when to worry.
package enum WorkerMeasures {
    /// The text of all series, from one status: nothing is counted beside it, so the two never differ.
    package static func text(_ status: Status) -> String {
        let registry = PrometheusRegistry()
        func gauge(_ name: String, _ value: Double, _ dimensions: [(String, String)] = []) {
            Meter(label: "vc_worker_\(name)", dimensions: dimensions, factory: registry).set(value)
        }
        gauge("info", 1, [("version", status.version), ("identity", status.identity.hex)])
        gauge("start_time_seconds", Double(status.startedAt) / 1000)
        gauge("troubles", Double(status.troubles.count))
        gauge("stopping", status.isStopping ? 1 : 0)

        Counter(label: "vc_worker_paid_units_total", factory: registry).increment(
            by: Int64(clamping: status.totals.paid))
        Counter(label: "vc_worker_lost_units_total", factory: registry).increment(
            by: Int64(clamping: status.totals.lost))
        gauge("pending_units", Double(status.totals.pending))
        gauge("refused_units", Double(status.totals.refused))
        for standing in Job.Standing.allCases {
            gauge("jobs", Double(status.totals.jobs[standing.rawValue] ?? 0), [("standing", standing.rawValue)])
        }
        for stage in Job.Stage.allCases where stage != .ended {
            gauge(
                "activities", Double(status.activities.count { $0.job.stage == stage }), [("stage", stage.rawValue)])
        }
        gauge("keys_per_second", status.activities.reduce(0) { $0 + $1.keysPerSecond })
        for (kind, rate) in status.rates {
            gauge("keys_per_thread_second", rate.keysPerThreadSecond, [("kind", kind)])
            if let seconds = rate.proveSeconds { gauge("prove_seconds", seconds, [("kind", kind)]) }
        }

        let limits = status.limits
        gauge("cpu_share_used", limits.cpuUsed)
        gauge("cpu_share_limit", limits.cpuShare)
        gauge("memory_bytes", Double(limits.memoryUsed) * 1000)
        gauge("memory_own_bytes", Double(limits.memoryOwn) * 1000)
        if let limit = limits.memoryLimit { gauge("memory_limit_bytes", Double(limit) * 1000) }

        for service in status.services {
            let name = [("service", service.address)]
            gauge("service_up", [.streaming, .polling].contains(service.reach) ? 1 : 0, name)
            gauge("service_tasks", Double(service.taskCount), name)
            gauge("service_log_entries", Double(service.logSize), name)
            if let time = service.answeredAt { gauge("service_answered_time_seconds", Double(time) / 1000, name) }
            if let available = service.available { gauge("service_available_units", Double(available), name) }
        }
        return registry.text
    }
}
