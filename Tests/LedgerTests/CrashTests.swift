import Audit
import Escrow
import Foundation
import Journal
import Ledger
import LedgerSupport
import MarketSupport
import TestSupport
import Testing

/// What is left when a process is killed at any point, as the next one finds it.
@Suite(.serialized, .blocking) struct CrashTests {
    private let scratch: TemporaryFolder
    private let path: String

    init() throws {
        scratch = try TemporaryFolder()
        path = scratch.path("books")
    }

    /// A process that writes books, and what it had receipts for when it ended.
    private func crash(
        seed: UInt64, steps: Int, beforeStatement statement: Int, killAfter answers: Int? = nil
    ) throws -> (status: Int32, isKilled: Bool, answered: [String]) {
        let process = Process(), output = Pipe()
        // Built beside the test bundle.
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("ledger-crasher")
        process.arguments = [path, "\(seed)", "\(steps)", "\(statement)"]
        process.standardOutput = output
        try process.run()
        var data = Data()
        while let answers, data.count(where: { $0 == UInt8(ascii: "\n") }) < answers {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            data += more
        }
        if answers != nil { kill(process.processIdentifier, SIGKILL) }
        data += output.fileHandleForReading.readDataToEndOfFile()
        let text = String(decoding: data, as: UTF8.self)
        process.waitUntilExit()
        return (
            process.terminationStatus, process.terminationReason == .uncaughtSignal,
            text.split(separator: "\n").map(String.init)
        )
    }

    /// Nothing that was answered is lost, at most one thing more was done, and every unit is accounted for.
    private func check(_ answered: [String], before: Int, _ comment: Comment) async throws -> Int {
        let books = try Books(path: path, identity: TestLog.identity(0))
        let entries = try await books.entries(from: 0, limit: .max)
        #expect(entries[before...].prefix(answered.count).map { "\($0.index) \($0.hash)" } == answered, comment)
        #expect(entries.count - before - answered.count <= 1, comment)
        let report = TestLog(seed: 0, steps: 0).audit(try await books.exported(at: Moment(milliseconds: 0)!))
        #expect(report.isClean, comment)
        // The tables agree with what the log replays to.
        var market = Market(rules: .standard)
        for entry in entries { _ = try market.perform(entry.act, at: entry.time) }
        #expect(try await books.totals().held == market.balances.held, comment)
        for (account, amount) in market.balances.holdings {
            #expect(try await books.balance(of: account) == amount, comment)
        }
        for (task, contract) in market.contracts {
            #expect(try await books.task(task)?.contract == contract, comment)
            #expect(try await (books.publishedProof(for: task) != nil) == (contract.state == .settled), comment)
        }
        try books.close()
        return entries.count
    }

    /// Killed before every third statement in turn: of the migration, and of transactions up to a settlement and after.
    @Test func noStatementIsABadOneToDieBefore() async throws {
        // A history that settles a task.
        let seed = try #require((0..<100).first { !TestLog(seed: $0, steps: 40).proofs.isEmpty })
        var count = 0, statement = 1
        while true {
            let (status, isKilled, answered) = try crash(seed: seed, steps: 40, beforeStatement: statement)
            count = try await check(answered, before: 0, "statement \(statement)")
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            guard isKilled else {
                #expect(status == 0)
                break
            }
            statement += 3
        }
        #expect(count > 10 && statement > 150)
    }

    /// One history after another on the same books, each ended by a kill at a random statement.
    @Test func crashesAddUpToNothing() async throws {
        var generator = SeededGenerator(seed: 42)
        var count = 0
        for round: UInt64 in 0..<40 {
            let statement = Int.random(in: 1..<1_500, using: &generator)
            let (status, isKilled, answered) = try crash(seed: 1_000 + round, steps: 300, beforeStatement: statement)
            #expect(isKilled || status == 0, "round \(round)")
            count = try await check(answered, before: count, "round \(round)")
        }
        #expect(count > 100)
    }

    /// Killed from outside, at moments that no statement marks.
    @Test func killsFromOutsideAddUpToNothing() async throws {
        var generator = SeededGenerator(seed: 43)
        var count = 0
        for round: UInt64 in 0..<20 {
            let answers = Int.random(in: 0..<15, using: &generator)
            let (status, isKilled, answered) = try crash(
                seed: 2_000 + round, steps: 100_000, beforeStatement: 0, killAfter: answers)
            #expect(isKilled || status == 0, "round \(round)")
            count = try await check(answered, before: count, "round \(round)")
        }
        #expect(count > 100)
    }
}
