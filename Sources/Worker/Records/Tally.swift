/// The money of all jobs together as it is counted, job by job: exact, where `Totals` has what fits in 64 bits.
package struct Tally: Sendable {
    /// Of the jobs of one standing, with their amounts as the history has them: at most 63 bits each.
    struct Sums: Sendable {
        var jobs = 0
        var paid: UInt128 = 0
        var net: UInt128 = 0
        var lost: UInt128 = 0
    }

    private var sums: [Job.Standing: Sums]

    /// Of no job.
    package init() { self.init([:]) }

    init(_ sums: [Job.Standing: Sums]) { self.sums = sums }

    /// Counts a job that stands like this now.
    ///
    /// - Parameter earlier: how it stood when it was counted before; nil where it was not.
    package mutating func count(_ job: Job, inPlaceOf earlier: Job?) {
        if let earlier { sums[earlier.standing]?.take(Sums(earlier)) }
        sums[job.standing, default: Sums()].add(Sums(job))
    }

    /// What people see of it.
    package var totals: Totals {
        var totals = Totals()
        for (standing, sums) in sums where sums.jobs > 0 { totals.jobs[standing.rawValue] = sums.jobs }
        totals.paid = UInt64(clamping: sums[.paid]?.paid ?? 0)
        totals.pending = UInt64(clamping: sums[.pending]?.net ?? 0)
        totals.refused = UInt64(clamping: sums[.refused]?.net ?? 0)
        totals.lost = UInt64(clamping: sums.values.reduce(0) { $0 + $1.lost })
        return totals
    }
}

extension Tally.Sums {
    fileprivate init(_ job: Job) {
        func stored(_ amount: UInt64) -> UInt128 { UInt128(min(amount, UInt64(Int64.max))) }
        self.init(jobs: 1, paid: stored(job.ending?.paid ?? 0), net: stored(job.net), lost: stored(job.lost))
    }

    fileprivate mutating func add(_ other: Self) {
        jobs += other.jobs
        paid += other.paid
        net += other.net
        lost += other.lost
    }

    /// Never below nothing: no worker ends for a row that another program altered.
    fileprivate mutating func take(_ other: Self) {
        jobs -= min(jobs, other.jobs)
        paid -= min(paid, other.paid)
        net -= min(net, other.net)
        lost -= min(lost, other.lost)
    }
}
