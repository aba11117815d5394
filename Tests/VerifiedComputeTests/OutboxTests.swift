import Foundation
import Storage
import Testing
import VerifiedCompute

@Suite struct OutboxTests {
    private let market: Market
    private let outbox: Outbox

    init() throws {
        market = try Market.shared.get()
        outbox = Outbox(folder: market.folder + "/outbox-\(UUID())")
        try FileManager.default.createDirectory(atPath: outbox.folder, withIntermediateDirectories: true)
    }

    private func isEmpty() throws -> Bool { try outbox.solution(of: market.task) == nil }

    @Test func whatWasFoundIsThereForTheNextRun() throws {
        #expect(try isEmpty())
        guard let solution = try market.task.solve() else {
            Issue.record("nobody cancelled the search")
            return
        }
        try outbox.keep(solution, of: market.task)
        guard let kept = try outbox.solution(of: market.task) else {
            Issue.record("nothing was kept")
            return
        }
        #expect(kept.result(for: market.task) == solution.result(for: market.task))
        let file = outbox.folder + "/\(market.task.digest).solution"
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        outbox.forget(market.task)
        #expect(try isEmpty())
    }

    @Test func whatAKilledWriterLeftIsForgottenToo() throws {
        let file = ".\(market.task.digest).solution."
        let old = outbox.folder + "/\(file)abcdef", young = outbox.folder + "/\(file)ghijkl"
        let others = outbox.folder + "/.other.solution.abcdef"
        for path in [old, young, others] {
            #expect(FileManager.default.createFile(atPath: path, contents: Data([1])))
        }
        for path in [old, others] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -120)], ofItemAtPath: path)
        }
        outbox.forget(market.task)
        #expect([old, young, others].map(FileManager.default.fileExists(atPath:)) == [false, true, true])
    }

    @Test func whatDoesNotSolveTheTaskIsNotTaken() throws {
        let file = outbox.folder + "/\(market.task.digest).solution"
        for bytes in [
            [], [UInt8](repeating: 1, count: 31), [UInt8](repeating: 0, count: 32), [UInt8](repeating: 255, count: 32),
        ] {
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            #expect(try isEmpty())
        }
    }

    /// Whoever takes what cannot be read for nothing searches again for what is found.
    @Test func whatCannotBeReadIsNotTakenForNothing() throws {
        let file = outbox.folder + "/\(market.task.digest).solution"
        try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
        #expect(throws: FileError.self) { try isEmpty() }
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: file)
        #expect(throws: FileError.self) { try isEmpty() }
    }
}
