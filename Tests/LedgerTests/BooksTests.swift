import Escrow
import Foundation
import GRDB
import Journal
import Ledger
import LedgerSupport
import MarketSupport
import TestSupport
import Testing

@Suite struct BooksTests {
    private let scratch: TemporaryFolder
    private let books: Books

    init() throws {
        scratch = try TemporaryFolder()
        books = try Books(path: scratch.path("books"), identity: TestLog.identity(0))
    }

    // MARK: Publication

    @Test func nothingOfAProofIsVisibleBeforeItsSettlement() async throws {
        let story = try await Story(books)
        let proof = story.submission().proof
        try await story.commit()
        try await story.reveal()
        #expect(try await books.publishedProof(for: story.task) == nil)
        #expect(try await books.settlement(of: story.task) == nil)
        let before = try await books.exported(at: Stage.moment(3))
        #expect(!before.contains { $0.text.contains(LogLine.proof(proof).text.dropFirst(10).prefix(146)) })
        #expect(try await books.pendingProofs(limit: 9).map(\.party) == [Story.worker])
        #expect(try await books.proofToJudge(0, for: story.task) == proof)

        let receipt = try await books.judge(.proven(payee: Story.worker), of: 0, for: story.task, at: Stage.moment(4))
        #expect(try await books.publishedProof(for: story.task) == proof)
        #expect(try await books.settlement(of: story.task) == receipt && receipt.isValid(under: books.service))
        #expect(try await books.exported(at: Stage.moment(5)).contains(.proof(proof)))
        #expect(try await books.pendingProofs(limit: 9).isEmpty)
        #expect(try await books.proofToJudge(0, for: story.task) == nil)
    }

    @Test func aProofThatDoesNotWinIsNotKept() async throws {
        let story = try await Story(books)
        try await story.commit(Story.rival)
        try await story.commit()
        try await story.reveal(Story.rival)
        try await story.reveal()
        #expect(try await books.pendingProofs(limit: 9).map(\.party) == [Story.rival, Story.worker])
        _ = try await books.judge(.refused(.notProven), of: 0, for: story.task, at: Stage.moment(3))
        #expect(try await books.proofToJudge(0, for: story.task) == nil)
        _ = try await books.judge(.proven(payee: Story.worker), of: 1, for: story.task, at: Stage.moment(3))
        let database = try DatabaseQueue(path: scratch.path("books"))
        #expect(try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM withheld_proof") } == 0)
    }

    // MARK: Once

    @Test func aRepeatedRequestHasTheFirstAnswer() async throws {
        let story = try await Story(books)
        let once = Idempotency(caller: Story.worker, key: "k", body: ID([UInt8](repeating: 1, count: 32))!)!
        let other = Idempotency(caller: Story.worker, key: "k", body: ID([UInt8](repeating: 2, count: 32))!)!
        let receipt = try await story.commit(once: once)
        #expect(try await story.commit(once: once, at: 2) == receipt)
        await #expect(throws: BooksError.keyReused) { try await story.commit(once: other, at: 3) }
        await #expect(throws: BooksError.refused(.alreadyCommitted)) { try await story.commit(at: 3) }
        try books.close()
        let again = try Books(path: scratch.path("books"), identity: TestLog.identity(0))
        let hash = story.submission().opening.commitment(to: story.task)
        #expect(
            try await again.commit(hash, to: story.task, by: Story.worker, once: once, at: Stage.moment(9)) == receipt)
        await #expect(throws: BooksError.keyReused) {
            try await again.cancel(story.task, by: Story.worker, once: other, at: Stage.moment(9))
        }
    }

    @Test func aRefusedRequestMayBeAskedAgain() async throws {
        let story = try await Story(books)
        let once = Idempotency(caller: Story.worker, key: "k", body: ID([UInt8](repeating: 1, count: 32))!)!
        let amount = Amount(150_000)!, reference = Reference("payout")!
        await #expect(throws: BooksError.refused(.insufficientFunds(needed: amount, available: Amount(100_000)!))) {
            try await books.withdraw(amount, from: Story.worker, reference: reference, once: once, at: Stage.moment(1))
        }
        _ = try await books.deposit(amount, to: Story.worker, reference: Reference("more")!, at: Stage.moment(1))
        _ = try await books.withdraw(amount, from: Story.worker, reference: reference, once: once, at: Stage.moment(1))
        #expect(try await books.balance(of: .available(Story.worker)) == Amount(100_000)!)
        _ = story
    }

    @Test func aMovementCountsOncePerReference() async throws {
        let amount = Amount(5)!, reference = Reference("invoice-17")!
        let receipt = try await books.deposit(amount, to: Story.alice, reference: reference, at: Stage.moment(0))
        #expect(
            try await books.deposit(amount, to: Story.alice, reference: reference, at: Stage.moment(9)) == receipt)
        await #expect(throws: BooksError.refused(.referenceUsed)) {
            try await books.deposit(amount, to: Story.worker, reference: reference, at: Stage.moment(9))
        }
        #expect(try await books.balance(of: .available(Story.alice)) == amount)
        #expect(try await books.totals().entries == 1)
    }

    @Test func aReferenceIsAnyText() async throws {
        for text in ["'; DROP TABLE account; --", "\u{0}", "é", "e\u{301}"] {
            _ = try await books.deposit(Amount(1)!, to: Story.alice, reference: Reference(text)!, at: Stage.moment(0))
        }
        #expect(try await books.balance(of: .available(Story.alice)) == Amount(4)!)
    }

    // MARK: Time

    @Test func aClockSetBackStandsStill() async throws {
        let story = try await Story(books)
        let receipt = try await story.commit(at: 1_000_000)
        let back = try await story.commit(Story.rival, at: 5)
        #expect(back.entry.time == receipt.entry.time)
        #expect(try await books.checkpoint(at: Stage.moment(0)).checkpoint.time == receipt.entry.time)
    }

    @Test func theSweeperRefundsWithoutAnybodysGoodwill() async throws {
        let story = try await Story(books)
        #expect(try await books.sweep(at: Stage.moment(1_000_999)).receipts.isEmpty)
        let first = try await books.sweep(at: Stage.moment(1_001_000))
        #expect(first.receipts.map(\.entry.outcome.events) == [[.expired]])
        let second = try await books.sweep(at: Stage.moment(1_001_000))
        #expect(second.receipts.map(\.entry.outcome.events) == [[.refunded]])
        #expect(try await books.sweep(at: Stage.moment(9_000_000)).receipts.isEmpty)
        #expect(try await books.balance(of: .available(Story.alice)) == Amount(100_000)!)
        #expect(try await books.task(story.task)?.contract.state == .refunded)
    }

    // MARK: Lists

    @Test func listsAreInOrderAndInPages() async throws {
        let story = try await Story(books)
        for nonce: UInt64 in 1...7 {
            let terms = Stage.task(reward: 100, nonce: nonce).terms(policy: Stage.policy)
            _ = try await books.post(terms, at: Stage.moment(1))
        }
        _ = try await books.cancel(story.task, by: Story.alice, at: Stage.moment(2))
        var seen: [UInt64] = [], cursor: UInt64?
        let open = TaskFilter(states: [.open], initiator: Story.alice)
        while let page = try? await books.tasks(open, after: cursor, limit: 3), !page.isEmpty {
            seen += page.map(\.number)
            cursor = page.last?.number
        }
        #expect(seen.count == 7 && seen == seen.sorted())
        let cancelled = try await books.tasks(TaskFilter(states: [.cancelled]), limit: 9)
        #expect(cancelled.map(\.terms.task) == [story.task])
        let counts = [
            TaskFilter(): 8, open: 7, TaskFilter(initiator: Story.rival): 0, TaskFilter(states: []): 0,
            TaskFilter(minimumReward: Amount(101)!): 1, TaskFilter(minimumReward: .largest): 0,
        ]
        for (filter, count) in counts {
            #expect(try await books.taskCount(filter) == count)
            #expect(try await books.tasks(filter, limit: 100).count == count)
        }
        #expect(try await books.entries(of: story.task).map(\.outcome.events) == [[.posted], [.cancelled]])
        let moved = try await books.transfers(of: .available(Story.alice), limit: 100)
        #expect(moved.map(\.reason) == [.deposit, .funding] + Array(repeating: .funding, count: 7) + [.refund])
        #expect(moved.map(\.isIncoming) == [true] + Array(repeating: false, count: 8) + [true])
        let rest = try await books.transfers(of: .available(Story.alice), after: moved[4].number, limit: 2)
        #expect(rest == Array(moved[5...6]))
        #expect(try await books.totals().tasks == [.open: 7, .cancelled: 1])
    }

    // MARK: The file

    @Test func everyTransactionIsOnTheDiskBeforeItIsAnswered() async throws {
        let statements = Statements()
        let books = try Books(path: scratch.path("other"), identity: TestLog.identity(0)) { statements.append($0) }
        _ = try await Story(books)
        let lines = statements.lines
        #expect(lines.contains { $0.hasSuffix("PRAGMA synchronous = FULL") })
        #expect(lines.lastIndex { $0.contains("synchronous") }! < lines.firstIndex { $0.contains("BEGIN") }!)
        #expect(lines.allSatisfy { !$0.contains("synchronous = NORMAL") && !$0.contains("synchronous = OFF") })
        let database = try DatabaseQueue(path: scratch.path("other"))
        #expect(try await database.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    }

    @Test(arguments: [
        "UPDATE entry SET bytes = x'00' WHERE number = 0", "DELETE FROM entry WHERE number = 0",
        "UPDATE transfer SET amount = 1", "DELETE FROM transfer", "UPDATE settlement SET sequence = 1",
        "DELETE FROM published_proof", "UPDATE account SET balance = -1 WHERE kind = 1",
        "INSERT INTO settlement SELECT * FROM settlement",
        "INSERT INTO withheld_proof (task, sequence, bytes) VALUES (zeroblob(32), 0, x'00')",
        "UPDATE account SET balance = 1.5",
    ])
    func theTablesThemselvesRefuseWhatMustNotBe(sql: String) async throws {
        try await Story(books).settle()
        let database = try DatabaseQueue(path: scratch.path("books"))
        await #expect(throws: DatabaseError.self) { try await database.write { try $0.execute(sql: sql) } }
    }

    @Test func aBackupIsTheBooksAtOneMoment() async throws {
        let story = try await Story(books)
        try await story.commit()
        let path = scratch.path("backup")
        let checkpoint = try await books.backup(to: path, at: Stage.moment(2))
        try await story.reveal()
        #expect(checkpoint.isValid(under: books.service) && checkpoint.checkpoint.size == 6)
        await #expect(throws: BooksError.exists(path: path)) { try await books.backup(to: path, at: Stage.moment(2)) }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scratch.path).filter { $0.contains("backup") }
                == ["backup"])
        let restored = try Books(path: path, identity: TestLog.identity(0))
        #expect(try await restored.checkpoint(at: Stage.moment(2)) == checkpoint)
        #expect(try await restored.task(story.task)?.contract.state == .verifying)
        let restoredStory = try await restored.reveal(
            story.submission().proof, payee: Story.worker, salt: story.submission().opening.salt, for: story.task,
            by: Story.worker, at: Stage.moment(3))
        #expect(restoredStory.entry.index == 6)
        await #expect(throws: BooksError.self) {
            try await books.backup(to: scratch.path("no/such/folder"), at: Stage.moment(2))
        }
    }

    @Test func aFileThatIsNoDatabaseIsRefused() throws {
        let path = scratch.path("noise")
        try Data(repeating: 7, count: 10_000).write(to: URL(fileURLWithPath: path))
        #expect(throws: BooksError.storage(code: 26, message: "file is not a database")) {
            try Books(path: path, identity: TestLog.identity(0))
        }
    }
}

/// Statements in the order in which they ran.
private final class Statements: @unchecked Sendable {
    private let lock = NSLock()
    private var seen: [String] = []

    var lines: [String] { lock.withLock { seen } }

    func append(_ line: String) { lock.withLock { seen.append(line) } }
}
