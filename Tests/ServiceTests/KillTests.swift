import Escrow
import Formats
import Foundation
import HTTPTypes
import Journal
import Ledger
import Service
import Synchronization
import TestSupport
import Testing
import VerifiedCompute
import Wire

/// The real program, killed at random moments under traffic. `VC_KILLS` is the number of rounds.
@Suite struct Kills {
    private static let rounds = ProcessInfo.processInfo.environment["VC_KILLS"].flatMap { Int($0) } ?? 3

    @Test func afterEveryKillEachReceiptStandsInTheLogAndNothingIsPaidTwice() async throws {
        var generator = SeededGenerator()
        let workshop = try Workshop.shared.get()
        let place = try TemporaryFolder()
        defer { withExtendedLifetime(place) {} }
        let folder = MarketFolder(path: place.path)
        try FileManager.default.createSymbolicLink(
            atPath: folder.keys.folder, withDestinationPath: workshop.store.folder)
        var policy = ServicePolicy(isDevelopment: true)
        (policy.limits.identityRate, policy.limits.identityBurst) = (100_000, 100_000)
        (policy.limits.addressRate, policy.limits.addressBurst) = (100_000, 100_000)
        _ = try folder.create(policy)
        let stall = Stall(
            port: freePort(), folder: folder, books: try folder.books(), workshop: workshop, time: TestTime())
        for person in [Person.alice, .bob, .mallory] { try await stall.deposit(1_000_000_000, to: person) }

        let receipts = Receipts()
        for round in 0..<Self.rounds {
            let program = try await stall.startProgram(folder)
            let traffic = Task { await Self.traffic(stall, round, receipts) }
            try await Task.sleep(for: .milliseconds(Int.random(in: 20...1500, using: &generator)))
            kill(program.processIdentifier, SIGKILL)
            program.waitUntilExit()
            traffic.cancel()
            await traffic.value
        }
        let program = try await stall.startProgram(folder)
        while try await !stall.books.pendingProofs(limit: 1).isEmpty { try await Task.sleep(for: .milliseconds(100)) }
        try await stall.audit(receipts: receipts.all)
        #expect(!receipts.all.isEmpty)
        program.terminate()
        program.waitUntilExit()
        #expect(program.terminationStatus == 0)
        try stall.books.close()
    }

    /// Posts, commits, reveals and cancels until the service goes away or the round is over.
    private static func traffic(_ stall: Stall, _ round: Int, _ receipts: Receipts) async {
        do {
            if round < stall.workshop.pieces.count {
                let piece = stall.workshop.pieces[round]
                try note(try await stall.post(piece.task), receipts)
                try note(try await stall.commit(piece.proof.bytes, to: piece.task, as: .bob), receipts)
                _ = try await stall.reveal(piece.proof.bytes, of: piece.task)
            }
            while !Task.isCancelled {
                let task = try stall.workshop.task()
                try note(try await stall.post(task), receipts)
                guard Bool.random() else {
                    try note(try await stall.call("/v1/tasks/\(task.digest)/cancel", as: .alice), receipts)
                    continue
                }
                let garbage = (0..<100).map { _ in UInt8.random(in: .min ... .max) }
                try note(try await stall.commit(garbage, to: task, as: .mallory), receipts)
                _ = try await stall.reveal(garbage, of: task, as: .mallory)
            }
        } catch {
            return  // the service was killed
        }
    }

    private static func note(_ answer: Answer, _ receipts: Receipts) throws {
        let record = try ReceiptRecord(response: answer.content)
        let receipt = Receipt(entry: try Entry(canonicalBytes: record.entry), signature: record.signature.array)
        receipts.add(receipt)
    }
}

/// What the service has promised.
private final class Receipts: Sendable {
    private let receipts = Mutex<[Receipt]>([])

    var all: [Receipt] { receipts.withLock { $0 } }

    func add(_ receipt: Receipt) { receipts.withLock { $0.append(receipt) } }
}
