import Foundation
import Ledger
import Logging
import Service
import TestSupport
import ServiceLifecycle

/// One market that is served again and again.
struct Session {
    let folder: MarketFolder
    let books: Books
    let time = TestTime()
    let port: Int
    let workshop: Workshop

    /// A market in a folder of its own that goes away with the test.
    static func run(_ body: (Session) async throws -> Void) async throws {
        let place = try TemporaryFolder()
        defer { withExtendedLifetime(place) {} }
        let folder = MarketFolder(path: place.path)
        _ = try folder.create(ServicePolicy(isDevelopment: true))
        let session = Session(
            folder: folder, books: try folder.books(), port: freePort(), workshop: try Workshop.shared.get())
        try await body(session)
        try session.books.close()
    }

    func service(
        _ policy: ServicePolicy, keys: AcceptedKeys? = nil, onListening: @escaping @Sendable () -> Void = {}
    ) throws -> MarketService {
        MarketService(
            books: books, keys: try keys ?? AcceptedKeys(workshop.store, policy: policy), policy: policy,
            address: .init(host: "127.0.0.1", port: port), clock: time.clock, folder: folder,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, version: "test",
            onListening: { _ in onListening() })
    }

    /// Serves the market for as long as `body` takes.
    func serve(
        _ change: (inout ServicePolicy) -> Void = { _ in }, _ body: (Stall) async throws -> Void
    ) async throws {
        var policy = ServicePolicy(isDevelopment: true)
        (policy.limits.identityRate, policy.limits.identityBurst) = (10_000, 10_000)
        policy.limits.leastStake = 0
        change(&policy)
        let listening = AsyncStream.makeStream(of: Void.self)
        let service = try service(policy) { listening.continuation.yield() }
        let group = ServiceGroup(services: [service], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await group.run() }
        for await _ in listening.stream { break }
        let result: Result<Void, any Error>
        do {
            let stall = Stall(port: port, folder: folder, books: books, workshop: workshop, time: time)
            result = .success(try await body(stall))
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await running.value
        try result.get()
    }
}
