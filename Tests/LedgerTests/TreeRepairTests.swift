import Escrow
import Foundation
import GRDB
import Journal
import Ledger
import LedgerSupport
import MarketSupport
import Sealing
import Synchronization
import Testing

/// Books that a program of the first version kept, before and after a later one had opened them.
@Suite struct TreeRepairs {
    private let scratch: Scratch
    private let entries: [Entry]
    private let service: ID<Party>

    init() throws {
        scratch = try Scratch()
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
        let counts = Recorder()
        let books = try Books(path: path, identity: TestLog.identity(7)) { counts.note($0) }
        return (books, counts.all)
    }

    private final class Recorder: Sendable {
        private let counts = Mutex<[Int]>([])

        func note(_ sql: String) {
            counts.withLock { counts in
                if sql.hasPrefix("BEGIN") { counts.append(0) }
                if sql.hasPrefix("INSERT INTO tree_node"), !counts.isEmpty { counts[counts.count - 1] += 1 }
            }
        }

        var all: [Int] { counts.withLock { $0 } }
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
}
