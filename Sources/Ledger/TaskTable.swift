internal import Escrow
internal import Foundation
internal import GRDB
internal import Journal

/// Tasks and their live commitments, each change guarded by what it leaves.
struct TaskTable {
    let database: Database

    /// A task as it stands, and how often it has changed.
    struct Kept {
        let contract: Contract
        let version: Int64
        let number: Int64
    }

    private static let columns = """
        number, digest, terms, state, lease_holder, lease_until, lease_end, lease_stake, lease_count, commitment_count,
        version
        """

    func task(_ digest: ID<Contract>) throws -> Kept? {
        try database.row("SELECT \(Self.columns) FROM task WHERE digest = ?", [digest]).map(kept)
    }

    private static let listing = """
        SELECT number, terms, state, lease_holder, lease_until, lease_end, lease_stake,
            (SELECT count(*) FROM commitment WHERE task = digest AND phase <= 3) AS live FROM task
        """

    /// Tasks after `number` in the order of their posting, at most `limit`.
    func tasks(_ filter: TaskFilter, after number: Int64, limit: Int) throws -> [ListedTask] {
        try database.rows(
            "\(Self.listing) WHERE number > ? AND \(Self.condition(filter)) ORDER BY number LIMIT ?",
            [number, filter.minimumReward, filter.initiator, limit]
        ).map(listed)
    }

    func listedTask(_ digest: ID<Contract>) throws -> ListedTask? {
        try database.row("\(Self.listing) WHERE digest = ?", [digest]).map(listed)
    }

    private func listed(_ row: Row) throws -> ListedTask {
        let terms = try terms(row)
        return ListedTask(
            number: try row.value("number"), terms: terms, state: try row.value("state"),
            lease: try lease(of: terms, row), liveCommitmentCount: try row.value("live"))
    }

    func count(_ filter: TaskFilter) throws -> Int {
        let row = try database.row(
            "SELECT count(*) AS count FROM task WHERE \(Self.condition(filter))",
            [filter.minimumReward, filter.initiator])
        return try row?.value("count") ?? 0
    }

    /// What the rows that `filter` lets through satisfy. Takes the least reward and the initiator.
    private static func condition(_ filter: TaskFilter) -> String {
        let states = filter.states.map { String($0.rawValue) }.sorted().joined(separator: ", ")
        let initiator = filter.initiator == nil ? "? IS NULL" : "initiator = ?"
        return "state IN (\(states)) AND reward >= ? AND \(initiator)"
    }

    /// How many tasks of a party have not ended.
    func openCount(of initiator: ID<Party>) throws -> Int {
        let ended = Contract.State.allCases.filter(\.isTerminal).map { String($0.rawValue) }.joined(separator: ", ")
        return try database.row(
            "SELECT count(*) AS count FROM task WHERE initiator = ? AND state NOT IN (\(ended))", [initiator]
        )?.value("count") ?? 0
    }

    /// How many tasks a party has posted later than so many milliseconds after the beginning of 1970.
    func postCount(of initiator: ID<Party>, after milliseconds: Int64) throws -> Int {
        try database.row(
            "SELECT count(*) AS count FROM task WHERE initiator = ? AND posted > ?", [initiator, milliseconds]
        )?.value("count") ?? 0
    }

    /// Tasks for which time has something to decide at `now`, the longest overdue first.
    func due(at now: Moment, limit: Int) throws -> [ID<Contract>] {
        try database.rows("SELECT digest FROM task WHERE due <= ? ORDER BY due, number LIMIT ?", [now, limit])
            .map { try $0.value("digest") }
    }

    /// Whether time has something to decide about a task, and not before a later moment than `now`.
    func isEarly(for task: ID<Contract>, at now: Moment) throws -> Bool {
        try database.row("SELECT 1 FROM task WHERE digest = ? AND due > ?", [task, now]) != nil
    }

    /// The documents of tasks in these states after `number`, in the order of their posting; those that cannot be read
    /// are empty.
    func documents(
        in states: [Contract.State], after number: Int64, limit: Int
    ) throws -> [(number: UInt64, document: [UInt8])] {
        let states = states.map { String($0.rawValue) }.joined(separator: ", ")
        return try database.rows(
            "SELECT number, terms FROM task WHERE number > ? AND state IN (\(states)) ORDER BY number LIMIT ?",
            [number, limit]
        ).map { row in
            let terms = try? Terms(canonicalBytes: row.bytes("terms"))
            return (try row.value("number"), terms?.document ?? [])
        }
    }

    private func kept(_ row: Row) throws -> Kept {
        let terms = try terms(row)
        let contract = Contract(
            terms: terms, state: try row.value("state"), lease: try lease(of: terms, row),
            commitments: try liveCommitments(to: terms.task),
            leaseCount: try row.value("lease_count"),
            commitmentCount: try row.value("commitment_count"))
        return Kept(contract: contract, version: try row.value("version"), number: try row.value("number"))
    }

    private func terms(_ row: Row) throws -> Terms {
        guard let terms = try? Terms(canonicalBytes: row.bytes("terms")) else {
            throw BooksError.damaged("the terms of a task")
        }
        return terms
    }

    private func lease(of terms: Terms, _ row: Row) throws -> Contract.Lease? {
        guard let holder: ID<Party> = try row.optional("lease_holder") else { return nil }
        let until: Moment = try row.value("lease_until")
        // Programs of before there were heartbeats, which may still run beside this one, leave the end as it was.
        let end = try terms.lease?.heartbeat == nil ? until : row.value("lease_end")
        return Contract.Lease(holder: holder, until: until, end: end, stake: try row.value("lease_stake"))
    }

    private func liveCommitments(to task: ID<Contract>) throws -> [Commitment] {
        try database.rows(
            """
            SELECT sequence, party, hash, reveal_by, phase, payee, submission, salt FROM commitment
            WHERE task = ? AND phase <= 3 ORDER BY sequence
            """,
            [task]
        ).map { row in
            let phase: Commitment.Phase =
                switch try row.value("phase", as: Phase.self) {
                case .revealed: .revealed(try opening(row))
                case .proven: .proven(try opening(row))
                default: .sealed
                }
            return Commitment(
                sequence: try row.value("sequence"), party: try row.value("party"),
                hash: try row.value("hash"), revealBy: try row.value("reveal_by"), phase: phase)
        }
    }

    private func opening(_ row: Row) throws -> Opening {
        Opening(payee: try row.value("payee"), submission: try row.value("submission"), salt: try row.value("salt"))
    }

    func insert(_ contract: Contract, entry: UInt64, at now: Moment) throws {
        let terms = contract.terms
        try database.change(
            """
            INSERT INTO task
                (number, digest, initiator, reward, terms, state, due, lease_count, commitment_count, posted, version)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
            """,
            [
                Int64(entry), terms.task, terms.initiator, terms.reward, Data(terms.canonicalBytes), contract.state,
                contract.nextDue, Int64(contract.leaseCount), Int64(contract.commitmentCount), now,
            ])
    }

    /// Moves a task from the state that `old` has to the one that `new` has.
    func update(_ old: Kept, to new: Contract) throws {
        try database.changeOne(
            """
            UPDATE task SET state = ?, due = ?, lease_holder = ?, lease_until = ?, lease_end = ?, lease_stake = ?,
                lease_count = ?, commitment_count = ?, version = version + 1
            WHERE digest = ? AND state = ? AND version = ?
            """,
            [
                new.state, new.nextDue, new.lease?.holder, new.lease?.until, new.lease?.end, new.lease?.stake,
                Int64(new.leaseCount), Int64(new.commitmentCount), new.terms.task, old.contract.state, old.version,
            ])
    }
}
