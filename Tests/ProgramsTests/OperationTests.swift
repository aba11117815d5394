import Foundation
import TestSupport
import Testing

/// What an operator does with a market: TLS, production, backups, stops.
@Suite(.blocking) struct OperationTests {
    private static let openssl = "/usr/bin/openssl"

    private func copy(_ source: String, to target: String, in terminal: Terminal) throws {
        try FileManager.default.copyItem(
            at: terminal.folder.appendingPathComponent(source), to: terminal.folder.appendingPathComponent(target))
    }

    /// A new market of what must be kept of the old one, and a copy of its books.
    private func restore(
        _ copy: String, as name: String, _ terminal: Terminal, key: String = "market/service.key"
    ) throws {
        try FileManager.default.createDirectory(
            at: terminal.folder.appendingPathComponent(name), withIntermediateDirectories: false)
        try self.copy(copy, to: "\(name)/market.sqlite", in: terminal)
        for (file, source) in [("policy.json", "market/policy.json"), ("keys", "market/keys"), ("service.key", key)] {
            try self.copy(source, to: "\(name)/\(file)", in: terminal)
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: openssl), "openssl makes the certificate"))
    func aMarketSpeaksTLSToWhoeverTrustsItsCertificate() throws {
        let market = try Market()
        let terminal = market.terminal
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.openssl)
        process.arguments =
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout tls.key -out tls.crt -days 2 -subj /CN=market -addext subjectAltName=IP:127.0.0.1"
            .split(separator: " ").map(String.init)
        process.currentDirectoryURL = terminal.folder
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)

        let service = try market.open("--tls-cert tls.crt --tls-key tls.key")
        let address = "https://127.0.0.1:\(market.port)"
        try market.expect("zktask list --service \(address) --ca-cert tls.crt")
        // Neither without trust, nor without TLS.
        try market.expect("zktask list --service \(address)", status: 3)
        try market.expect("zktask list --service SERVICE", status: 3)
        try market.deposit(10_000_000, to: market.alice)
        try market.deposit(1_000, to: market.bob)
        try market.expect(
            "zktask new vanity-address --prefix 1Z --key alice.key --reward 5000000 --deadline 2d --keys market/keys")
        try market.expect("zktask post task.json --service \(address) --ca-cert tls.crt --key alice.key")
        try market.expect("zkworker solve task.json --keys market/keys --key bob.key")
        let submitted = try market.expect(
            "zkworker submit proof.bin --service \(address) --ca-cert tls.crt --key bob.key")
        #expect(submitted.output.hasPrefix("SETTLED."))
        try market.expect("zkverify audit \(address) --ca-cert tls.crt")
        try market.close(service)
        try market.expect("zkservice serve --data market --tls-cert tls.crt", status: 2)
        try market.expect("zkservice serve --data market --tls-cert tls.key --tls-key tls.crt", status: 3)
    }

    @Test func inProductionOnlyPinnedKeysDecide() throws {
        let market = try Market("")
        let terminal = market.terminal
        try market.deposit(10_000_000, to: market.alice)
        try market.expect(
            "zktask new vanity-address --prefix 1Z --key alice.key --reward 5000000 --deadline 2d --keys keys")
        let files = try FileManager.default.contentsOfDirectory(atPath: terminal.folder.path + "/keys")
        let key = try #require(files.first { $0.hasSuffix(".vk.json") })
        // The key is there, and not pinned.
        try copy("keys/\(key)", to: "market/keys/\(key)", in: terminal)
        let nameless = try market.expect("zkservice serve --data market --port \(market.port)", status: 2)
        #expect(nameless.errors.contains("names no authorities"))
        try market.setPolicy { policy in
            #expect(policy["mode"] as? String == "production")
            policy["authorities"] = ["127.0.0.1:\(market.port)"]
        }
        let service = try market.open()
        let refused = try market.expect("zktask post task.json --service SERVICE --key alice.key", status: 1)
        #expect(refused.errors.contains("key-not-accepted"))
        #expect(try market.expect("zkservice status --data market --json").json["entries"] as? Int == 1)
        try market.close(service)
        try market.setPolicy { policy in policy["verifyingKeys"] = [String(key.dropLast(8))] }
        let again = try market.open()
        try market.expect("zktask post task.json --service SERVICE --key alice.key")
        try market.close(again)
        // Pinned, and not there.
        try terminal.remove("market/keys/\(key)")
        let missing = try market.expect("zkservice serve --data market --port \(market.port)", status: 3)
        #expect(missing.errors.contains("which the policy pins"))
    }

    @Test func aBackupIsRestoredWithTheHeadThatItPrinted() throws {
        let market = try Market()
        let service = try market.open()
        try market.postAndSolve()
        let backup = try market.expect("zkservice backup copy.sqlite --data market --json").json
        let head = try #require(backup["head"] as? String)
        #expect(backup["entries"] as? Int == 3)
        #expect(try market.terminal.permissions("copy.sqlite") == 0o600)
        try market.expect("zkworker submit proof.bin --service SERVICE --key bob.key")
        try market.expect("zkservice backup copy.sqlite --data market", status: 3)
        let later = try market.expect("zkservice status --data market --json").json
        #expect(later["head"] as? String != head && later["entries"] as? Int == 6)
        try market.close(service)

        try restore("copy.sqlite", as: "restored", market.terminal)
        let restored = try market.expect("zkservice status --data restored --json").json
        #expect(restored["head"] as? String == head && restored["entries"] as? Int == 3)
        #expect(restored["identity"] as? String == later["identity"] as? String)
        #expect(restored["held"] as? Int == 10_001_000)
        // It goes on from there; only what came after the copy is asked for again.
        let again = try market.open(data: "restored")
        try market.expect("zktask list --service SERVICE")
        // Whoever holds receipts of what is lost can prove it; to a stranger the log is whole.
        let holder = try market.expect("zkverify audit SERVICE", status: 1)
        #expect(holder.output.contains("signed a receipt"))
        let stranger = try market.terminal.run(
            "zkverify audit \(market.address)", with: ["HOME": market.terminal.folder.path + "/stranger"])
        #expect(stranger.status == 0, "\(stranger.output)")
        try market.close(again)

        try market.expect("zkservice init --data other --development --no-key")
        try restore("copy.sqlite", as: "mixed", market.terminal, key: "other/service.key")
        let mixed = try market.expect("zkservice status --data mixed", status: 2)
        #expect(mixed.errors.contains("another service.key"))
        let bytes = try market.terminal.read("copy.sqlite")
        try market.terminal.write(bytes.prefix(bytes.count / 2), to: "half.sqlite")
        try restore("half.sqlite", as: "half", market.terminal)
        #expect([2, 3].contains(try market.terminal.run("zkservice status --data half").status))
    }

    @Test func anAmountIsAWholeNumberThatTheBooksCanHold() throws {
        let market = try Market("--development --no-key")
        func deposit(_ amount: String, _ reference: String, status: Int32) throws {
            try market.expect(
                "zkservice deposit --data market --account \(market.alice) --amount=\(amount) --reference \(reference)",
                status: status)
        }
        for amount in ["-1", "1.5", "1e3", "0x10", "9223372036854775808", "18446744073709551616", "ten", ""] {
            try deposit(amount, "a", status: 2)
        }
        try deposit("0", "a", status: 3)
        try deposit("9223372036854775807", "b", status: 0)
        try deposit("1", "c", status: 3)
        try deposit("9223372036854775807", "b", status: 0)
        try deposit("9223372036854775806", "b", status: 3)
        for amount in ["-1", "9223372036854775808"] {
            try market.expect(
                "zkservice withdraw --data market --account \(market.alice) --amount=\(amount) --reference d", status: 2
            )
        }
        try market.expect(
            "zkservice withdraw --data market --account \(market.bob) --amount 1 --reference e", status: 3)
        let status = try market.expect("zkservice status --data market --json").json
        #expect(status["held"] as? Int == .max && status["entries"] as? Int == 1)
    }

    private static let analyzer = "/usr/bin/systemd-analyze"

    @Test(.enabled(if: FileManager.default.fileExists(atPath: analyzer), "systemd checks the unit"))
    func theUnitIsOneThatSystemdTakes() throws {
        let terminal = try Terminal()
        let unit = try String(
            contentsOf: VectorFiles.root.appendingPathComponent("Docs/zkservice.service"), encoding: .utf8)
        #expect(unit.contains("ExecStart=/usr/local/bin/zkservice serve "))
        // The check wants the program to be there.
        let here = unit.replacing("/usr/local/bin/zkservice", with: terminal.path(of: "zkservice"))
        try terminal.write(Data(here.utf8), to: "zkservice.service")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.analyzer)
        process.arguments = ["verify", "--man=no", terminal.folder.appendingPathComponent("zkservice.service").path]
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && !text.contains("zkservice.service"), "\(text)")
    }

    @Test func aPolicyOfAnEarlierVersionIsStillOne() throws {
        let market = try Market("--development --no-key")
        let policy = String(decoding: try market.terminal.read("market/policy.json"), as: UTF8.self)
        let older = policy.split(separator: "\n").filter {
            !$0.contains("\"downloads") && !$0.contains("\"connectionsPerAddress\"") && !$0.contains("headSeconds")
        }
        #expect(older.count == policy.split(separator: "\n").count - 4)
        try market.terminal.write(Data(older.joined(separator: "\n").utf8), to: "market/policy.json")
        try market.expect("zkservice status --data market")
        try market.close(try market.open())
    }
}
