/// How jobs ended whose tasks services list now, so that none of them is chosen there again.
///
/// Each is looked up in the history once, for as long as its task is listed: what a worker did in months stays on the disk.
package struct EndedJobs: Sendable {
    /// Nil for a job that is not over for good, or that never was.
    private var endings: [JobName: Job.Ending.Kind?] = [:]

    package init() {}

    /// How many names it has.
    package var count: Int { endings.count }

    /// How the job ended; nil where it is not over for good, or its name is none of those that are followed.
    package subscript(name: JobName) -> Job.Ending.Kind? { endings[name] ?? nil }

    /// Follows these names from now on, and no others. Where the history cannot be read, those that are new are as without one,
    /// and are looked up the next time.
    package mutating func follow(_ names: [JobName], in history: History) throws(HistoryError) {
        var (known, new): ([JobName: Job.Ending.Kind?], [JobName]) = ([:], [])
        for name in names {
            if let ending = endings[name] { known.updateValue(ending, forKey: name) } else { new.append(name) }
        }
        endings = known
        guard !new.isEmpty else { return }
        let found = try history.endings(of: new)
        for name in new { endings.updateValue(found[name], forKey: name) }
    }

    /// The history has another word for this job by now: it is looked up again.
    package mutating func forget(_ name: JobName) { endings[name] = nil }
}
