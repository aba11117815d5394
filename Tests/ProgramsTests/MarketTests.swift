import Foundation
import TestSupport
import Testing

/// A market on one machine, its programs as people run them.
struct Market {
    let terminal: Terminal
    let address: String
    let alice: String
    let bob: String
    let port: Int

    /// - Parameter options: for `init`.
    init(_ options: String = "--development") throws {
        terminal = try Terminal()
        port = freePort()
        address = "http://127.0.0.1:\(port)"
        let keygen = try ["alice", "bob"].map { [terminal] in try terminal.run("zktask keygen --out \($0).key --json") }
        let keys = try keygen.map { try #require($0.json["signingKey"] as? String) }
        (alice, bob) = (keys[0], keys[1])
        try expect("zkservice init --data market \(options)")
    }

    /// Alice's task, posted, and Bob's proof of its solution, not yet submitted.
    func postAndSolve() throws {
        try deposit(10_000_000, to: alice)
        try deposit(1_000, to: bob)
        try expect(
            "zktask new vanity-address --prefix 1Zk --key alice.key --reward 5000000 --deadline 2d --keys market/keys")
        try expect("zktask post task.json --service SERVICE --key alice.key")
        try expect("zkworker solve task.json --keys market/keys --key bob.key")
    }

    /// Runs a line that must end with `status`. `SERVICE` stands for the service's address.
    @discardableResult
    func expect(_ line: String, status: Int32 = 0) throws -> Terminal.Outcome {
        let outcome = try terminal.run(line.replacingOccurrences(of: "SERVICE", with: address))
        try #require(outcome.status == status, "\(line): \(outcome.status) \(outcome.output) \(outcome.errors)")
        return outcome
    }

    /// The service, listening.
    ///
    /// - Parameter options: more of them, for `serve`.
    func open(data: String = "market", _ options: String = "") throws -> Terminal.Running {
        let service = try terminal.start("zkservice serve --data \(data) --port \(port) \(options)")
        for _ in 0..<1200 where service.process.isRunning {
            if isListening { return service }
            usleep(50_000)
        }
        throw CancellationError()
    }

    private var isListening: Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { Glibc.close(descriptor) }
        return withLoopback(port) { connect(descriptor, $0, $1) } == 0
    }

    func close(_ service: Terminal.Running) throws {
        service.process.terminate()
        let outcome = try service.finish()
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    /// Changes what the operator's `policy.json` says.
    func setPolicy(_ change: (inout [String: Any]) throws -> Void) throws {
        var policy = try #require(
            JSONSerialization.jsonObject(with: terminal.read("market/policy.json")) as? [String: Any])
        try change(&policy)
        try terminal.write(JSONSerialization.data(withJSONObject: policy), to: "market/policy.json")
    }

    func deposit(_ amount: Int, to account: String) throws {
        try expect(
            "zkservice deposit --data market --account \(account) --amount \(amount) --reference \(account)-\(amount)")
    }
}

@Suite(.blocking) struct MarketTests {
    @Test func aTaskIsPostedSolvedPaidForFetchedOpenedAndAudited() throws {
        let market = try Market()
        let service = try market.open()
        try market.postAndSolve()
        let id = try #require(
            market.expect("zktask post task.json --service SERVICE --key alice.key --json").json["task"] as? String)
        #expect(try market.expect("zktask fetch \(id) --service SERVICE --out got.bin", status: 1).output.isEmpty)
        let submitted = try market.expect("zkworker submit proof.bin --service SERVICE --key bob.key")
        #expect(submitted.output.hasPrefix("SETTLED. 4,950,000 to \(market.bob)"))
        try market.expect("zkworker submit proof.bin --service SERVICE --key bob.key")
        try market.expect("zktask wait \(id) --service SERVICE")
        try market.expect("zktask cancel \(id) --service SERVICE --key alice.key", status: 1)
        try market.expect("zktask fetch \(id) --service SERVICE --out got.bin --keys market/keys")
        #expect(try market.terminal.read("got.bin") == market.terminal.read("proof.bin"))
        try market.expect("zktask open got.bin --key alice.key --out wallet.json")
        let audit = try market.expect("zkverify audit SERVICE --json").json
        #expect(audit["clean"] as? Bool == true && audit["settlements"] as? Int == 1)
        #expect(audit["held"] as? Int == 10_001_000 && audit["fees"] as? Int == 50_000)
        try market.close(service)
    }

    @Test func aSubmissionGoesOnWhereADeadServiceLeftIt() throws {
        let market = try Market()
        let service = try market.open()
        try market.postAndSolve()
        kill(service.process.processIdentifier, SIGKILL)
        _ = try service.finish()
        let worker = try market.terminal.start(
            "zkworker submit proof.bin --service \(market.address) --key bob.key")
        usleep(300_000)
        kill(worker.process.processIdentifier, SIGKILL)
        _ = try worker.finish()
        let again = try market.open()
        try market.expect("zkworker submit proof.bin --service SERVICE --key bob.key")
        #expect(try market.expect("zkverify audit SERVICE --json").json["settlements"] as? Int == 1)
        try market.close(again)
    }

    @Test func whoIsShortOfMoneyIsToldAndNothingHappens() throws {
        let market = try Market()
        let service = try market.open()
        try market.expect(
            "zktask new vanity-address --prefix 1Zk --key alice.key --reward 5000000 --deadline 2d --keys market/keys")
        let refused = try market.expect("zktask post task.json --service SERVICE --key alice.key", status: 1)
        #expect(refused.output.isEmpty && refused.errors.contains("Deposit"))
        try market.expect("zktask post task.json --service SERVICE --key bob.key", status: 2)
        #expect(try market.expect("zkverify audit SERVICE --json").json["entries"] as? Int == 0)
        try market.close(service)
        try market.expect("zktask list --service SERVICE", status: 3)
    }
}
