import Dispatch
import Escrow
import Formats
import Ledger
import Sealing
import Service
import Synchronization
import TestSupport
import Testing
import VerifiedCompute
import Wire

/// Holds up the next read of a task's commitments, once it is closed, until it is opened.
private final class Gate: Sendable {
    private let isClosed = Mutex(false)
    private let passes = DispatchSemaphore(value: 0)
    private let isHolding = AsyncStream.makeStream(of: Void.self)

    func close() { isClosed.withLock { $0 = true } }

    /// On a thread of whoever reads.
    func pass(_ sql: String) {
        guard sql.contains("salt FROM commitment") else { return }
        let isHeld = isClosed.withLock { isClosed in
            defer { isClosed = false }
            return isClosed
        }
        guard isHeld else { return }
        isHolding.continuation.yield()
        passes.wait()
    }

    /// Waits until somebody stands before it.
    func holdsSomebody() async { for await _ in isHolding.stream { return } }

    func open() { passes.signal() }
}

/// What has come in time is in time, whatever the service does while it is on its way into the books.
@Suite struct Arrivals {
    @Test func aVerdictThatIsRecordedMeanwhileMakesNoRevealLate() async throws {
        let (place, gate) = (try TemporaryFolder(), Gate())
        defer { withExtendedLifetime(place) {} }
        let folder = MarketFolder(path: place.path)
        _ = try folder.create(ServicePolicy(isDevelopment: true))
        let books = try Books(
            path: folder.database, identity: try KeyFile(path: folder.keyFile).identity(), beforeEachStatement: nil,
            beforeEachRead: { gate.pass($0) })
        let session = Session(folder: folder, books: books, port: freePort(), workshop: try Workshop.shared.get())
        try await session.serve { stall in
            for person in [Person.alice, .bob, .mallory] { try await stall.deposit(20_000_000, to: person) }
            let (held, other) = (stall.workshop.pieces[0], stall.workshop.pieces[1])
            for piece in [held, other] { #expect(try await stall.post(piece.task).status == 201) }
            // Bob's window ends 100 seconds after his reveal comes, Mallory's long after that.
            #expect(try await stall.commit(held.proof.bytes, to: held.task, as: .bob).status == 201)
            stall.time.move(seconds: 3500)
            #expect(try await stall.commit([1], to: other.task, as: .mallory).status == 201)
            gate.close()
            async let revealed = stall.reveal(held.proof.bytes, of: held.task)
            await gate.holdsSomebody()
            stall.time.move(seconds: 200)
            let refused = try RevealAnswer(
                response: try await stall.reveal([1], of: other.task, as: .mallory).content)
            #expect(refused.judged != nil)
            gate.open()
            let answer = try await revealed
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try await stall.balance(.bob) == 20_000_000 + 4_950_000)
            try await stall.audit()
        }
        try books.close()
    }
}
