import Foundation
import TestSupport
import Testing

/// What an operator does wrong, or the machine does to the operator.
@Suite(.blocking) struct OperatorTests {
    private let terminal: Terminal
    private static let account = String(repeating: "0a", count: 32)

    init() throws { terminal = try Terminal() }

    private func deposit(_ reference: String) throws -> Terminal.Outcome {
        try terminal.run(
            "zkservice deposit --data market --account \(Self.account) --amount 5 --reference \(reference)")
    }

    private func edit(_ file: String, _ part: String, _ other: String) throws {
        let text = String(decoding: try terminal.read(file), as: UTF8.self)
        #expect(text.contains(part))
        try terminal.write(Data(text.replacingOccurrences(of: part, with: other).utf8), to: file)
    }

    /// The numbers that the market remembers of the clock.
    private func clock() throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: terminal.read("market/clock.json")) as? [String: Any])
    }

    @Test func aClockThatWasSetMovesNoMoneyUntilTheOperatorSaysThatItIsRight() throws {
        #expect(try terminal.run("zkservice init --data market --development --no-key").status == 0)
        #expect(try deposit("a").status == 0)
        let offset = try #require(try clock()["offset"] as? Int)
        try edit("market/clock.json", "\(offset)", "\(offset - 3_600_000)")
        for line in [
            "zkservice deposit --data market --account \(Self.account) --amount 5 --reference b",
            "zkservice withdraw --data market --account \(Self.account) --amount 5 --reference b",
            "zkservice serve --data market --port 1",
        ] {
            let refused = try terminal.run(line)
            #expect(refused.status == 3 && refused.errors.contains("set forward by 1 h"), "\(refused.errors)")
        }
        #expect(try terminal.run("zkservice status --data market --json").json["entries"] as? Int == 1)
        #expect(try terminal.run("zkservice accept-clock --data market").status == 0)
        #expect(try deposit("b").status == 0)
    }

    @Test func aClockThatIsBehindWhatWasSeenIsRefusedAfterANewStartOfTheMachine() throws {
        #expect(try terminal.run("zkservice init --data market --development --no-key").status == 0)
        #expect(try deposit("a").status == 0)
        let record = try clock()
        let (boot, seen) = (try #require(record["boot"] as? String), try #require(record["seen"] as? Int))
        try edit("market/clock.json", boot, "another")
        #expect(try deposit("b").status == 0)
        try edit("market/clock.json", try #require(try clock()["boot"] as? String), "another")
        try edit("market/clock.json", "\(try #require(try clock()["seen"] as? Int))", "\(seen + 7_200_000)")
        let refused = try deposit("c")
        #expect(refused.status == 3 && refused.errors.contains("behind what the market has seen"), "\(refused.errors)")
        #expect(try terminal.run("zkservice accept-clock --data market").status == 0)
        #expect(try deposit("c").status == 0)
    }

    @Test func aPortThatIsTakenIsOneSentence() throws {
        #expect(try terminal.run("zkservice init --data market --development --no-key").status == 0)
        try withExtendedLifetime(Listener()) { listener in
            let outcome = try terminal.run("zkservice serve --data market --port \(listener.port)")
            #expect(outcome.status == 3)
            #expect(outcome.errors.contains("listen on 127.0.0.1:\(listener.port): another program listens there"))
            #expect(!outcome.errors.contains("Error("), "\(outcome.errors)")
        }
    }

    @Test func aMarketInProductionSaysWhatItLacks() throws {
        #expect(try terminal.run("zkservice init --data market").status == 0)
        let nameless = try terminal.run("zkservice serve --data market --port 1")
        #expect(nameless.status == 2 && nameless.errors.contains("names no authorities"), "\(nameless.errors)")
        try edit("market/policy.json", "\"authorities\": []", "\"authorities\": [\"market.example.org\"]")
        try edit("market/policy.json", "\"bond\": 1000", "\"bond\": 0")
        let outcome = try terminal.run("zkservice serve --data market --host 192.0.2.1")
        #expect(outcome.errors.contains("pins no verifying key") && outcome.errors.contains("escrow.bond is 0"))
    }

    @Test func restoredBooksThatOthersCanReadAreMadePrivateAndItIsSaid() throws {
        #expect(try terminal.run("zkservice init --data market --development --no-key").status == 0)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644],
            ofItemAtPath: terminal.folder.appendingPathComponent("market/market.sqlite").path)
        let outcome = try terminal.run("zkservice serve --data market --host 192.0.2.1 --port 8080")
        #expect(outcome.status == 3 && outcome.errors.contains("others could read"), "\(outcome.errors)")
        #expect(outcome.errors.contains("this machine has no such address"), "\(outcome.errors)")
        #expect(try terminal.permissions("market/market.sqlite") == 0o600)
    }
}
