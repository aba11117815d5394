import Escrow
import Foundation
import GRDB
import Journal
import Ledger
import LedgerSupport
import MarketSupport
import Testing

/// A task with as many live commitments as there may ever be.
@Suite struct CrowdedTasks {
    private let scratch: Scratch
    private let books: Books
    private let most = Contract.maximumLiveCommitments

    init() throws {
        scratch = try Scratch()
        books = try Books(path: scratch.path("books"), identity: TestLog.identity(0))
    }

    private func party(_ number: Int) -> ID<Party> {
        ID([UInt8](repeating: 0xcc, count: 30) + [UInt8(number >> 8), UInt8(number & 255)])!
    }

    /// The rows that commitments of so many strangers leave, after one of the story's worker.
    private func crowd(_ story: Story, upTo count: Int) async throws {
        try await story.commit()
        let (task, strangers) = (Data(story.task.bytes), (1..<count).map { (Int64($0), Data(party($0).bytes)) })
        let (bonds, until) = (Int64(10 * strangers.count), Stage.moment(60_001).milliseconds)
        try await DatabaseQueue(path: scratch.path("books")).write { database in
            for (sequence, party) in strangers {
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

    @Test func theyAllLapseInOneStep() async throws {
        let story = try await Story(books)
        try await crowd(story, upTo: most)
        let sweep = try await books.sweep(at: Stage.moment(60_002))
        #expect(sweep.receipts.count == 1 && sweep.receipts[0].entry.outcome.events.count == most)
        #expect(try await books.balance(of: .burn) == Amount(10 * UInt64(most))!)
        #expect(try await books.listedTask(story.task)?.state == .open)
    }
}
