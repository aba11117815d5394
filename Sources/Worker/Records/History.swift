internal import GRDB
package import VerifiedCompute

/// What a worker did, in one SQLite file: `jobs.sqlite` of its workspace.
///
/// It is for people: money rests on the outbox alone, and where the two differ the outbox is right. One process writes it; any
/// number may read it meanwhile, with `init(reading:)`. Each function is one transaction.
package final class History: Sendable {
    private let pool: DatabasePool

    /// How many tasks that were passed over are remembered.
    package static let passedOverLimit = 1000

    /// Opens the history at `path` for the one who writes it, and makes it where there is none.
    package init(path: String) throws(HistoryError) {
        pool = try Self.translating {
            let pool = try DatabasePool(path: path, configuration: Self.configuration())
            try pool.writeWithoutTransaction { database in
                // GRDB takes NORMAL for WAL, under which a power failure may undo what was written.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // So that the file beside it stays below half a megabyte: the disk may be small.
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 100")
            }
            try HistorySchema.migrator.migrate(pool)
            return pool
        }
    }

    /// Opens the history at `path` to read it, while the worker runs or not. Throws `none` where there is none.
    package init(reading path: String) throws(HistoryError) {
        do {
            var configuration = Self.configuration()
            configuration.readonly = true
            pool = try DatabasePool(path: path, configuration: configuration)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
            throw .none(path: path)
        } catch {
            throw Self.error(error)
        }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.label = "jobs"
        return configuration
    }

    package func close() { try? pool.close() }

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
                    ORDER BY chosen_at DESC, task LIMIT ? OFFSET ?
                    """,
                arguments: [kind, max(0, limit), max(0, offset)])
            return try rows.map { try Job($0) }
        }
    }

    /// The job of this task; nil where it was never chosen.
    package func job(_ task: Digest) throws(HistoryError) -> Job? {
        try read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM job WHERE task = ?", arguments: [task.blob])
                .map { try Job($0) }
        }
    }

    /// The money of all jobs together.
    package func totals() throws(HistoryError) -> Totals {
        try read { database in
            var totals = Totals()
            for standing in Job.Standing.allCases {
                let row = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT count(*) AS jobs,
                          coalesce(sum(paid >> 32), 0) AS paidHigh, coalesce(sum(paid & 0xffffffff), 0) AS paidLow,
                          coalesce(sum(net >> 32), 0) AS netHigh, coalesce(sum(net & 0xffffffff), 0) AS netLow
                        FROM job WHERE \(standing.condition)
                        """)!
                let count: Int = row["jobs"]
                if count > 0 { totals.jobs[standing.rawValue] = count }
                switch standing {
                case .paid: totals.paid = row.sum("paid")
                case .pending: totals.pending = row.sum("net")
                case .refused: totals.refused = row.sum("net")
                case .searching, .dropped: break
                }
            }
            return totals
        }
    }

    /// How each job ended that is over for good: one that was given up before anything was found may be chosen again.
    package func finished() throws(HistoryError) -> [Digest: Job.Ending.Kind] {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT task, ending FROM job WHERE ending IS NOT NULL AND ending <> 'dropped'")
            var finished: [Digest: Job.Ending.Kind] = [:]
            for row in rows {
                guard let kind = Job.Ending.Kind(rawValue: row["ending"]) else { throw HistoryError.damaged("ending") }
                finished[try row.digest("task")] = kind
            }
            return finished
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
    package func record(_ job: Job) throws(HistoryError) {
        try write { database in
            let columns = job.columns
            let names = columns.map(\.name)
            let updates = names.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
            try database.execute(
                sql: """
                    INSERT INTO job (\(names.joined(separator: ", ")))
                    VALUES (\(names.map { _ in "?" }.joined(separator: ", ")))
                    ON CONFLICT (task) DO UPDATE SET \(updates)
                    """, arguments: StatementArguments(columns.map(\.value)))
            try database.execute(sql: "DELETE FROM passed_over WHERE task = ?", arguments: [job.task.blob])
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
        try Self.translating { try pool.read(body) }
    }

    private func write(_ body: @Sendable (Database) throws -> Void) throws(HistoryError) {
        try Self.translating { try pool.write(body) }
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

/// Why the history was not read or written.
package enum HistoryError: Error, Equatable, Sendable {
    /// There is no history at this path.
    case none(path: String)
    /// What SQLite says; the code is its extended one.
    case storage(code: Int32, message: String)
    /// A row holds what no worker wrote.
    case damaged(String)

    /// One sentence for people.
    package var sentence: String {
        switch self {
        case .none(let path): "there is no history of a worker at \(path)"
        case .storage(let code, let message): "the history of jobs cannot be used: \(message) (SQLite code \(code))"
        case .damaged(let what):
            "the history of jobs is damaged (\(what)): move jobs.sqlite away, no money depends on it"
        }
    }
}

extension Row {
    /// A sum that was taken in halves, since SQLite ends a query whose sum passes 64 bits: what a service promises has no bound
    /// but that. The greatest number where the sum is greater.
    fileprivate func sum(_ name: String) -> UInt64 {
        let (high, low): (Int64, Int64) = (self["\(name)High"], self["\(name)Low"])
        guard high >= 0, low >= 0, high < 1 << 31 else { return .max }
        let (sum, overflow) = (UInt64(high) << 32).addingReportingOverflow(UInt64(low))
        return overflow ? .max : sum
    }
}
