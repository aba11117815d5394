import Foundation
import Glibc
import TestSupport
import Testing

@Suite(.blocking) struct EarningTests {
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
        #expect(try earning.outbox(".submission").isEmpty)
        try earning.market.close(service)
    }

    /// `VC_KILLS` is the number of kills.
    @Test func killsAtAnyMomentLoseNothingAndPayNothingTwice() throws {
        let kills = ProcessInfo.processInfo.environment["VC_KILLS"].flatMap { Int($0) } ?? 10
        var generator = SeededGenerator()
        let earning = try Earning(means: 10_000_000)
        let service = try earning.market.open()
        var (tasks, found): (Int, Set<String>) = (0, [])
        for _ in 0..<kills {
            for prefix in ["1K", "1Ka"].prefix(.random(in: 1...2, using: &generator)) {
                _ = try earning.post(prefix)
                tasks += 1
            }
            let worker = try earning.start("--concurrency \(Int.random(in: 1...2, using: &generator))")
            usleep(.random(in: 20_000...3_000_000, using: &generator))
            try earning.kill(worker)
            #expect(Earning.searched(worker.said).isDisjoint(with: found), "\(worker.said)")
            found.formUnion(try earning.found())
        }
        let last = try earning.market.expect(earning.command("--until-idle"))
        #expect(Earning.searched(last.errors).isDisjoint(with: found), "\(last.errors)")
        try earning.check(settled: tasks)
        #expect(try earning.outbox(".claim").isEmpty && earning.outbox(".solution").isEmpty, "\(last.errors)")
        // A second proof would have been submitted beside the first.
        #expect(try earning.outbox(".submission", in: "outbox/settled").count == tasks)
        #expect(try earning.outbox(".submission").isEmpty)
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
}
