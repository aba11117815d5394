import Foundation
import Glibc
import TestSupport
import Testing

/// A market with tasks, and a worker that is to earn from them.
private struct Earning {
    let market: Market
    /// Whom the worker's proofs pay: an owner whose key the worker does not have.
    let owner: String
    private let reward = 1_000_000
    /// What comes of a reward after the service's fee of one hundredth.
    static let net = 990_000

    init(means: Int = 100_000) throws {
        market = try Market()
        owner = try #require(market.expect("zktask keygen --out owner.key --json").json["signingKey"] as? String)
        try market.deposit(1_000_000_000, to: market.alice)
        try market.deposit(means, to: market.bob)
    }

    /// Posts a task for an address that begins with `prefix`; its digest.
    func post(_ prefix: String, deadline: String = "2d", options: String = "") throws -> String {
        let file = "task-\(UUID()).json"
        try market.expect(
            "zktask new vanity-address --prefix \(prefix) --key alice.key --reward \(reward) --deadline \(deadline) --keys market/keys --out \(file)"
        )
        let posted = try market.expect("zktask post \(file) --service SERVICE --key alice.key --json \(options)")
        return try #require(posted.json["task"] as? String)
    }

    /// A worker whose workspace is `work`, with Bob's key.
    func command(_ options: String = "", workspace: String = "work", keys: String = "market/keys") -> String {
        "zkworker run --service \(market.address) --key bob.key --payee \(owner) --workspace \(workspace) --keys \(keys) \(options)"
    }

    func start(_ options: String = "", workspace: String = "work") throws -> Terminal.Running {
        try market.terminal.start(command(options, workspace: workspace))
    }

    /// Stops a worker as an operator does.
    func stop(_ worker: Terminal.Running) throws {
        worker.process.terminate()
        let outcome = try worker.finish()
        #expect(outcome.status == 0, "\(outcome.status) \(outcome.errors)")
    }

    func kill(_ running: Terminal.Running) throws {
        Glibc.kill(running.process.processIdentifier, SIGKILL)
        _ = try running.finish()
    }

    /// The books are in order, and the owner was paid for exactly so many tasks.
    func check(settled count: Int) throws {
        let audit = try market.expect("zkverify audit SERVICE --json").json
        #expect(audit["clean"] as? Bool == true && audit["settlements"] as? Int == count, "\(audit)")
        let withdrawn = try market.expect(
            "zkservice withdraw --data market --account \(owner) --amount \(count * Self.net) --reference out --json")
        #expect(withdrawn.json["available"] as? Int == 0)
    }

    /// Waits for what a worker is to do; what it said is in the failure.
    func wait(_ worker: Terminal.Running, for what: String, until isSo: () throws -> Bool) throws {
        try market.terminal.wait(for: "\(what)\n\(worker.said)", until: isSo)
    }

    /// Waits until the worker has chosen a job.
    func waitForClaim(_ worker: Terminal.Running) throws {
        try wait(worker, for: "a claim") { try !outbox(".claim").isEmpty }
    }

    /// Waits until nothing is left to do for it.
    func waitForNoClaim(_ worker: Terminal.Running) throws {
        try wait(worker, for: "the end of all claims") { try outbox(".claim").isEmpty }
    }

    /// The names of files in the worker's outbox that end like this.
    func outbox(_ suffix: String, in folder: String = "outbox") throws -> [String] {
        let path = market.terminal.folder.appendingPathComponent("work/\(folder)").path
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(suffix) }
    }
}

@Suite struct EarningTests {
    @Test func aWorkerFindsItsTasksBringsItsKeyAndIsPaid() throws {
        let earning = try Earning()
        let service = try earning.market.open()
        for prefix in ["1A", "1B", "1Cd"] { _ = try earning.post(prefix) }
        let worker = try earning.market.expect(
            earning.command("--until-idle --concurrency 2", keys: "none"))
        #expect(worker.errors.contains("downloading its proving key") && worker.output.isEmpty)
        try earning.check(settled: 3)
        #expect(try earning.outbox(".claim").isEmpty && earning.outbox(".solution").isEmpty)
        #expect(try earning.outbox(".proof", in: "outbox/settled").count == 3)
        // Nothing is left, and nothing is done twice.
        try earning.market.expect(earning.command("--until-idle"))
        try earning.market.close(service)
    }

    @Test func aTaskThatOffersALeaseIsLeasedFirst() throws {
        let earning = try Earning()
        let service = try earning.market.open()
        _ = try earning.post("1Le", options: "--lease-seconds 3600")
        let worker = try earning.market.expect(earning.command("--until-idle"))
        #expect(worker.errors.contains("leased until"), "\(worker.errors)")
        try earning.check(settled: 1)
        try earning.market.close(service)
    }

    @Test func whatIsPassedOverIsSaidWithTheReason() throws {
        let earning = try Earning()
        let service = try earning.market.open()
        _ = try earning.post("1Zk")
        let poor = try earning.market.expect(earning.command("--until-idle --min-reward 2000000"))
        #expect(poor.errors.contains("its reward of 1000000 is below --min-reward 2000000"), "\(poor.errors)")
        let small = try earning.market.expect(earning.command("--until-idle --memory-limit 70000"))
        #expect(small.errors.contains("above --memory-limit 70000"), "\(small.errors)")
        #expect(try earning.outbox(".submission").isEmpty)
        try earning.market.close(service)
    }

    /// `VC_KILLS` is the number of kills.
    @Test func killsAtAnyMomentLoseNothingAndPayNothingTwice() throws {
        let kills = ProcessInfo.processInfo.environment["VC_KILLS"].flatMap { Int($0) } ?? 10
        var generator = SeededGenerator()
        let earning = try Earning(means: 10_000_000)
        let service = try earning.market.open()
        var tasks = 0
        for _ in 0..<kills {
            for prefix in ["1K", "1Ka"].prefix(.random(in: 1...2, using: &generator)) {
                _ = try earning.post(prefix)
                tasks += 1
            }
            let worker = try earning.start("--concurrency \(Int.random(in: 1...2, using: &generator))")
            usleep(.random(in: 20_000...3_000_000, using: &generator))
            try earning.kill(worker)
        }
        let last = try earning.market.expect(earning.command("--until-idle"))
        try earning.check(settled: tasks)
        #expect(try earning.outbox(".claim").isEmpty && earning.outbox(".solution").isEmpty, "\(last.errors)")
        // A second search for what was found would have made a second proof, and a second submission of it.
        #expect(try earning.outbox(".submission").count == tasks)
        #expect(try earning.outbox(".proof", in: "outbox/settled").count == tasks)
        try earning.market.close(service)
    }

    @Test func aServiceThatDiesAndComesBackPaysWhatWasFoundMeanwhile() throws {
        let earning = try Earning()
        let service = try earning.market.open()
        _ = try earning.post("1Dead")
        let worker = try earning.start()
        try earning.waitForClaim(worker)
        try earning.kill(service)
        try earning.wait(worker, for: "a proof") {
            try !earning.outbox(".proof").isEmpty || !earning.outbox(".proof", in: "outbox/settled").isEmpty
        }
        let again = try earning.market.open()
        try earning.waitForNoClaim(worker)
        try earning.stop(worker)
        try earning.check(settled: 1)
        try earning.market.close(again)
    }

    @Test func twoWorkersWithOneWorkspaceOrOneKeyAreRefused() throws {
        let earning = try Earning()
        let service = try earning.market.open()
        let worker = try earning.start()
        try earning.wait(worker, for: "its workspace") { earning.market.terminal.exists("work/jobs.sqlite") }
        let second = try earning.market.expect(earning.command(), status: 3)
        #expect(second.errors.contains("another worker") && second.errors.contains("--workspace"))
        try earning.market.terminal.write(earning.market.terminal.read("bob.key"), to: "copy.key")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600],
            ofItemAtPath: earning.market.terminal.folder.appendingPathComponent("copy.key").path)
        let copied = try earning.market.expect(
            "zkworker run --service SERVICE --key copy.key --workspace other --keys market/keys", status: 3)
        #expect(copied.errors.contains("one key works in one place"))
        try earning.stop(worker)
        try earning.market.close(service)
    }

    @Test func aFullDiskLosesNothingAndBeginsNothing() throws {
        let earning = try Earning()
        let disk = earning.market.terminal.folder.appendingPathComponent("work").path
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        guard run("/bin/mount", ["-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", disk]) else {
            print("skipped: this process may not mount a small disk")
            return
        }
        defer { _ = run("/bin/umount", ["-l", disk]) }
        let service = try earning.market.open()
        _ = try earning.post("1Fuuu")
        let worker = try earning.start()
        try earning.waitForClaim(worker)
        let filler = open("\(disk)/filler", O_WRONLY | O_CREAT, 0o600)
        let zeros = [UInt8](repeating: 1, count: 4096)
        while write(filler, zeros, zeros.count) > 0 {}
        while write(filler, zeros, 1) > 0 {}
        // It is found, proven and paid on the disk that is full.
        try earning.waitForNoClaim(worker)
        _ = try earning.post("1Fv")
        usleep(6_000_000)
        #expect(try earning.market.expect("zkverify audit SERVICE --json").json["settlements"] as? Int == 1)
        ftruncate(filler, 0)
        close(filler)
        try earning.wait(worker, for: "the second proof") {
            try earning.outbox(".proof", in: "outbox/settled").count == 2
        }
        try earning.waitForNoClaim(worker)
        try earning.stop(worker)
        try earning.check(settled: 2)
        try earning.market.close(service)
    }

    @Test func aShareOfTheProcessorsIsNotExceeded() throws {
        let earning = try Earning()
        let service = try earning.market.open()
        _ = try earning.post("1Neverr", deadline: "300d")
        let worker = try earning.start("--cpu-percentage-limit 0.5")
        try earning.waitForClaim(worker)
        func used() throws -> Double {
            let text = try String(contentsOfFile: "/proc/\(worker.process.processIdentifier)/stat", encoding: .utf8)
            let fields = text.split(separator: ")").last!.split(separator: " ")
            return (Double(fields[11])! + Double(fields[12])!) / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
        let clock = ContinuousClock()
        let (begin, before) = (clock.now, try used())
        usleep(10_000_000)
        let share =
            (try used() - before) / ((clock.now - begin) / .seconds(1)) / Double(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        // Others may take more than the rest: then it is less.
        #expect(share < 0.55 && share > 0.01, "\(share)")
        try earning.stop(worker)
        try earning.market.close(service)
    }

    private func run(_ program: String, _ arguments: [String]) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
