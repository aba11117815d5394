import ArgumentParser
import Console
import Wire

/// What a task offers to whoever takes it alone.
struct LeaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Let a worker have the task alone, for so many seconds at the most. (default: whoever is first)",
            valueName: "seconds"))
    var leaseSeconds: Int64?

    @Option(
        help: ArgumentHelp(
            "What such a worker stakes, in the smallest unit. (default: the least that the service takes)",
            valueName: "amount"))
    var stake: UInt64?

    @Option(
        help: ArgumentHelp(
            """
            How long such a worker may be silent before the task is free again; 0 asks for no sign of life. (default: half an \
            hour, or more where the service wants it or the lease is longer than 32 hours; none for a lease that is no longer than that)
            """, valueName: "seconds"))
    var heartbeatSeconds: Int64?

    func validate() throws {
        guard let leaseSeconds else {
            guard stake == nil, heartbeatSeconds == nil else {
                throw ValidationError("--stake and --heartbeat-seconds go with --lease-seconds.")
            }
            return
        }
        guard PostTask.Lease.durations.contains(leaseSeconds) else {
            throw ValidationError("--lease-seconds takes 1 to \(PostTask.Lease.durations.upperBound).")
        }
        if let stake, !WireRange.amounts.contains(stake) { throw ValidationError("--stake takes less than 2^63.") }
        let heartbeats = PostTask.Lease.heartbeats(of: leaseSeconds)
        if let heartbeatSeconds, heartbeatSeconds != 0, !heartbeats.contains(heartbeatSeconds) {
            throw ValidationError(
                "--heartbeat-seconds takes 0, or from \(heartbeats.lowerBound) to less than --lease-seconds.")
        }
    }

    /// Nil for a race. What is left open is what the service takes: of one that says nothing of signs of life, none are asked for,
    /// nor where the lease is no longer than the silence.
    func offer(to service: ServiceRecord) -> PostTask.Lease? {
        guard let leaseSeconds else { return nil }
        let heartbeats = PostTask.Lease.heartbeats(of: leaseSeconds)
        let usual = service.leases.map { max(1800, $0.leastHeartbeatSeconds, heartbeats.lowerBound) }
        let heartbeat = heartbeatSeconds ?? usual ?? 0
        return PostTask.Lease(
            seconds: leaseSeconds, stake: stake ?? service.leases?.leastStake ?? 0,
            heartbeatSeconds: heartbeats.contains(heartbeat) ? heartbeat : nil)
    }
}

extension PostTask.Lease {
    /// For whoever offers it.
    var sentence: String {
        let length = TimeText.length(seconds: Double(seconds))
        let silence = heartbeatSeconds.map { ", ends with \(TimeText.length(seconds: Double($0))) of silence" } ?? ""
        return "\(length) at the most\(silence), for a stake of \(Quantity.amount(stake))"
    }
}
