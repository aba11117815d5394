internal import Escrow
internal import Foundation
internal import GRDB
internal import Journal

/// The hash-chained log and where it stands.
struct LogTable {
    let database: Database

    /// The end of the log.
    struct End {
        let service: ID<Party>
        let head: ID<Entry>
        let time: Moment
        let tree: MerkleTree

        /// What the service signs about the log as it stands.
        func checkpoint(at now: Moment) -> Checkpoint {
            Checkpoint(size: tree.size, root: tree.root, head: head, time: max(now, time))
        }
    }

    /// Begins the log of a service, unless there is one.
    func begin(for service: ID<Party>) throws {
        try database.change(
            "INSERT INTO log (id, service, size, head, time, peaks) VALUES (1, ?, 0, ?, 0, x'') ON CONFLICT DO NOTHING",
            [service, Entry.genesis(of: service)])
        try database.change(
            "INSERT INTO account (kind, owner, balance) VALUES (0, x'', 0) ON CONFLICT DO NOTHING", [])
    }

    func end() throws -> End {
        guard let row = try database.row("SELECT service, size, head, time, peaks FROM log WHERE id = 1"),
            let tree = MerkleTree(size: try row.value("size"), peaks: try row.bytes("peaks"))
        else { throw BooksError.damaged("the end of the log") }
        return End(
            service: try row.value("service"), head: try row.value("head"), time: try row.value("time"), tree: tree)
    }

    /// Notes that a request was taken which was signed in this second after the beginning of 1970.
    func note(signed second: Int64) throws {
        try database.change("UPDATE log SET signed = max(signed, ?) WHERE id = 1", [second])
    }

    /// The last second that was noted; 0 where none was.
    func lastSigned() throws -> Int64 { try database.row("SELECT signed FROM log WHERE id = 1")?.value("signed") ?? 0 }

    /// Adds an entry after `end`, which must still be the end.
    func append(_ act: Act, _ outcome: Outcome, at now: Moment, after end: End) throws -> Entry {
        let entry = Entry(index: end.tree.size, time: now, previous: end.head, act: act, outcome: outcome)
        let bytes = entry.canonicalBytes
        let hash = MerkleTree.leafHash(bytes)
        var tree = end.tree
        try database.change(
            "INSERT INTO entry (number, task, bytes) VALUES (?, ?, ?)", [Int64(entry.index), entry.task, Data(bytes)])
        try grow(&tree, by: hash)
        try database.changeOne(
            """
            UPDATE log SET size = ?, head = ?, time = ?, peaks = ?, whole = CASE whole WHEN size THEN ? ELSE whole END
            WHERE id = 1 AND size = ? AND head = ?
            """,
            [
                Int64(tree.size), hash, now, Data(tree.peakBytes), Int64(tree.size), Int64(end.tree.size), end.head,
            ])
        return entry
    }

    /// Of how many entries, from the first on, all complete subtrees are known to be kept. A program of a version that keeps none
    /// leaves the number as it is, and so does whoever goes on after it.
    func wholeSize() throws -> UInt64 { try database.row("SELECT whole FROM log WHERE id = 1")?.value("whole") ?? 0 }

    func note(wholeSize size: UInt64) throws {
        try database.change("UPDATE log SET whole = max(whole, ?) WHERE id = 1", [Int64(size)])
    }

    /// Adds a leaf, and keeps the complete subtrees that it completes.
    private func grow(_ tree: inout MerkleTree, by leaf: ID<Entry>) throws {
        let index = tree.size
        for (number, node) in tree.append(leaf).enumerated() {
            let level = number + 1
            try insert(level, index >> level, node)
        }
    }

    /// Makes those of the complete subtrees of 2^`level` leaves, 2 or more, that are not kept. The level below must be whole.
    func fill(_ level: Int, _ numbers: Range<UInt64>) throws {
        let there = try Set(
            database.rows(
                "SELECT number FROM tree_node WHERE level = ? AND number >= ? AND number < ?",
                [level, Int64(numbers.lowerBound), Int64(numbers.upperBound)]
            ).map { try $0.value("number", as: UInt64.self) })
        for number in numbers where !there.contains(number) {
            try insert(
                level, number, MerkleTree.nodeHash(try kept(level - 1, 2 * number), try kept(level - 1, 2 * number + 1))
            )
        }
    }

    private func insert(_ level: Int, _ number: UInt64, _ node: ID<Entry>) throws {
        try database.change(
            "INSERT INTO tree_node (level, number, hash) VALUES (?, ?, ?)", [level, Int64(number), node])
    }

    /// What makes proofs about the log's tree.
    var prover: MerkleProver {
        MerkleProver { try kept($0, $1) }
    }

    private func kept(_ level: Int, _ number: UInt64) throws -> ID<Entry> {
        let node = try level == 0 ? leaf(number) : node(level, number)
        guard let node else { throw BooksError.damaged("a node of the log's tree is not there") }
        return node
    }

    private func leaf(_ number: UInt64) throws -> ID<Entry>? {
        try database.row("SELECT bytes FROM entry WHERE number = ?", [Int64(number)])
            .map { MerkleTree.leafHash(try $0.bytes("bytes")) }
    }

    private func node(_ level: Int, _ number: UInt64) throws -> ID<Entry>? {
        try database.row("SELECT hash FROM tree_node WHERE level = ? AND number = ?", [level, Int64(number)])?
            .value("hash")
    }

    /// The entry with this index; nil past the end.
    func entry(_ index: UInt64) throws -> Entry? {
        guard let number = Int64(exactly: index) else { return nil }
        return try database.row("SELECT bytes FROM entry WHERE number = ?", [number]).map(Self.entry)
    }

    /// At most `limit` entries from `index` on.
    func entries(from index: UInt64, limit: Int) throws -> [Entry] {
        guard let number = Int64(exactly: index) else { return [] }
        return try database.rows("SELECT bytes FROM entry WHERE number >= ? ORDER BY number LIMIT ?", [number, limit])
            .map(Self.entry)
    }

    /// All entries about a task.
    func entries(of task: ID<Contract>) throws -> [Entry] {
        try database.rows("SELECT bytes FROM entry WHERE task = ? ORDER BY number", [task]).map(Self.entry)
    }

    /// The first entry about a task after `index` that `isMeant` says yes to; nil where there is none.
    func entry(of task: ID<Contract>, after index: UInt64, where isMeant: (Entry) -> Bool) throws -> Entry? {
        let rows = try Row.fetchCursor(
            database, sql: "SELECT bytes FROM entry WHERE task = ? AND number > ? ORDER BY number",
            arguments: [task.stored, Int64(clamping: index)])
        while let row = try rows.next() {
            let entry = try Self.entry(row)
            if isMeant(entry) { return entry }
        }
        return nil
    }

    private static func entry(_ row: Row) throws -> Entry {
        guard let entry = try? Entry(canonicalBytes: row.bytes("bytes")) else {
            throw BooksError.damaged("an entry of the log")
        }
        return entry
    }
}
