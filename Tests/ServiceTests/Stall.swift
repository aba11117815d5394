import Audit
import Escrow
import Formats
import Foundation
import HTTPSignatures
import HTTPTypes
import Journal
import Ledger
import Logging
import Sealing
import Service
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing
import VerifiedCompute
import Wire

/// A market that runs in this process on a port of its own, with books in a folder of its own.
struct Stall: Sendable {
    let port: Int
    let folder: MarketFolder
    let books: Books
    let workshop: Workshop
    let time: TestTime

    /// Runs a market for as long as `body` takes, then audits it: every unit is where the rules put it.
    ///
    /// - Parameters:
    ///   - change: makes the policy another than one of development without limits to speak of.
    ///   - keys: those that the service takes; the workshop's where it is nil.
    static func run(
        policy change: (inout ServicePolicy) -> Void = { _ in }, keys: AcceptedKeys? = nil,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        _ body: (Stall) async throws -> Void
    ) async throws {
        let workshop = try Workshop.shared.get()
        var policy = ServicePolicy(isDevelopment: true)
        (policy.limits.identityRate, policy.limits.identityBurst) = (10_000, 10_000)
        (policy.limits.addressRate, policy.limits.addressBurst) = (100_000, 100_000)
        (policy.limits.leastStake, policy.limits.leastHeartbeatSeconds) = (0, 1)
        change(&policy)
        let place = try TemporaryFolder()
        defer { withExtendedLifetime(place) {} }
        let folder = MarketFolder(path: place.path)
        _ = try folder.create(policy)
        let (books, time, port) = (try folder.books(), TestTime(), freePort())
        let listening = AsyncStream.makeStream(of: Void.self)
        let service = MarketService(
            books: books, keys: keys ?? workshop.keys, policy: policy, address: .init(host: "127.0.0.1", port: port),
            clock: time.clock, logger: logger, version: "test",
            onListening: { _ in listening.continuation.yield() })
        let group = ServiceGroup(services: [service], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task {
            defer { listening.continuation.finish() }
            try await group.run()
        }
        guard await listening.stream.contains(where: { true }) else {
            try await running.value
            throw CancellationError()
        }
        let stall = Stall(port: port, folder: folder, books: books, workshop: workshop, time: time)
        do {
            try await body(stall)
            try await stall.audit()
        } catch {
            await group.triggerGracefulShutdown()
            try await running.value
            throw error
        }
        await group.triggerGracefulShutdown()
        try await running.value
        try books.close()
    }

    /// The real program on a market's folder, once it answers.
    func startProgram(_ folder: MarketFolder) async throws -> Process {
        let program = Process()
        program.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("zkservice")
        program.arguments = ["serve", "--data", folder.path, "--port", String(port)]
        program.standardError = FileHandle.nullDevice
        try program.run()
        while (try? await send(.get, "/readyz").status) != 200 {
            try #require(program.isRunning, "the program ended by itself")
            try await Task.sleep(for: .milliseconds(20))
        }
        return program
    }

    // MARK: Money

    func deposit(_ amount: UInt64, to person: Person) async throws {
        _ = try await books.deposit(
            Amount(amount)!, to: ID(person.key)!, reference: Reference(UUID().uuidString)!, at: time.clock.now())
    }

    func balance(_ person: Person) async throws -> UInt64 {
        try await books.balance(of: .available(ID(person.key)!)).units
    }

    /// Replays the exported log under the rules, with every task's signature and every published proof checked.
    ///
    /// - Parameter receipts: what was promised must be there.
    func audit(receipts: [Receipt] = []) async throws {
        let key = workshop.proving.verifyingKey
        let evidence = Evidence(
            task: { bytes in
                guard let task = try? PostedTask(canonicalBytes: bytes), task.hasValidSignature else { return nil }
                return Evidence.TaskClaim(
                    task: ID(task.digest.array)!, initiator: ID(task.terms.initiator.signingKey.array)!,
                    reward: task.terms.reward, deadline: task.terms.deadline.seconds)
            },
            proof: { bytes in
                guard let verdict = try? ProofFile(bytes: bytes).verdict(under: key), verdict.isProven else {
                    return nil
                }
                return Evidence.ProofClaim(task: ID(verdict.taskDigest.array)!, payee: ID(verdict.payee.array)!)
            })
        var auditor = Auditor(service: books.service, evidence: evidence, receipts: receipts)
        let export = try await send(.get, "/v1/log/export")
        #expect(export.status == 200)
        for line in export.content.split(separator: 0x0a) { auditor.read(try LogLine(line)) }
        let report = auditor.finish()
        #expect(report.findings == [])
        let totals = try await books.totals()
        #expect(report.held == totals.held && report.entries == totals.entries)
    }

    // MARK: Requests

    /// Sends a request on a connection of its own.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ content: [UInt8] = [], as person: Person? = nil,
        once: String? = nil, fields: [String: String] = [:]
    ) async throws -> Answer {
        let connection = try RawConnection(port: port)
        try await connection.send(try request(method, path, content, as: person, once: once, fields: fields))
        return try await connection.answer()
    }

    /// The bytes of a request, signed where somebody signs.
    func request(
        _ method: HTTPRequest.Method, _ path: String, _ content: [UInt8] = [], as person: Person? = nil,
        once: String? = nil, fields: [String: String] = [:]
    ) throws -> [UInt8] {
        let authority = "127.0.0.1:\(port)"
        var request = HTTPRequest(method: method, scheme: "http", authority: authority, path: path)
        if !content.isEmpty { request.headerFields[.contentType] = "application/json" }
        request.headerFields[.idempotencyKey] = once
        for (name, value) in fields { request.headerFields[HTTPField.Name(name)!] = value }
        if let person {
            try request.sign(
                with: person.identity.signingKey, content: content, at: time.clock.now().milliseconds / 1000)
        }
        var text = "\(method.rawValue) \(path) HTTP/1.1\r\nHost: \(authority)\r\n"
        for field in request.headerFields { text += "\(field.name.rawName): \(field.value)\r\n" }
        if !content.isEmpty || method == .post { text += "Content-Length: \(content.count)\r\n" }
        return Array((text + "\r\n").utf8) + content
    }

    /// A call that counts once, under a new key.
    func call(
        _ path: String, _ message: (any Message)? = nil, as person: Person, once: String = UUID().uuidString
    ) async throws -> Answer {
        try await send(.post, path, message?.bytes ?? [], as: person, once: once)
    }

    // MARK: Steps

    func post(_ task: PostedTask, lease: PostTask.Lease? = nil, as person: Person = .alice) async throws -> Answer {
        try await call("/v1/tasks", PostTask(task: task, lease: lease), as: person)
    }

    /// Commits to a proof and reveals it.
    func submit(
        _ proof: [UInt8], payee: Person = .bob, to task: PostedTask, as person: Person = .bob
    ) async throws -> Answer {
        let committed = try await commit(proof, payee: payee, to: task, as: person)
        #expect(committed.status == 201, "\(committed.text)")
        return try await reveal(proof, payee: payee, of: task, as: person)
    }

    static let salt = [UInt8](repeating: 7, count: 32)

    func commit(_ proof: [UInt8], payee: Person = .bob, to task: PostedTask, as person: Person) async throws -> Answer {
        let opening = Opening(payee: ID(payee.key)!, submission: ID(of: proof), salt: ID(Self.salt)!)
        let commitment = opening.commitment(to: ID(task.digest.array)!)
        return try await call(
            "/v1/tasks/\(task.digest)/commitments", CommitSolution(commitment: Bytes(commitment.bytes)!), as: person)
    }

    func reveal(
        _ proof: [UInt8], payee: Person = .bob, of task: PostedTask, as person: Person = .bob,
        once: String = UUID().uuidString
    ) async throws -> Answer {
        try await call(
            "/v1/tasks/\(task.digest)/reveal",
            RevealSolution(payee: Bytes(payee.key)!, salt: Bytes(Self.salt)!, proof: proof), as: person, once: once)
    }
}

extension Answer {
    /// The code of a problem.
    var code: String? { (try? Problem(response: content))?.code }
}

/// A clock that tests set, or move on as time does.
final class TestTime: Sendable {
    private let offset = Mutex<Int64>(0)
    private let step = Mutex<Int64>(0)

    private func uptime() -> Int64 {
        Int64(Date().timeIntervalSince1970 * 1000) + offset.withLock { $0 }
    }

    var clock: WallClock {
        WallClock(
            boot: "test", now: { [self] in Moment(milliseconds: uptime() + step.withLock { $0 })! },
            uptime: { [self] in uptime() })
    }

    /// So much time passes.
    func move(seconds: Int64) { offset.withLock { $0 += seconds * 1000 } }

    /// Somebody sets the clock forward, or back.
    func set(seconds: Int64) { step.withLock { $0 += seconds * 1000 } }
}
