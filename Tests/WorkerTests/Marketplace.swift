import Addresses
import Client
import Escrow
import Formats
import Foundation
import Groth16
import Journal
import Ledger
import Logging
import Sealing
import Service
import ServiceLifecycle
import TestSupport
import VerifiedCompute
import Wire

/// A real service that runs in this process, with books and keys in a folder of its own: for as long as `serve` takes, again and
/// again at the same address.
final class Marketplace: Sendable {
    let address: ServiceAddress
    private let books: Books
    private let folder: MarketFolder
    private let policy: ServicePolicy
    private let port: Int

    /// An initiator and a worker.
    static var alice: Identity { Identity(seed: Secret(copying: [UInt8](repeating: 1, count: 32))) }
    static var bob: Identity { Identity(seed: Secret(copying: [UInt8](repeating: 2, count: 32))) }

    /// - Parameters:
    ///   - provingKey: the bytes that it offers as the proving key of `RealKey`.
    ///   - others: verifying keys that it takes besides, without proving keys.
    init(provingKey: [UInt8]? = nil, others: [VerifyingKey] = []) throws {
        let key = try RealKey.made.get()
        var policy = ServicePolicy(isDevelopment: true)
        (policy.limits.identityRate, policy.limits.identityBurst) = (10_000, 10_000)
        (policy.limits.addressRate, policy.limits.addressBurst) = (100_000, 100_000)
        policy.limits.leastHeartbeatSeconds = 1
        self.policy = policy
        folder = MarketFolder(path: try Samples.folder() + "/market")
        _ = try folder.create(policy)
        let store = folder.keys
        for other in [try key.store.verifyingKey(key.digest)] + others { try store.add(other) }
        let bytes = provingKey ?? key.bytes
        let path = store.path(of: .vanityAddress)
        try Data(bytes).write(to: URL(filePath: path))
        let line = "\(Hexadecimal.text(of: BLAKE2b.hash(bytes)))  \(URL(filePath: path).lastPathComponent)\n"
        try Data(line.utf8).write(to: URL(filePath: path + ".b2sum"))
        books = try folder.books()
        port = freePort()
        address = ServiceAddress("http://127.0.0.1:\(port)")!
    }

    var key: VerificationKey { books.service }

    func serve<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        let listening = AsyncStream.makeStream(of: Void.self)
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let service = MarketService(
            books: books, keys: try AcceptedKeys(folder.keys, policy: policy), policy: policy,
            address: .init(host: "127.0.0.1", port: port), logger: silent, version: "test",
            onListening: { _ in listening.continuation.yield() })
        let group = ServiceGroup(services: [service], logger: silent)
        let running = Task { try await group.run() }
        for await _ in listening.stream { break }
        let result: Result<Value, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await running.value
        return try result.get()
    }

    // MARK: Steps

    func deposit(_ amount: UInt64, to party: VerificationKey) async throws {
        _ = try await books.deposit(
            Amount(amount)!, to: ID(party.bytes)!, reference: Reference(UUID().uuidString)!,
            at: WallClock.system.now())
    }

    /// The service's signature on an entry, whether or not its log has it.
    func receipt(of entry: Entry) throws -> ReceiptRecord {
        let identity = try KeyFile(path: folder.keyFile).identity()
        let receipt = Receipt(for: entry, by: identity.signingKey)
        return ReceiptRecord(
            summary: EntryRecord(index: entry.index, time: 0, task: nil, events: []), entry: entry.canonicalBytes,
            signature: Bytes(receipt.signature)!)
    }

    func balance(_ party: VerificationKey) async throws -> UInt64 {
        try await books.balance(of: .available(ID(party.bytes)!)).units
    }

    /// A task of Alice, for two days.
    static func task(_ prefix: String, under key: Digest? = nil, seconds: Int64 = 172_800) throws -> PostedTask {
        try alice.post(
            .vanityAddress(AddressPattern(prefix: prefix)), reward: 1_000_000,
            deadline: Deadline(seconds: Int64(Date().timeIntervalSince1970) + seconds)!,
            under: try key ?? RealKey.made.get().digest)
    }

    /// Posts a task while the service runs, and gives Alice and Bob what they need.
    func post(_ task: PostedTask, lease: PostTask.Lease? = nil, forBob means: UInt64 = 10_000) async throws {
        try await deposit(1_000_000, to: Self.alice.verificationKey)
        if means > 0 { try await deposit(means, to: Self.bob.verificationKey) }
        let client = ServiceClient(address)
        _ = try await client.post(PostTask(task: task, lease: lease), by: Signer(Self.alice))
        await client.close()
    }

    func record(of task: PostedTask) async throws -> TaskRecord {
        let client = ServiceClient(address)
        let result: Result<TaskRecord, any Error>
        do {
            result = .success(try await client.task(task.digest))
        } catch {
            result = .failure(error)
        }
        await client.close()
        return try result.get()
    }

    func isSettled(_ task: PostedTask) async throws -> Bool { try await record(of: task).state == .settled }
}
