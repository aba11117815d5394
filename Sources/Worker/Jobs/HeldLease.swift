internal import Formats
internal import Wire

/// The lease that a job has, in seconds by the service's clock.
struct HeldLease: Hashable, Sendable {
    /// Its last second, if no sign of life is given.
    let until: Int64
    /// Its last second in any case.
    let end: Int64
    /// How long its holder may be silent; nil where no sign of life is asked for.
    let heartbeat: Int64?
    /// Whether the service signed `until`. Where it only shows it, a sign of life is given at once: it may show anything.
    let isSigned: Bool

    init(until: Int64, end: Int64, heartbeat: Int64?, isSigned: Bool) {
        (self.until, self.end, self.heartbeat, self.isSigned) = (until, end, heartbeat, isSigned)
    }

    /// A lease of an earlier run, as the service shows it now, and no longer than one can be.
    init(_ holder: TaskRecord.Holder, of record: TaskRecord, at now: Int64) {
        let (seconds, heartbeat) = (record.lease?.seconds ?? 0, record.lease?.heartbeatSeconds)
        let until = min(holder.until, now + (heartbeat ?? seconds))
        let end = heartbeat == nil ? until : min(now + seconds, record.task.terms.deadline.seconds)
        self.init(until: until, end: max(until, end), heartbeat: heartbeat, isSigned: false)
    }

    /// The same lease after a sign of life.
    func prolonged(until second: Int64) -> Self {
        Self(until: second, end: max(end, second), heartbeat: heartbeat, isSigned: true)
    }

    /// The second from which on a sign of life counts.
    var due: Int64 { isSigned ? until - (heartbeat ?? 0) / 2 + 1 : 0 }
}
