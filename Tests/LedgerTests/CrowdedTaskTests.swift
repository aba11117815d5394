import Escrow
import Foundation
import GRDB
import Journal
import Ledger
import LedgerSupport
import MarketSupport
import TestSupport
import Testing

/// A task with as many live commitments as there may ever be.
@Suite struct CrowdedTasks {
    private let scratch: TemporaryFolder
    private let books: Books
    private let most = Contract.maximumLiveCommitments

    init() throws {
        scratch = try TemporaryFolder()
        books = try Books(path: scratch.path("books"), identity: TestLog.identity(0))
    }

    private func party(_ number: Int) -> ID<Party> {
        ID([UInt8](repeating: 0xcc, count: 30) + [UInt8(number >> 8), UInt8(number & 255)])!
    }

    /// The rows that commitments of so many strangers leave, after one of the story's worker, whose window ends at 60,001.
    ///
    /// - Parameter window: when the one with a number is to be revealed by.
    private func crowd(_ story: Story, upTo count: Int, window: (Int) -> Int64 = { _ in 60_001 }) async throws {
        try await story.commit()
        let task = Data(story.task.bytes)
        let strangers = (1..<count).map {
            (Int64($0), Data(party($0).bytes), Stage.moment(window($0)).milliseconds)
        }
        let bonds = Int64(10 * strangers.count)
        try await DatabaseQueue(path: scratch.path("books")).write { database in
            for (sequence, party, until) in strangers {
                try database.execute(
                    sql: """
                        INSERT INTO commitment (task, sequence, party, hash, reveal_by, phase, entry)
                        VALUES (?, ?, ?, ?, ?, 1, 5)
                        """, arguments: [task, sequence, party, party, until])
            }
            try database.execute(
                sql: "UPDATE task SET commitment_count = ? WHERE digest = ?", arguments: [Int64(count), task])
            try database.execute(
                sql: "UPDATE account SET balance = balance + ? WHERE kind = 4 AND owner = ?", arguments: [bonds, task])
            try database.execute(sql: "UPDATE account SET balance = balance - ? WHERE kind = 0", arguments: [bonds])
        }
    }

    @Test func itIsListedWithTheNumberOfThem() async throws {
        let story = try await Story(books)
        try await crowd(story, upTo: most)
        let listed = try #require(try await books.tasks(limit: 10).first)
        #expect(listed.liveCommitmentCount == most && listed.state == .verifying && listed.terms == story.terms)
        #expect(try await books.listedTask(story.task) == listed)
        #expect(try await books.task(story.task)?.contract.commitments.count == most)
    }

    @Test func itTakesOneLessThanTooMany() async throws {
        let story = try await Story(books)
        try await crowd(story, upTo: most - 1)
        try await story.commit(Story.rival)
        let hash = story.submission(Stage.stranger).opening.commitment(to: story.task)
        await #expect(throws: BooksError.refused(.tooManyCommitments)) {
            try await books.commit(hash, to: story.task, by: Stage.stranger, at: Stage.moment(2))
        }
    }

    @Test func itsSettlementReleasesAllOfThem() async throws {
        let story = try await Story(books)
        try await crowd(story, upTo: most)
        try await story.reveal()
        let receipt = try await books.judge(.proven(payee: Story.worker), of: 0, for: story.task, at: Stage.moment(3))
        #expect(receipt.entry.outcome.events.count == most + 1)
        for number in [1, 77, most - 1] {
            #expect(try await books.balance(of: .available(party(number))) == Amount(10)!)
        }
        #expect(try await books.balance(of: .bond(story.task)) == .zero)
        #expect(try await books.listedTask(story.task)?.liveCommitmentCount == 0)
    }

    /// Each step is one entry, tells of everyone whose window is over by then, and of nobody else.
    @Test func allWhoseWindowsAreOverLapseInOneStep() async throws {
        let story = try await Story(books)
        try await crowd(story, upTo: most) { 60_001 + Int64($0 % 3) }
        let entries = try await books.totals().entries
        var lapsed = 0
        for (step, over) in [0..<1, 1..<3].enumerated() {
            let sequences = (0..<most).filter { over.contains($0 % 3) }
            let sweep = try await books.sweep(at: Stage.moment(60_002 + Int64(over.upperBound - 1)))
            #expect(sweep.receipts.map(\.entry.outcome.events) == [sequences.map { .lapsed(sequence: UInt64($0)) }])
            lapsed += sequences.count
            #expect(try await books.totals().entries == entries + UInt64(step + 1))
            #expect(try await books.balance(of: .burn) == Amount(10 * UInt64(lapsed))!)
            #expect(try await books.listedTask(story.task)?.liveCommitmentCount == most - lapsed)
        }
        #expect(lapsed == most)
        #expect(try await books.listedTask(story.task)?.state == .open)
    }
}
