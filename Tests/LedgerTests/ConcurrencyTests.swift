import Audit
import Escrow
import Journal
import Ledger
import LedgerSupport
import MarketSupport
import TestSupport
import Testing

@Suite struct ConcurrencyTests {
    private let scratch: TemporaryFolder
    private let books: Books
    /// The same file as another process would have it open.
    private let others: Books

    init() throws {
        scratch = try TemporaryFolder()
        books = try Books(path: scratch.path("books"), identity: TestLog.identity(0))
        others = try Books(path: scratch.path("books"), identity: TestLog.identity(0))
    }

    /// The answers of twenty callers, half of them through each of the two.
    private func twenty(
        _ body: @escaping @Sendable (Books, Int) async throws(BooksError) -> Receipt
    ) async -> [Result<Receipt, BooksError>] {
        await withTaskGroup { group in
            for index in 0..<20 {
                let books = index % 2 == 0 ? books : others
                group.addTask { () async -> Result<Receipt, BooksError> in
                    do throws(BooksError) { return .success(try await body(books, index)) } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func ofTwentyEqualCommitmentsOneIsTaken() async throws {
        let story = try await Story(books)
        let hash = story.submission().opening.commitment(to: story.task), task = story.task
        let answers = await twenty { (books, _) async throws(BooksError) in
            try await books.commit(hash, to: task, by: Story.worker, at: Stage.moment(1))
        }
        #expect(answers.count { if case .success = $0 { true } else { false } } == 1)
        #expect(answers.count { $0 == .failure(.refused(.alreadyCommitted)) } == 19)
        #expect(try await books.balance(of: .available(Story.worker)) == Amount(99_990)!)
    }

    @Test func twentyRepetitionsOfARequestHaveOneAnswer() async throws {
        let story = try await Story(books)
        let hash = story.submission().opening.commitment(to: story.task), task = story.task
        let once = Idempotency(caller: Story.worker, key: "k", body: ID([UInt8](repeating: 1, count: 32))!)!
        let answers = await twenty { (books, _) async throws(BooksError) in
            try await books.commit(hash, to: task, by: Story.worker, once: once, at: Stage.moment(1))
        }
        #expect(Set(answers.compactMap { try? $0.get().entry.index }) == [5])
        #expect(answers.allSatisfy { $0 == answers[0] })
    }

    @Test func ofTwentyVerdictsOneSettles() async throws {
        let story = try await Story(books)
        try await story.commit()
        try await story.reveal()
        let task = story.task
        let answers = await twenty { (books, index) async throws(BooksError) in
            index % 4 < 2
                ? try await books.judge(.proven(payee: Story.worker), of: 0, for: task, at: Stage.moment(3))
                : try await books.cancel(task, by: Story.alice, at: Stage.moment(3))
        }
        #expect(answers.count { if case .success = $0 { true } else { false } } == 1)
        #expect(try await books.balance(of: .available(Story.worker)) == Amount(109_701)!)
        let report = TestLog(seed: 0, steps: 0).audit(try await books.exported(at: Stage.moment(4)))
        #expect(report.isClean && report.settlements == 1)
    }

    @Test func cancellingAgainstCommittingLeavesOneOfThem() async throws {
        let story = try await Story(books)
        let hash = story.submission().opening.commitment(to: story.task), task = story.task
        let answers = await twenty { (books, index) async throws(BooksError) in
            index < 10
                ? try await books.cancel(task, by: Story.alice, at: Stage.moment(1))
                : try await books.commit(hash, to: task, by: Story.worker, at: Stage.moment(1))
        }
        #expect(answers.count { if case .success = $0 { true } else { false } } == 1)
    }

    @Test func aBackupGoesOnBesideWriters() async throws {
        let story = try await Story(books)
        async let copied = others.backup(to: scratch.path("copy"), at: Stage.moment(1))
        for index in 0..<50 {
            _ = try await books.deposit(
                Amount(1)!, to: Story.alice, reference: Reference("more-\(index)")!, at: Stage.moment(1))
        }
        let checkpoint = try await copied
        let copy = try Books(path: scratch.path("copy"), identity: TestLog.identity(0))
        #expect(try await copy.checkpoint(at: Stage.moment(1)) == checkpoint)
        let report = TestLog(seed: 0, steps: 0).audit(try await copy.exported(at: Stage.moment(1)))
        #expect(report.isClean && report.entries == checkpoint.checkpoint.size)
        _ = story
    }

    /// As `serve` and `status` do after an upgrade.
    @Test func whoOpensBooksOfAnEarlierVersionAtOnceBringsThemUpToDate() async throws {
        for round in 0..<5 {
            let path = scratch.path("round-\(round)")
            try Schema.make(version: round % 4 + 1, at: path)
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask { try Books(path: path, identity: TestLog.identity(0)).close() }
                }
                try await group.waitForAll()
            }
        }
    }
}
