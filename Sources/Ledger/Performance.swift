internal import Escrow
internal import GRDB
internal import Journal

/// One act inside a transaction: asks the rules, then writes what they decided.
struct Performance {
    let database: Database
    let now: Moment
    private let quota: Quota
    private let end: LogTable.End
    private let accounts: AccountTable
    private let tasks: TaskTable
    private let log: LogTable

    init(_ database: Database, within quota: Quota = Quota(), at now: Moment) throws {
        self.database = database
        self.quota = quota
        accounts = AccountTable(database: database)
        tasks = TaskTable(database: database)
        log = LogTable(database: database)
        end = try log.end()
        self.now = max(now, end.time)
    }

    /// Does `act`, or finds the entry that it wrote when it was asked for before.
    ///
    /// - Parameter proof: the bytes that a reveal brings.
    func perform(_ act: Act, under idempotency: Idempotency?, proof: [UInt8]? = nil) throws -> Entry {
        if let idempotency, let entry = try earlierEntry(under: idempotency) { return entry }
        let entry =
            switch act {
            case .movement(let movement): try perform(movement)
            case .post(let terms): try post(terms)
            case .task(let task, let command): try perform(command, on: task, proof)
            }
        if let idempotency {
            try database.change(
                "INSERT INTO idempotency (caller, key, body, entry) VALUES (?, ?, ?, ?)",
                [idempotency.caller, idempotency.key, idempotency.body, Int64(entry.index)])
        }
        return entry
    }

    /// The entry of a request that was done before.
    func earlierEntry(under idempotency: Idempotency) throws -> Entry? {
        guard
            let row = try database.row(
                "SELECT body, entry FROM idempotency WHERE caller = ? AND key = ?",
                [idempotency.caller, idempotency.key])
        else { return nil }
        guard try row.value("body") == idempotency.body else { throw BooksError.keyReused }
        return try keptEntry(row)
    }

    private func keptEntry(_ row: Row) throws -> Entry {
        guard let entry = try log.entry(try row.value("entry")) else {
            throw BooksError.damaged("an entry that a row names is not there")
        }
        return entry
    }

    /// Money in or out. A reference that comes again for the same movement finds the first.
    private func perform(_ movement: Movement) throws -> Entry {
        let row = try database.row(
            "SELECT entry FROM movement WHERE is_incoming = ? AND reference = ?",
            [movement.isIncoming, movement.reference.text])
        if let entry = try row.map(keptEntry), entry.act == .movement(movement) { return entry }
        let transfer = try Rules.standard.decide(
            movement, isUsed: row != nil, available: try accounts.balance(movement.account),
            held: try accounts.balance(.outside))
        let entry = try log.append(
            .movement(movement),
            Outcome(events: [movement.isIncoming ? .deposited : .withdrawn], transfers: [transfer]), at: now, after: end
        )
        try accounts.apply([transfer], entry: entry.index)
        try database.change(
            "INSERT INTO movement (is_incoming, reference, entry) VALUES (?, ?, ?)",
            [movement.isIncoming, movement.reference.text, Int64(entry.index)])
        return entry
    }

    private func post(_ terms: Terms) throws -> Entry {
        let decision = try Rules.standard.post(
            terms, isKnown: try tasks.task(terms.task) != nil,
            available: try accounts.balance(.available(terms.initiator)), at: now)
        try require(tasks.openCount(of: terms.initiator), below: quota.openTasks, .openTasks)
        try require(
            tasks.postCount(of: terms.initiator, after: now.milliseconds - 86_400_000), below: quota.postsPerDay,
            .postsPerDay)
        let entry = try log.append(.post(terms), Outcome(decision), at: now, after: end)
        try accounts.apply(decision.transfers, entry: entry.index)
        try tasks.insert(decision.contract, entry: entry.index, at: now)
        return entry
    }

    private func require(_ count: Int, below limit: Int, _ kind: Quota.Kind) throws {
        guard count < limit else { throw BooksError.overQuota(kind, limit: limit) }
    }

    /// What the rules make of a command now.
    func decision(_ command: Command, on task: ID<Contract>) throws -> Decision {
        try decide(command, on: try tasks.task(task)?.contract)
    }

    private func decide(_ command: Command, on contract: Contract?) throws -> Decision {
        try Rules.standard.decide(
            command, on: contract,
            available: try command.payer.map { try accounts.balance(.available($0)) } ?? .zero, at: now)
    }

    private func perform(_ command: Command, on task: ID<Contract>, _ proof: [UInt8]?) throws -> Entry {
        let kept = try tasks.task(task)
        let decision = try decide(command, on: kept?.contract)
        guard let kept else { throw BooksError.damaged("a decision about no task") }
        if case .commit = command {
            try require(decision.contract.commitments.count - 1, below: quota.liveCommitments, .liveCommitments)
        }
        let entry = try log.append(.task(task, command), Outcome(decision), at: now, after: end)
        try tasks.update(kept, to: decision.contract)
        try accounts.apply(decision.transfers, entry: entry.index)
        try CommitmentTable(database: database, task: task, entry: entry.index)
            .follow(decision.events, of: decision.contract, proof: proof)
        if decision.contract.state.isTerminal { try accounts.close(task) }
        return entry
    }
}
