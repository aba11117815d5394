import Client
import Formats
import Foundation
import Sealing
import Synchronization
import VerifiedCompute
import Worker

/// Bob's worker in a folder of its own, with what it said.
final class Earner: Sendable {
    let settings: Settings
    private let events = Mutex<[Event]>([])

    /// - Parameter base: the folder of another one, whose work this one takes up.
    init(
        _ services: [ServiceAddress], base: String? = nil, _ change: (inout Settings) -> Void = { _ in }
    ) throws {
        let base = try base ?? Samples.folder()
        var settings = Settings(
            services: services.map { .init(address: $0) }, workspace: "\(base)/work", home: "\(base)/home")
        settings.endsWhenIdle = true
        change(&settings)
        self.settings = settings
    }

    /// The folder of all of it, for another one to take up.
    var base: String { URL(filePath: settings.workspace).deletingLastPathComponent().path }

    /// Bob's.
    var key: Bytes<32> { Bytes(Marketplace.bob.verificationKey.bytes)! }

    var outbox: String { "\(settings.workspace)/outbox" }

    /// The sentences that it has said.
    var said: [String] { events.withLock { $0.map(\.sentence) } }

    func says(_ part: String) -> Bool { said.contains { $0.contains(part) } }

    func files(_ suffix: String, in shelf: String = "") -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(outbox)/\(shelf)")) ?? [])
            .filter { $0.hasSuffix(suffix) }.sorted()
    }

    func node() throws -> EarningNode {
        try EarningNode(settings, identity: Marketplace.bob, version: "test") { [self] event in
            events.withLock { $0.append(event) }
        }
    }

    /// Earns until nothing is left to do.
    func run() async throws { await (try node()).run() }

    /// Earns until `isDone`, and stops then.
    func run(until isDone: @escaping @Sendable (EarningNode) async -> Bool) async throws {
        let node = try node()
        let running = Task { await node.run() }
        while await !isDone(node) { try await Task.sleep(for: .milliseconds(50)) }
        node.stop()
        await running.value
    }

    /// Puts a claim, and what was found, into the outbox as an earlier run would have.
    func leave(
        _ task: PostedTask, at service: ServiceAddress, serviceKey: Bytes<32>, proven: Bool = true,
        revealSeconds: Int64 = 3600
    ) throws -> Claim {
        let bob = Marketplace.bob
        let key = Bytes<32>(bob.verificationKey.bytes)!
        let workspace = try Workspace(folder: settings.workspace, home: settings.home, key: key)
        let claim = Claim(
            task: task, service: service.description, serviceKey: serviceKey, payee: key, net: 990_000,
            chosenAt: 1_800_000_000_000, revealSeconds: revealSeconds)
        try workspace.claims.keep(claim)
        guard let solution = try task.solve() else { throw CancellationError() }
        if proven {
            let proving = try RealKey.made.get().store.provingKey(.vanityAddress)
            try workspace.claims.keep(try solution.sealAndProve(task, by: bob, with: proving), of: task.digest)
        } else {
            try workspace.claims.solutions.keep(solution, of: task)
        }
        return claim
    }

    func history() throws -> History { try History(reading: "\(settings.workspace)/jobs.sqlite") }
}
