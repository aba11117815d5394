import Audit
import Escrow
import Journal
import Ledger
import LedgerSupport
import MarketSupport
import Sealing
import TestSupport
import Testing

/// The books do what the rules say, step by step, and their log says so.
@Suite struct HistoryTests {
    @Test(arguments: 30..<34)
    func theBooksAreTheRulesWithAMemory(seed: UInt64) async throws {
        let scratch = try TemporaryFolder()
        let books = try Books(path: scratch.path("books"), identity: TestLog.identity(0))
        var history = RandomHistory(seed: seed)
        var market = Market(rules: .standard)
        var last = Moment(milliseconds: 0)!
        for step in 0..<500 {
            let (act, now, proof) = history.next(on: market)
            // The rules with the books' clock, which never runs back.
            let expected = Result { () throws(Refusal) in try market.perform(market.asByBooks(act), at: max(now, last))
            }
            let actual = await books.result(of: act, proof: proof, at: now)
            switch (expected, actual) {
            case (.success(let outcome), .success(let receipt)):
                #expect(receipt.entry.outcome == outcome && receipt.isValid(under: books.service), "step \(step)")
                last = receipt.entry.time
            case (.failure(let refusal), .failure(let error)): #expect(error == .refused(refusal), "step \(step)")
            default: Issue.record("step \(step): \(act) gave \(actual), not \(expected)")
            }
        }
        for (account, amount) in market.balances.holdings {
            #expect(try await books.balance(of: account) == amount)
        }
        for (task, contract) in market.contracts { #expect(try await books.task(task)?.contract == contract) }
        let totals = try await books.totals()
        #expect(totals.held == market.balances.held && totals.burned == market.balances[.burn])
        let report = TestLog(seed: 0, steps: 0).audit(try await books.exported(at: last))
        #expect(report.isClean && report.held == market.balances.held, "\(report.findings)")
    }

    @Test func everythingIsThereAfterReopening() async throws {
        let scratch = try TemporaryFolder()
        let path = scratch.path("books")
        let first = try Books(path: path, identity: TestLog.identity(0))
        let story = try await Story(first)
        try await story.settle()
        let lines = try await first.exported(at: Stage.moment(10))
        try first.close()
        let again = try Books(path: path, identity: TestLog.identity(0))
        #expect(try await again.exported(at: Stage.moment(10)) == lines)
        #expect(throws: BooksError.otherService) { try Books(path: path, identity: TestLog.identity(1)) }
    }
}
