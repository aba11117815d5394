internal import GRDB
internal import Synchronization
internal import VerifiedCompute

/// What a worker did, in one SQLite file: `jobs.sqlite` of its workspace.
///
/// It is for people: money rests on the outbox alone, and where the two differ the outbox is right. One process writes it; any
/// number may read it meanwhile, with `init(reading:)`. Each function is one transaction.
package final class History: Sendable {
    /// The file; nil where nothing is written to one.
    private let path: String?
    private let database: Mutex<any DatabaseWriter>

    /// How many tasks that were passed over are remembered.
    package static let passedOverLimit = 1000

    /// Opens the history at `path` for the one who writes it, and makes it where there is none. Throws where it is damaged.
    package init(path: String) throws(HistoryError) {
        self.path = path
        database = Mutex(try Self.open(path))
    }

    /// A history that is gone with the process: for a worker that cannot have a file.
    package init() throws(HistoryError) {
        path = nil
        database = Mutex(try Self.withoutFile())
    }

    private static func withoutFile() throws(HistoryError) -> any DatabaseWriter {
        try translating {
            let queue = try DatabaseQueue(configuration: configuration())
            try HistorySchema.migrator.migrate(queue)
            return queue
        }
    }

    /// Opens the history at `path` to read it, while the worker runs or not. Throws `none` where there is none.
    package init(reading path: String) throws(HistoryError) {
        self.path = path
        do {
            var configuration = Self.configuration()
            configuration.readonly = true
            database = Mutex(try DatabasePool(path: path, configuration: configuration))
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
            throw .none(path: path)
        } catch {
            throw Self.error(error)
        }
    }

    /// Opens the history at `path` for the one who writes it, whatever its state: no worker is to stand still for want of it.
    ///
    /// One that is damaged, or that cannot be opened, is put aside and begun anew; where that cannot be either, there is one
    /// without a file. `noted` is told what was done.
    package static func open(_ path: String, noted: (String) -> Void) throws(HistoryError) -> History {
        let failure: HistoryError
        do throws(HistoryError) {
            return try History(path: path)
        } catch {
            failure = error
        }
        do throws(HistoryError) {
            let aside = try putAside(path, after: failure)
            let history = try History(path: path)
            noted("\(failure.sentence): it is kept as \(aside), and a new one is begun")
            return history
        } catch {
            noted("\(error.sentence): until the next start, jobs are not written down, and are paid all the same")
            return try History()
        }
    }

    /// Puts the file aside, which is damaged, and begins anew. Returns where it is kept. Throws where nothing is wrong with the
    /// file, and where it cannot be put aside: then what follows is kept without a file.
    package func renew(after failure: HistoryError) throws(HistoryError) -> String {
        guard let path, failure.isDamage else { throw failure }
        return try database.withLock { (database) throws(HistoryError) -> String in
            // Closed first: SQLite removes the files beside it by their names.
            try? database.close()
            do throws(HistoryError) {
                let aside = try Self.putAside(path, after: failure)
                database = try Self.open(path)
                return aside
            } catch {
                database = try Self.withoutFile()
                throw error
            }
        }
    }

    private static func open(_ path: String) throws(HistoryError) -> any DatabaseWriter {
        try translating {
            let pool = try DatabasePool(path: path, configuration: configuration())
            try pool.writeWithoutTransaction { database in
                // GRDB takes NORMAL for WAL, under which a power failure may undo what was written.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // So that the file beside it stays below half a megabyte: the disk may be small.
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 100")
                // SQLite opens a file that is damaged further on, and fails when it comes there.
                let finding = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
                guard finding == "ok" else { throw HistoryError.damaged("the check of the file failed") }
            }
            try HistorySchema.migrator.migrate(pool)
            return pool
        }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.label = "jobs"
        return configuration
    }

    package func close() { database.withLock { _ = try? $0.close() } }

    // MARK: Reading

    /// The jobs that were chosen last, the latest first.
    ///
    /// - Parameters:
    ///   - standings: those with one of these; empty for all.
    ///   - kind: those of this kind of task; nil for all.
    ///   - offset: how many of them to leave out at the beginning.
    package func jobs(
        _ standings: Set<Job.Standing> = [], kind: String? = nil, limit: Int = 100, offset: Int = 0
    ) throws(HistoryError) -> [Job] {
        let standing = standings.isEmpty ? "1" : standings.map(\.condition).sorted().joined(separator: " OR ")
        return try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM job WHERE (\(standing)) AND kind = coalesce(?, kind)
                    ORDER BY chosen_at DESC, task, service LIMIT ? OFFSET ?
                    """,
                arguments: [kind, max(0, limit), max(0, offset)])
            return try rows.map { try Job($0) }
        }
    }

    /// The job of this name; nil where it was never chosen.
    package func job(_ name: JobName) throws(HistoryError) -> Job? {
        try read { database in
            try Self.job(name, in: database)
        }
    }

    private static func job(_ name: JobName, in database: Database) throws -> Job? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM job WHERE task = ? AND service = ?",
            arguments: [name.task.blob, name.service]
        )
        .map { try Job($0) }
    }

    /// The money of all jobs together.
    package func totals() throws(HistoryError) -> Totals { try tally().totals }

    /// The same, to be gone on with as jobs are recorded: this looks at every job.
    package func tally() throws(HistoryError) -> Tally {
        let cases = Job.Standing.allCases.map { "WHEN \($0.condition) THEN '\($0.rawValue)'" }
        return try read { database in
            // A history that an earlier version writes has no such column.
            let lost = try database.columns(in: "job").contains { $0.name == "lost" } ? "lost" : "0"
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT CASE \(cases.joined(separator: " ")) END AS standing, count(*) AS jobs,
                      sum(paid >> 32) AS paidHigh, sum(paid & 0xffffffff) AS paidLow,
                      sum(net >> 32) AS netHigh, sum(net & 0xffffffff) AS netLow,
                      sum(\(lost) >> 32) AS lostHigh, sum(\(lost) & 0xffffffff) AS lostLow
                    FROM job GROUP BY standing
                    """)
            var sums: [Job.Standing: Tally.Sums] = [:]
            for row in rows {
                let word: String? = row["standing"]
                guard let standing = word.flatMap({ Job.Standing(rawValue: $0) }) else {
                    throw HistoryError.damaged("ending")
                }
                sums[standing] = Tally.Sums(
                    jobs: row["jobs"], paid: try row.sum("paid"), net: try row.sum("net"), lost: try row.sum("lost"))
            }
            return Tally(sums)
        }
    }

    /// How those of the jobs ended that are over for good: one that was given up before anything was found may be chosen again.
    package func endings(of names: [JobName]) throws(HistoryError) -> [JobName: Job.Ending.Kind] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT ending FROM job WHERE task = ? AND service = ? AND ending <> 'dropped'")
            var endings: [JobName: Job.Ending.Kind] = [:]
            for name in names {
                guard let word = try String.fetchOne(statement, arguments: [name.task.blob, name.service]) else {
                    continue
                }
                guard let kind = Job.Ending.Kind(rawValue: word) else { throw HistoryError.damaged("ending") }
                endings[name] = kind
            }
            return endings
        }
    }

    /// The tasks that were last passed over, the latest first.
    package func passedOver(limit: Int = 100) throws(HistoryError) -> [PassedOver] {
        try read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM passed_over ORDER BY at DESC, task LIMIT ?", arguments: [max(0, limit)]
            ).map { row in
                PassedOver(
                    task: try row.digest("task"), service: row["service"], reward: try row.amount("reward"),
                    reason: row["reason"], at: row["at"])
            }
        }
    }

    /// What the machine was measured at, by kind of task.
    package func rates() throws(HistoryError) -> [String: Rate] {
        try read { database in
            var rates: [String: Rate] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT * FROM rate") {
                rates[row["kind"]] = Rate(
                    keysPerThreadSecond: row["keys_per_thread_second"], proveSeconds: row["prove_seconds"])
            }
            return rates
        }
    }

    // MARK: Writing

    /// Writes the job as it is now.
    ///
    /// - Returns: how it was written before; nil where it was not.
    @discardableResult
    package func record(_ job: Job) throws(HistoryError) -> Job? {
        try write { database in
            let earlier = try Self.job(job.name, in: database)
            let columns = job.columns
            let names = columns.map(\.name)
            let updates = names.dropFirst(2).map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
            try database.execute(
                sql: """
                    INSERT INTO job (\(names.joined(separator: ", ")))
                    VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))
                    ON CONFLICT (task, service) DO UPDATE SET \(updates)
                    """, arguments: StatementArguments(columns.map(\.value)))
            try database.execute(
                sql: "DELETE FROM passed_over WHERE task = ? AND service = ?", arguments: [job.task.blob, job.service])
            return earlier
        }
    }

    /// Writes why tasks were passed over, in place of what was written of them before; the oldest are forgotten.
    package func record(_ passedOver: [PassedOver]) throws(HistoryError) {
        guard !passedOver.isEmpty else { return }
        try write { database in
            for task in passedOver {
                try database.execute(
                    sql: """
                        INSERT OR REPLACE INTO passed_over (task, service, reward, reason, at) VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [task.task.blob, task.service, Int64(clamping: task.reward), task.reason, task.at])
            }
            try database.execute(
                sql: """
                    DELETE FROM passed_over WHERE at < (SELECT at FROM passed_over ORDER BY at DESC LIMIT 1 OFFSET ?)
                    """, arguments: [Self.passedOverLimit - 1])
        }
    }

    package func record(_ rate: Rate, of kind: String) throws(HistoryError) {
        try write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO rate (kind, keys_per_thread_second, prove_seconds) VALUES (?, ?, ?)",
                arguments: [kind, rate.keysPerThreadSecond, rate.proveSeconds])
        }
    }

    // MARK: Access

    private func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) throws(HistoryError) -> Value {
        let database = database.withLock { $0 }
        return try Self.translating { try database.read(body) }
    }

    private func write<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) throws(HistoryError) -> Value {
        let database = database.withLock { $0 }
        return try Self.translating { try database.write(body) }
    }

    private static func translating<Value>(_ body: () throws -> Value) throws(HistoryError) -> Value {
        do { return try body() } catch { throw Self.error(error) }
    }

    private static func error(_ error: any Error) -> HistoryError {
        switch error {
        case let error as HistoryError: error
        case let error as DatabaseError:
            .storage(code: error.extendedResultCode.rawValue, message: error.message ?? "")
        default: .damaged(String(describing: type(of: error)))
        }
    }
}

extension Row {
    /// A sum that was taken in halves, since SQLite ends a query whose sum passes 64 bits: what a service promises has no bound
    /// but that.
    fileprivate func sum(_ name: String) throws(HistoryError) -> UInt128 {
        let (high, low): (Int64, Int64) = (self["\(name)High"], self["\(name)Low"])
        guard high >= 0, low >= 0 else { throw .damaged(name) }
        return (UInt128(high) << 32) + UInt128(low)
    }
}
