import Escrow
import Formats
import Foundation
import HTTPTypes
import Journal
import Ledger
import Sealing
import Service
import VerifiedCompute
import Wire

/// A market in a temporary folder, and the real program that serves it.
struct LoadedMarket {
    /// What the program has used and holds.
    struct Use {
        /// Seconds of processors.
        let processor: Double
        /// Bytes.
        let memory: Int
    }

    let port: Int
    let folder: MarketFolder
    let process: Process

    /// - Parameters:
    ///   - keys: the folder of keys that the market uses.
    ///   - parties: who has money.
    init(port: Int, keys: String, parties: [Person]) async throws {
        self.port = port
        folder = MarketFolder(
            path: FileManager.default.temporaryDirectory.appendingPathComponent("market-load-\(getpid())").path)
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: folder.keys.folder, withDestinationPath: URL(fileURLWithPath: keys).standardizedFileURL.path)
        // All load comes from one address, and few identities stand for many.
        var policy = ServicePolicy(isDevelopment: true)
        (policy.limits.identityRate, policy.limits.identityBurst) = (100_000, 100_000)
        (policy.limits.addressRate, policy.limits.addressBurst) = (100_000, 100_000)
        policy.limits.connectionsPerAddress = 2000
        (policy.limits.openTasks, policy.limits.postsPerDay) = (1_000_000, 1_000_000)
        policy.limits.eventStreamsPerAddress = 100
        _ = try folder.create(policy)
        let books = try folder.books()
        for party in parties {
            _ = try await books.deposit(
                Amount(1_000_000_000_000)!, to: ID(party.key)!, reference: Reference("load-\(party.number)")!,
                at: WallClock.system.now())
        }
        try books.close()
        process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("zkservice")
        process.arguments = ["serve", "--data", folder.path, "--port", String(port)]
        process.standardError = FileHandle.nullDevice
        try process.run()
        while (try? Connection(port: port).answer(.get, "/readyz").status) != 200 {
            guard process.isRunning else { throw Connection.Closed() }
            usleep(20_000)
        }
    }

    /// Stops the program in order and removes the folder; false where the program did not end as it should.
    func close() throws -> Bool {
        process.terminate()
        process.waitUntilExit()
        try FileManager.default.removeItem(atPath: folder.path)
        return process.terminationStatus == 0
    }

    var use: Use {
        let path = "/proc/\(process.processIdentifier)"
        let times =
            (try? String(contentsOfFile: path + "/stat", encoding: .utf8))?.split(separator: ")").last?
            .split(separator: " ").compactMap { Double($0) } ?? []
        let resident =
            (try? String(contentsOfFile: path + "/statm", encoding: .utf8))?.split(separator: " ")
            .dropFirst().first.flatMap { Int($0) } ?? 0
        // Fields 14 and 15 are the eleventh and twelfth numbers after the state.
        let ticks = times.count > 11 ? times[10] + times[11] : 0
        return Use(processor: ticks / Double(sysconf(Int32(_SC_CLK_TCK))), memory: resident * Int(getpagesize()))
    }
}

/// What each step of a submission takes.
enum Submission {
    private static let salt = [UInt8](repeating: 7, count: 32)

    static func commit(
        _ proof: [UInt8], payee: [UInt8], to task: PostedTask, as person: Person, over connection: Connection
    ) throws -> Connection.Answer {
        let opening = Opening(payee: ID(payee)!, submission: ID(of: proof), salt: ID(salt)!)
        let message = CommitSolution(commitment: Bytes(opening.commitment(to: ID(task.digest.array)!).bytes)!)
        return try connection.answer(
            .post, "/v1/tasks/\(task.digest)/commitments", message.bytes, as: person, once: UUID().uuidString)
    }

    static func reveal(
        _ proof: [UInt8], payee: [UInt8], of task: PostedTask, as person: Person, over connection: Connection
    ) throws -> Connection.Answer {
        let message = RevealSolution(payee: Bytes(payee)!, salt: Bytes(salt)!, proof: proof)
        return try connection.answer(
            .post, "/v1/tasks/\(task.digest)/reveal", message.bytes, as: person, once: UUID().uuidString)
    }

    static func post(
        _ task: PostedTask, as person: Person, over connection: Connection
    ) throws -> Connection.Answer {
        try connection.answer(
            .post, "/v1/tasks", PostTask(task: task, lease: nil).bytes, as: person, once: UUID().uuidString)
    }
}

/// Runs `body` on so many threads of their own, and waits for all of them.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for number in 0..<count {
        group.enter()
        Thread.detachNewThread {
            body(number)
            group.leave()
        }
    }
    group.wait()
}
