import Foundation
import TestSupport
import Testing

/// What stands around a worker that earns: what it tells, while it runs and afterwards.
@Suite(.blocking) struct WorkerShellTests {
    /// A market with a task for each prefix, each for a million, and money for Bob's bonds.
    private func market(_ prefixes: [String], deadline: String = "2d") throws -> (Market, Terminal.Running) {
        let market = try Market()
        try market.deposit(100_000_000, to: market.alice)
        try market.deposit(100_000, to: market.bob)
        let service = try market.open()
        for prefix in prefixes {
            try market.expect(
                "zktask new vanity-address --prefix \(prefix) --key alice.key --reward 1000000 --deadline \(deadline) --keys market/keys --out \(prefix).json"
            )
            try market.expect("zktask post \(prefix).json --service SERVICE --key alice.key")
        }
        return (market, service)
    }

    /// A setting of each sort is in the file; the rest is on the line.
    private func configure(_ market: Market) throws {
        let text = """
            {"service": "\(market.address)", "private-key": "bob.key", "payee": "\(market.alice)", "workspace": "work",
             "status": "127.0.0.1:0", "keys": "market/keys"}
            """
        try market.terminal.write(Data(text.utf8), to: "worker.json")
    }

    @Test func aRunThatNoServiceAnswersIsNotASuccess() throws {
        let market = try Market()
        let run = try market.expect(
            "zkworker run --service http://127.0.0.1:1 --key bob.key --workspace work --until-idle", status: 3)
        #expect(run.errors.contains("warning http://127.0.0.1:1: the service"), "\(run.errors)")
        #expect(run.errors.hasSuffix("nobody listens there; try again later, nothing is lost\n"), "\(run.errors)")
    }

    @Test func earningsAndJobsTellWhatARunDid() throws {
        let (market, service) = try market(["1Ab", "1Cd"])
        try configure(market)
        let none = try market.expect("zkworker earnings --workspace work", status: 3)
        #expect(none.output.isEmpty && none.errors.contains("no history"))
        try market.expect("zkworker run --config worker.json --until-idle")

        let earnings = try market.expect("zkworker earnings --config worker.json --json").json
        let jobs = try #require(earnings["jobs"] as? [[String: Any]])
        #expect(jobs.count == 2 && jobs.allSatisfy { $0["standing"] as? String == "paid" })
        #expect(jobs.allSatisfy { $0["paid"] as? Int == 990_000 && $0["payee"] as? String == market.alice })
        #expect(jobs.allSatisfy { $0["reason"] is NSNull && $0["entry"] is Int })
        let totals = try #require(earnings["totals"] as? [String: Any])
        #expect(totals["paid"] as? Int == 1_980_000 && totals["pending"] as? Int == 0 && totals["lost"] as? Int == 0)
        let lines = try market.expect("zkworker earnings --workspace work").output.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("paid") && $0.contains("990,000") && $0.contains("entry") } == 2)
        #expect(lines.contains { $0.split(separator: " ") == ["paid", "2", "1,980,000"] })
        #expect(
            try market.expect("zkworker earnings --workspace work --last 1 --json").json["jobs"].map {
                ($0 as? [Any])?.count == 1
            } == true)

        // A second run passes over what there is now, and says why.
        try market.expect(
            "zktask new vanity-address --prefix 1Ef --key alice.key --reward 7 --deadline 2d --keys market/keys --out small.json"
        )
        try market.expect("zktask post small.json --service SERVICE --key alice.key")
        try market.expect("zkworker run --config worker.json --until-idle --min-reward 8")
        let history = try market.expect("zkworker jobs --workspace work --json").json
        let chosen = try #require(history["jobs"] as? [[String: Any]])
        #expect(
            chosen.count == 2 && chosen.allSatisfy { $0["standing"] as? String == "paid" && $0["keysTried"] is Int })
        let passed = try #require(history["passedOver"] as? [[String: Any]])
        #expect(passed.contains { ($0["reason"] as? String)?.contains("--min-reward 8") == true })
        #expect(try market.expect("zkworker jobs --workspace work").output.contains("below --min-reward 8"))

        let status = try market.expect("zkworker status --workspace work", status: 3)
        #expect(status.output.isEmpty && status.errors.contains("no worker runs in work"))
        try market.close(service)
    }

    @Test func theStatusOfARunningWorkerIsToldAndAKilledOneHasNone() throws {
        let (market, service) = try market(["1Neverr"], deadline: "300d")
        try configure(market)
        let worker = try market.terminal.start("zkworker run --config worker.json")
        try market.terminal.wait(for: "its status\n\(worker.said)") { market.terminal.exists("work/status.address") }
        var report: [String: Any] = [:]
        var activities: [[String: Any]] = []
        try market.terminal.wait(for: "a job\n\(worker.said)") {
            report = try market.expect("zkworker status --workspace work --json").json
            activities = (report["status"] as? [String: Any])?["activities"] as? [[String: Any]] ?? []
            return !activities.isEmpty
        }
        #expect(report["process"] as? Int32 == worker.process.processIdentifier)
        let status = try #require(report["status"] as? [String: Any])
        #expect(status["identity"] as? String == market.bob && status["payee"] as? String == market.alice)
        #expect((activities[0]["job"] as? [String: Any])?["target"] as? String == "1Neverr…")
        let text = try market.expect("zkworker status --config worker.json").output
        #expect(text.contains(market.bob) && text.contains("1Neverr…") && text.contains(market.address))
        #expect(try market.terminal.permissions("work/status.address") == 0o600)

        // Somebody asks for the same place: he is told before anything begins.
        let address = try String(decoding: market.terminal.read("work/status.address"), as: UTF8.self)
            .trimmingCharacters(in: .newlines)
        let second = try market.expect(
            "zkworker run --service SERVICE --key alice.key --workspace other --status \(address)", status: 3)
        #expect(second.errors.contains("in use") && second.errors.contains("--status"))

        kill(worker.process.processIdentifier, SIGKILL)
        _ = try worker.finish()
        let gone = try market.expect("zkworker status --workspace work", status: 3)
        #expect(gone.errors.contains("nobody answers at \(address)"))
        try market.close(service)
    }

    @Test func settingsComeFromOptionVariableAndFileAndAreShown() throws {
        let terminal = try Terminal()
        try terminal.write(
            Data(#"{"service": "http://127.0.0.1:9", "concurrency": 3, "max-time": "2h", "min-reward": 5}"#.utf8),
            to: "worker.json")
        let shown = try terminal.run(
            "zkworker run --config worker.json --print-config --concurrency 2",
            with: ["ZKWORKER_MAX_TIME": "3h", "ZKWORKER_PASSPHRASE": "open sesame"])
        #expect(shown.status == 0 && !shown.output.contains("sesame") && shown.errors.contains("ZKWORKER_PASSPHRASE"))
        let rows = shown.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(rows.contains(["concurrency", "2", "option"]) && rows.contains(["max-time", "3h", "variable"]))
        #expect(rows.contains(["min-reward", "5", "worker.json"]) && rows.contains(["key-cache", "2048", "default"]))
    }

    @Test func settingsThatCannotBeAreOneSentence() throws {
        let terminal = try Terminal()
        func refused(_ file: String, _ options: String = "", with variables: [String: String] = [:]) throws -> String {
            try terminal.write(Data(file.utf8), to: "worker.json")
            let outcome = try terminal.run("zkworker run --config worker.json \(options)", with: variables)
            #expect(outcome.status == 2 && outcome.output.isEmpty)
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
            return outcome.errors
        }
        #expect(try refused(#"{"payyee": "x"}"#).contains("did you mean \"payee\"?"))
        #expect(try refused(#"{"concurrency": "2"}"#).contains("\"concurrency\" must be a whole number"))
        let service = #"{"service": "http://127.0.0.1:9", "cpu-percentage-limit": 50}"#
        #expect(try refused(service).contains("\"cpu-percentage-limit\" in worker.json takes a share"))
        #expect(
            try refused(service, "--cpu-percentage-limit 1", with: ["ZKWORKER_THREADS": "many"])
                .contains("ZKWORKER_THREADS must be a whole number"))
        #expect(
            try refused(service, "--cpu-percentage-limit 1 --status 0.0.0.0:17888").contains("--allow-remote-status"))
        #expect(try terminal.run("zkworker run --config nowhere.json").status == 3)
    }
}
