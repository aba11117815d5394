public import Escrow
public import Journal
internal import GRDB
internal import Sealing

extension Books {
    /// The receipt of the entry with this index; nil past the end.
    public func receipt(at index: UInt64) async throws(BooksError) -> Receipt? {
        try await read { try LogTable(database: $0).entry(index) }.map(receipt)
    }

    /// At most `limit` entries from `index` on: what a stream of events has yet to send.
    public func entries(from index: UInt64, limit: Int) async throws(BooksError) -> [Entry] {
        try await read { try LogTable(database: $0).entries(from: index, limit: limit) }
    }

    /// All that ever happened to a task, the earliest first.
    public func entries(of task: ID<Contract>) async throws(BooksError) -> [Entry] {
        try await read { try LogTable(database: $0).entries(of: task) }
    }

    /// The time of the last entry; the beginning of 1970 where there is none.
    public func lastTime() async throws(BooksError) -> Moment {
        try await read { try LogTable(database: $0).end().time }
    }

    /// Notes that a request is taken which was signed in this second after the beginning of 1970; on the disk when this
    /// returns.
    public func note(signed second: Int64) async throws(BooksError) {
        try await write { try LogTable(database: $0).note(signed: second) }
    }

    /// No request that was ever noted was signed in a later second than this.
    public func lastSigned() async throws(BooksError) -> Int64 {
        try await read { try LogTable(database: $0).lastSigned() }
    }

    /// The receipt of the verdict on a commitment, among the entries after `index`; nil where there is none yet.
    public func verdict(
        on sequence: UInt64, for task: ID<Contract>, after index: UInt64
    ) async throws(BooksError) -> Receipt? {
        try await read { database in
            try LogTable(database: database).entry(of: task, after: index) { entry in
                if case .task(_, .judge(sequence: sequence, _)) = entry.act { true } else { false }
            }
        }.map(receipt)
    }

    /// The service's signature over its log as it stands.
    public func checkpoint(at now: Moment) async throws(BooksError) -> SignedCheckpoint {
        signed(try await read { try LogTable(database: $0).end().checkpoint(at: now) })
    }

    /// That an entry is the one at `index` of the first `size`; nil where there are no such entries.
    public func inclusion(of index: UInt64, in size: UInt64) async throws(BooksError) -> InclusionProof? {
        try await read { database in
            let log = LogTable(database: database)
            guard index < size, size <= (try log.end().tree.size) else { return nil }
            return try log.prover.inclusion(of: index, in: size)
        }
    }

    /// That the first `size` entries begin with the first `oldSize`; nil where there are not so many, or `oldSize` is 0.
    public func consistency(of oldSize: UInt64, with size: UInt64) async throws(BooksError) -> ConsistencyProof? {
        try await read { database in
            let log = LogTable(database: database)
            guard oldSize > 0, oldSize <= size, size <= (try log.end().tree.size) else { return nil }
            return try log.prover.consistency(of: oldSize, with: size)
        }
    }

    /// At most `limit` entries from `index` on as lines of an export, each settlement followed by its proof; the first
    /// call's begin with the service's key. When nothing is left to send, `checkpoint` makes the last line.
    public func lines(from index: UInt64, limit: Int) async throws(BooksError) -> [LogLine] {
        let service = ID<Party>(service.bytes)!
        return try await read { database in
            var lines: [LogLine] = index == 0 ? [.service(service)] : []
            for entry in try LogTable(database: database).entries(from: index, limit: limit) {
                lines.append(.entry(entry))
                guard let task = entry.task, entry.outcome.events.contains(where: \.isSettlement),
                    let row = try database.row("SELECT bytes FROM published_proof WHERE task = ?", [task])
                else { continue }
                lines.append(.proof(try row.bytes("bytes")))
            }
            return lines
        }
    }

    /// The whole log as it stands now, line by line. Throws a `BooksError`, or what `each` throws.
    public func export(at now: Moment, _ each: (LogLine) async throws -> Void) async throws {
        let last = try await checkpoint(at: now)
        var index: UInt64 = 0
        repeat {
            let count = Int(min(100, last.checkpoint.size - index))
            for line in try await lines(from: index, limit: count) { try await each(line) }
            index += UInt64(count)
        } while index < last.checkpoint.size
        try await each(.checkpoint(last))
    }
}

extension Event {
    fileprivate var isSettlement: Bool {
        if case .settled = self { true } else { false }
    }
}
