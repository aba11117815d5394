import Foundation
import Glibc
import Testing

/// A market with tasks, and a worker that is to earn from them.
struct Earning {
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

    func start(
        _ options: String = "", workspace: String = "work", keys: String = "market/keys"
    ) throws -> Terminal.Running {
        try market.terminal.start(command(options, workspace: workspace, keys: keys))
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

    /// The beginnings of the digests of all tasks of which a solution or a proof is kept.
    func found() throws -> Set<String> {
        var names: [String] = []
        for folder in ["outbox", "outbox/settled", "outbox/kept"] {
            names += try outbox(".solution", in: folder) + outbox(".proof", in: folder)
        }
        return Set(names.map { String($0.prefix(8)) })
    }

    /// The same of all tasks for which a worker that said this began a search.
    static func searched(_ said: String) -> Set<String> {
        Set(
            said.split(separator: "\n").filter { $0.hasSuffix("): searching") }.compactMap { line in
                line.split(separator: "(").last.map { String($0.prefix(8)) }
            })
    }
}
