import Escrow
import Foundation
import GRDB
import Journal
import Ledger
import LedgerSupport
import MarketSupport
import TestSupport
import Testing

@Suite struct UpkeepTests {
    private let scratch: TemporaryFolder
    private let books: Books

    init() throws {
        scratch = try TemporaryFolder()
        books = try Books(path: scratch.path("books"), identity: TestLog.identity(0))
    }

    @Test func aDamagedTaskHoldsUpNoOther() async throws {
        let story = try await Story(books)
        let other = Stage.task(nonce: 9).terms(policy: Stage.policy)
        _ = try await books.post(other, at: Stage.moment(0))
        let database = try DatabaseQueue(path: scratch.path("books"))
        let digest = Data(story.task.bytes)
        try await database.write {
            try $0.execute(sql: "UPDATE task SET terms = x'00' WHERE digest = ?", arguments: [digest])
        }
        let sweep = try await books.sweep(limit: 1, at: Stage.moment(2_000_000))
        #expect(Array(sweep.damaged.keys) == [story.task] && sweep.receipts.isEmpty)
        let next = try await books.sweep(limit: 1, passingOver: [story.task], at: Stage.moment(2_000_000))
        #expect(next.receipts.map(\.entry.task) == [other.task] && next.damaged.isEmpty)
        #expect(try await books.undecidedTasks(limit: 9).map(\.document) == [[]])
    }

    /// The rules are right about it, and SQLite refuses what they decided: the books of others are not held up by that.
    @Test func aTaskWhoseRowsCannotBeWrittenHoldsUpNoOther() async throws {
        let story = try await Story(books)
        let other = Stage.task(nonce: 9).terms(policy: Stage.policy)
        _ = try await books.post(other, at: Stage.moment(0))
        let database = try DatabaseQueue(path: scratch.path("books"))
        try await database.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER broken BEFORE UPDATE ON task WHEN OLD.digest = x'\(story.task)'
                    BEGIN SELECT RAISE(ABORT, 'this row is broken'); END;
                    """)
        }
        let sweep = try await books.sweep(at: Stage.moment(2_000_000))
        #expect(sweep.damaged == [story.task: "this row is broken"])
        #expect(sweep.receipts.map(\.entry.task) == [other.task])
        let next = try await books.sweep(passingOver: [story.task], at: Stage.moment(2_000_000))
        #expect(next.receipts.map(\.entry.task) == [other.task] && next.damaged.isEmpty)
        #expect(try await books.task(other.task)?.contract.state == .refunded)
    }

    /// A task that is leased until moment 10,000.
    private func leasedTask() async throws -> Terms {
        let offer = LeaseOffer(duration: 10_000, stake: .zero)!
        let terms = Stage.task(lease: offer, nonce: 5).terms(lease: offer, policy: Stage.policy)
        _ = try await books.deposit(terms.reward, to: Stage.alice, reference: Reference("a")!, at: Stage.moment(0))
        _ = try await books.post(terms, at: Stage.moment(0))
        _ = try await books.lease(terms.task, by: Stage.worker, at: Stage.moment(0))
        return terms
    }

    /// The books of the version before had no column for it.
    @Test func aLeaseOfBeforeThereWereHeartbeatsRunsToItsEnd() async throws {
        let terms = try await leasedTask()
        let kept = try await books.task(terms.task)?.contract
        try books.close()
        let database = try DatabaseQueue(path: scratch.path("books"))
        try await database.write {
            try $0.execute(
                sql: "ALTER TABLE task DROP COLUMN lease_end; DELETE FROM grdb_migrations WHERE identifier LIKE '4:%'")
        }
        try database.close()
        let again = try Books(path: scratch.path("books"), identity: TestLog.identity(0))
        #expect(try await again.task(terms.task)?.contract == kept)
        #expect(kept?.lease?.end == Stage.moment(10_000))
        _ = try await again.lease(terms.task, by: Stage.rival, at: Stage.moment(10_001))
        try again.close()
    }

    /// It has written a lease, and knows nothing of its end.
    @Test func aLeaseThatAnEarlierProgramWroteIntoLaterBooksRunsToItsEnd() async throws {
        let terms = try await leasedTask()
        let kept = try await books.task(terms.task)?.contract
        let database = try DatabaseQueue(path: scratch.path("books"))
        for end in ["NULL", "7"] {
            try await database.write { try $0.execute(sql: "UPDATE task SET lease_end = \(end)") }
            #expect(try await books.task(terms.task)?.contract == kept)
            #expect(try await books.listedTask(terms.task)?.lease == kept?.lease)
        }
        _ = try await books.lease(terms.task, by: Stage.rival, at: Stage.moment(10_001))
    }

    @Test func nothingOfALosingProofStaysInTheFiles() async throws {
        let story = try await Story(books)
        try await story.commit()
        try await story.reveal()
        let proof = Data(story.submission().proof)
        #expect(try files().contains { $0.range(of: proof) != nil })
        _ = try await books.judge(.refused(.notProven), of: 0, for: story.task, at: Stage.moment(3))
        try await books.emptyWriteAheadLog()
        #expect(try files().allSatisfy { $0.range(of: proof) == nil })
        #expect(try FileManager.default.attributesOfItem(atPath: scratch.path("books-wal"))[.size] as? Int == 0)
    }

    private func files() throws -> [Data] {
        try ["books", "books-wal"].map { try Data(contentsOf: URL(fileURLWithPath: scratch.path($0))) }
    }

    @Test func aReaderDoesNotHoldUpWhoEmptiesTheWriteAheadLog() async throws {
        try await Story(books).commit()
        let reader = try DatabasePool(path: scratch.path("books"))
        let snapshot = try reader.makeSnapshot()
        _ = try await snapshot.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM entry") }
        _ = try await books.deposit(Amount(1)!, to: Story.alice, reference: Reference("x")!, at: Stage.moment(5))
        try await books.emptyWriteAheadLog()
        _ = try await books.deposit(Amount(1)!, to: Story.alice, reference: Reference("y")!, at: Stage.moment(5))
    }

    @Test func aRehearsalSaysWhatARevealWouldAndWritesNothing() async throws {
        let story = try await Story(books)
        let (proof, opening) = story.submission()
        let once = Idempotency(caller: Story.worker, key: "k", body: ID([UInt8](repeating: 1, count: 32))!)!
        let rehearse = { [books] (payee: ID<Party>, time: Int64) in
            try await books.rehearseReveal(
                of: opening.submission, payee: payee, salt: opening.salt, for: story.task, by: Story.worker, once: once,
                at: Stage.moment(time))
        }
        await #expect(throws: BooksError.refused(.notCommitted)) { try await rehearse(opening.payee, 1) }
        try await story.commit()
        await #expect(throws: BooksError.refused(.otherOpening)) { try await rehearse(Story.rival, 2) }
        let entries = try await books.totals().entries
        #expect(try await rehearse(opening.payee, 2) == nil)
        #expect(try await books.totals().entries == entries)
        let receipt = try await books.reveal(
            proof, payee: opening.payee, salt: opening.salt, for: story.task, by: Story.worker, once: once,
            at: Stage.moment(2))
        #expect(try await rehearse(opening.payee, 3) == receipt)
        #expect(try await books.earlierReceipt(under: once, at: Stage.moment(3)) == receipt)
    }

    @Test func aQuotaIsLookedAtAfterTheRulesAndOnlyWhereItIsPassed() async throws {
        let story = try await Story(books)
        var quota = Quota()
        quota.postsPerDay = 2
        let terms = (1...3).map { Stage.task(reward: 100, nonce: $0).terms(policy: Stage.policy) }
        let receipt = try await books.post(terms[0], within: quota, at: Stage.moment(1))
        #expect(receipt.entry.task == terms[0].task)
        await #expect(throws: BooksError.overQuota(.postsPerDay, limit: 2)) {
            try await books.post(terms[1], within: quota, at: Stage.moment(5))
        }
        await #expect(throws: BooksError.refused(.alreadyPosted)) {
            try await books.post(terms[0], within: quota, at: Stage.moment(2))
        }
        quota = Quota()
        quota.liveCommitments = 1
        _ = try await books.commit(
            story.submission().opening.commitment(to: story.task), to: story.task, by: Story.worker, within: quota,
            at: Stage.moment(1))
        let rival = story.submission(Story.rival).opening.commitment(to: story.task)
        await #expect(throws: BooksError.overQuota(.liveCommitments, limit: 1)) {
            try await books.commit(rival, to: story.task, by: Story.rival, within: quota, at: Stage.moment(1))
        }
        // A window later the first has lapsed, in the same step.
        _ = try await books.commit(rival, to: story.task, by: Story.rival, within: quota, at: Stage.moment(60_002))
    }

    // MARK: Proofs about the log

    /// Whether the books show of every size that it continues every smaller one, and of every entry that it is there.
    private func provesAll(_ books: Books) async throws -> Bool {
        var (tree, roots) = (MerkleTree(), [MerkleTree().root])
        let leaves = try await books.entries(from: 0, limit: .max).map(\.hash)
        for leaf in leaves {
            tree.append(leaf)
            roots.append(tree.root)
        }
        for size in 1...leaves.count {
            for old in 1...size {
                let number = UInt64(old)
                let consistency = try await books.consistency(of: number, with: UInt64(size))
                let inclusion = try await books.inclusion(of: number - 1, in: UInt64(size))
                guard consistency?.holds(from: roots[old], to: roots[size]) == true,
                    inclusion?.holds(for: leaves[old - 1], under: roots[size]) == true
                else { return false }
            }
        }
        return true
    }

    @Test func theLogProvesItselfAndNothingElse() async throws {
        try await Story(books).settle()
        let size = try await books.totals().entries
        #expect(try await provesAll(books) && size == 8)
        #expect(try await books.inclusion(of: size, in: size) == nil)
        #expect(try await books.inclusion(of: 0, in: size + 1) == nil)
        #expect(try await books.inclusion(of: 0, in: .max) == nil)
        #expect(try await books.consistency(of: 0, with: size) == nil)
        #expect(try await books.consistency(of: size, with: size + 1) == nil)
        #expect(try await books.consistency(of: size, with: size - 1) == nil)
    }

    @Test func booksOfTheFirstVersionAreBroughtUpToDate() async throws {
        let story = try await Story(books)
        try await story.settle()
        try books.close()
        let database = try DatabaseQueue(path: scratch.path("books"))
        try await database.write { database in
            try database.execute(
                sql: """
                    DROP TABLE tree_node; DROP INDEX task_posted; ALTER TABLE task DROP COLUMN posted;
                    ALTER TABLE log DROP COLUMN signed; ALTER TABLE log DROP COLUMN whole;
                    ALTER TABLE task DROP COLUMN lease_end;
                    DELETE FROM grdb_migrations WHERE identifier NOT LIKE '1:%';
                    """)
        }
        try database.close()
        let again = try Books(path: scratch.path("books"), identity: TestLog.identity(0))
        #expect(try await provesAll(again))
        var quota = Quota()
        quota.postsPerDay = 1
        let terms = Stage.task(reward: 100, nonce: 5).terms(policy: Stage.policy)
        _ = try await again.post(terms, within: quota, at: Stage.moment(4))
        #expect(try await provesAll(again))
    }

    @Test func booksOfALaterVersionAreLeftAlone() throws {
        try books.close()
        let database = try DatabaseQueue(path: scratch.path("books"))
        try database.write { try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99: more')") }
        try database.close()
        #expect(throws: BooksError.later) { try Books(path: scratch.path("books"), identity: TestLog.identity(0)) }
    }
}
