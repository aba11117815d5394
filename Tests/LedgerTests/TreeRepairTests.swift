import Escrow
import Foundation
import GRDB
import Journal
import Ledger
import LedgerSupport
import MarketSupport
import Sealing
import Synchronization
import TestSupport
import Testing

/// Books that a program of the first version kept, before and after a later one had opened them.
@Suite struct TreeRepairs {
    private let scratch: TemporaryFolder
    private let entries: [Entry]
    private let service: ID<Party>

    init() throws {
        scratch = try TemporaryFolder()
        let service = ID<Party>(TestLog.identity(7).verificationKey.bytes)!
        var entries: [Entry] = []
        for number in 0..<3100 {
            let movement = Movement(.deposit(to: Stage.alice), Amount(1)!, reference: Reference("\(number)")!)
            let transfer = Transfer(Amount(1)!, from: .outside, to: .available(Stage.alice), for: .deposit)!
            entries.append(
                Entry(
                    index: UInt64(number), time: Stage.moment(Int64(number)),
                    previous: entries.last?.hash ?? Entry.genesis(of: service), act: .movement(movement),
                    outcome: Outcome(events: [.deposited], transfers: [transfer])))
        }
        (self.entries, self.service) = (entries, service)
    }

    private var path: String { scratch.path("books") }

    /// Adds entries as the first version does: it knows of no tree.
    private func write(_ range: Range<Int>) throws {
        var tree = MerkleTree()
        for entry in entries[..<range.upperBound] { tree.append(entry.hash) }
        let (last, service, peaks) = (entries[range.upperBound - 1], Data(service.bytes), Data(tree.peakBytes))
        let rows = entries[range].map { (Int64($0.index), $0.task.map { Data($0.bytes) }, Data($0.canonicalBytes)) }
        let (head, size, time) = (Data(last.hash.bytes), Int64(tree.size), last.time.milliseconds)
        let database = try DatabaseQueue(path: path)
        try database.write { database in
            for (number, task, bytes) in rows {
                try database.execute(
                    sql: "INSERT INTO entry (number, task, bytes) VALUES (?, ?, ?)", arguments: [number, task, bytes])
            }
            try database.execute(
                sql: """
                    INSERT INTO log (id, service, size, head, time, peaks) VALUES (1, ?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE
                    SET size = excluded.size, head = excluded.head, time = excluded.time, peaks = excluded.peaks
                    """, arguments: [service, size, head, time, peaks])
        }
        try database.close()
    }

    /// Opens the books, and how many nodes each transaction of that made.
    private func open() throws -> (Books, nodes: [Int]) {
        let (books, statements) = try openNoting()
        return (books, statements.nodes)
    }

    private func openNoting() throws -> (Books, Statements) {
        let recorder = Recorder()
        let books = try Books(
            path: path, identity: TestLog.identity(7), beforeEachStatement: { recorder.note($0) },
            beforeEachRead: { recorder.note($0) })
        return (books, recorder.all)
    }

    /// What was executed, in order.
    private struct Statements {
        var all: [String] = []

        /// How many nodes each transaction made.
        var nodes: [Int] {
            all.reduce(into: []) { counts, sql in
                if sql.hasPrefix("BEGIN") { counts.append(0) }
                if sql.hasPrefix("INSERT INTO tree_node"), !counts.isEmpty { counts[counts.count - 1] += 1 }
            }
        }

        /// Those that concern the tree.
        var ofTheTree: [String] { all.filter { $0.contains("tree_node") || $0.contains("FROM entry") } }
    }

    private final class Recorder: Sendable {
        private let statements = Mutex(Statements())

        func note(_ sql: String) { statements.withLock { $0.all.append(sql) } }

        var all: Statements { statements.withLock { $0 } }
    }

    private func nodeCount(of size: Int) -> Int { (1..<63).reduce(0) { $0 + size >> $1 } }

    /// Whether the books show that some entries are in the log, and that it continues smaller ones.
    private func proves(_ books: Books, _ size: Int) async throws -> Bool {
        var (tree, roots) = (MerkleTree(), [MerkleTree().root])
        for entry in entries[..<size] {
            tree.append(entry.hash)
            roots.append(tree.root)
        }
        for index in stride(from: 0, to: size, by: 37) {
            let inclusion = try await books.inclusion(of: UInt64(index), in: UInt64(size))
            let consistency = try await books.consistency(of: UInt64(index + 1), with: UInt64(size))
            guard inclusion?.holds(for: entries[index].hash, under: roots[size]) == true,
                consistency?.holds(from: roots[index + 1], to: roots[size]) == true
            else { return false }
        }
        return true
    }

    @Test func theTreeOfBooksOfTheFirstVersionIsMadeBitByBit() async throws {
        let size = entries.count
        try Schema.make(version: 1, at: path)
        try write(0..<size)
        let (books, nodes) = try open()
        #expect(nodes.reduce(0, +) == nodeCount(of: size))
        #expect(nodes.max()! <= 1024 && nodes.count { $0 > 0 } > 3)
        #expect(try await proves(books, size))
        try books.close()
        let (again, none) = try open()
        #expect(none.reduce(0, +) == 0)
        try again.close()
    }

    @Test func whatAnEarlierProgramWroteIntoLaterBooksIsMadeUpFor() async throws {
        let size = entries.count
        try Schema.make(version: 1, at: path)
        try write(0..<1000)
        let (books, _) = try open()
        #expect(try await proves(books, 1000))
        try books.close()
        try write(1000..<size)
        let (again, nodes) = try open()
        #expect(nodes.reduce(0, +) == nodeCount(of: size) - nodeCount(of: 1000))
        #expect(try await proves(again, size))
        let receipt = try await again.deposit(
            Amount(5)!, to: Stage.alice, reference: Reference("after")!, at: entries.last!.time)
        #expect(receipt.entry.previous == entries.last!.hash)
        #expect(try await again.inclusion(of: UInt64(size), in: UInt64(size) + 1) != nil)
        try again.close()
    }

    @Test func wholeBooksAreOpenedWithoutALookAtTheTree() async throws {
        try Schema.make(version: 1, at: path)
        try write(0..<1000)
        let (books, first) = try openNoting()
        #expect(!first.ofTheTree.isEmpty)
        _ = try await books.deposit(
            Amount(5)!, to: Stage.alice, reference: Reference("after")!, at: entries[999].time)
        try books.close()
        for _ in 0..<2 {
            let (again, statements) = try openNoting()
            #expect(statements.ofTheTree == [] && !statements.all.isEmpty)
            try again.close()
        }
        // Books that were new are whole from the beginning.
        let fresh = try Books(path: scratch.path("fresh"), identity: TestLog.identity(7))
        _ = try await fresh.deposit(Amount(5)!, to: Stage.alice, reference: Reference("1")!, at: Stage.moment(1))
        try fresh.close()
        let recorder = Recorder()
        let again = try Books(
            path: scratch.path("fresh"), identity: TestLog.identity(7), beforeEachStatement: { recorder.note($0) },
            beforeEachRead: { recorder.note($0) })
        #expect(recorder.all.ofTheTree == [])
        try again.close()
    }

    /// An earlier program wrote while a later one had the books open, which then went on after it.
    @Test func aHoleThatIsBehindLaterEntriesIsMadeUpFor() async throws {
        try Schema.make(version: 1, at: path)
        try write(0..<1000)
        let (books, _) = try open()
        try write(1000..<1700)
        for number in 0..<9 {
            _ = try await books.deposit(
                Amount(5)!, to: Stage.alice, reference: Reference("after \(number)")!, at: entries[1699].time)
        }
        await #expect(throws: BooksError.self) { _ = try await books.inclusion(of: 1300, in: 1709) }
        try books.close()
        let (again, nodes) = try open()
        #expect(nodes.reduce(0, +) > 600)
        #expect(try await proves(again, 1700))
        #expect(try await again.inclusion(of: 1708, in: 1709) != nil)
        try again.close()
        let (whole, none) = try openNoting()
        #expect(none.ofTheTree == [])
        try whole.close()
    }
}
