public import Escrow
public import Journal
internal import Foundation
internal import GRDB

extension Books {
    public func task(_ task: ID<Contract>) async throws(BooksError) -> KeptTask? {
        try await read { try TaskTable(database: $0).task(task).map(KeptTask.init) }
    }

    /// Tasks in the order of their posting.
    ///
    /// - Parameter number: only what was posted after the task with this number; nil for all.
    public func tasks(
        _ filter: TaskFilter = TaskFilter(), after number: UInt64? = nil, limit: Int
    ) async throws(BooksError) -> [ListedTask] {
        try await read { database in
            let number = number.map { Int64(clamping: $0) } ?? -1
            return try TaskTable(database: database).tasks(filter, after: number, limit: limit)
        }
    }

    /// One task as a list shows it.
    public func listedTask(_ task: ID<Contract>) async throws(BooksError) -> ListedTask? {
        try await read { try TaskTable(database: $0).listedTask(task) }
    }

    /// The documents of tasks that somebody may still be paid for, in the order of their posting, after the task with
    /// this number. Of a task whose terms cannot be read it is empty.
    public func undecidedTasks(
        after number: UInt64? = nil, limit: Int
    ) async throws(BooksError) -> [(number: UInt64, document: [UInt8])] {
        try await read { database in
            try TaskTable(database: database).documents(
                in: [.open, .leased, .verifying], after: number.map { Int64(clamping: $0) } ?? -1, limit: limit)
        }
    }

    /// The document of a task that somebody may still be paid for; nil for others.
    public func document(ofUndecided task: ID<Contract>) async throws(BooksError) -> [UInt8]? {
        try await read { database in
            guard
                let row = try database.row(
                    "SELECT terms FROM task WHERE digest = ? AND state IN (1, 2, 3)", [task])
            else { return nil }
            return try? Terms(canonicalBytes: row.bytes("terms")).document
        }
    }

    /// How many tasks there are.
    public func taskCount(_ filter: TaskFilter) async throws(BooksError) -> Int {
        try await read { try TaskTable(database: $0).count(filter) }
    }

    /// What an account holds; of the outside, what it is short of.
    public func balance(of account: Account) async throws(BooksError) -> Amount {
        try await read { try AccountTable(database: $0).balance(account) }
    }

    /// What moved on an account, the oldest first, after the transfer with this number.
    public func transfers(
        of account: Account, after number: UInt64 = 0, limit: Int
    ) async throws(BooksError) -> [KeptTransfer] {
        try await read { database in
            let (kind, owner) = account.row
            return try database.rows(
                """
                SELECT number, entry, 0 AS is_incoming, amount, reason FROM transfer
                WHERE source_kind = ?1 AND source_owner = ?2 AND number > ?3
                UNION ALL
                SELECT number, entry, 1, amount, reason FROM transfer
                WHERE target_kind = ?1 AND target_owner = ?2 AND number > ?3
                ORDER BY number LIMIT ?4
                """,
                [kind, owner, Int64(clamping: number), limit]
            ).map { row in
                guard let reason = Transfer.Reason(rawValue: try row.value("reason")) else {
                    throw BooksError.damaged("the reason of a transfer")
                }
                return KeptTransfer(
                    number: try row.value("number"),
                    entry: try row.value("entry"), isIncoming: try row.value("is_incoming"),
                    amount: try row.value("amount"), reason: reason)
            }
        }
    }

    /// Proofs that wait for a verdict, in the order of their commitments' receipts: what a service that was stopped
    /// has yet to do.
    public func pendingProofs(limit: Int) async throws(BooksError) -> [PendingProof] {
        try await read { database in
            try database.rows(
                "SELECT task, sequence, party FROM commitment WHERE phase = 2 ORDER BY entry LIMIT ?", [limit]
            ).map { row in
                PendingProof(
                    task: try row.value("task"), sequence: try row.value("sequence"), party: try row.value("party"))
            }
        }
    }

    /// The bytes of a proof that waits for its verdict. For the verifier alone: nobody else may see them before the
    /// settlement. Nil where none waits.
    public func proofToJudge(_ sequence: UInt64, for task: ID<Contract>) async throws(BooksError) -> [UInt8]? {
        guard let sequence = Int64(exactly: sequence) else { return nil }
        return try await read { database in
            try database.row(
                """
                SELECT bytes FROM withheld_proof JOIN commitment USING (task, sequence)
                WHERE task = ? AND sequence = ? AND phase = 2
                """,
                [task, sequence]
            )?.bytes("bytes")
        }
    }

    /// The `proof.bin` that settled a task; nil before its settlement.
    public func publishedProof(for task: ID<Contract>) async throws(BooksError) -> [UInt8]? {
        try await read { try $0.row("SELECT bytes FROM published_proof WHERE task = ?", [task])?.bytes("bytes") }
    }

    /// The receipt of the settlement of a task; nil before it.
    public func settlement(of task: ID<Contract>) async throws(BooksError) -> Receipt? {
        let entry = try await read { database -> Entry? in
            guard let row = try database.row("SELECT entry FROM settlement WHERE task = ?", [task]) else { return nil }
            return try LogTable(database: database).entry(try row.value("entry"))
        }
        return entry.map(receipt)
    }

    public func totals() async throws(BooksError) -> Totals {
        try await read { database in
            let accounts = AccountTable(database: database)
            var tasks: [Contract.State: Int] = [:]
            for row in try database.rows("SELECT state, count(*) AS count FROM task GROUP BY state") {
                tasks[try row.value("state")] = try row.value("count")
            }
            return Totals(
                held: try accounts.balance(.outside), fees: try accounts.balance(.fee),
                burned: try accounts.balance(.burn), tasks: tasks,
                entries: try LogTable(database: database).end().tree.size)
        }
    }
}
