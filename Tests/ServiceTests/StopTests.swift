import Escrow
import Formats
import Foundation
import HTTPTypes
import Ledger
import Service
import TestSupport
import Testing
import VerifiedCompute
import Wire

/// The real program, asked to stop while it has something to do.
@Suite struct Stops {
    @Test func aStopEndsStreamsAndAnswersWhatWasAsked() async throws {
        let workshop = try Workshop.shared.get()
        let place = try TemporaryFolder()
        defer { withExtendedLifetime(place) {} }
        let folder = MarketFolder(path: place.path)
        try FileManager.default.createSymbolicLink(
            atPath: folder.keys.folder, withDestinationPath: workshop.store.folder)
        _ = try folder.create(ServicePolicy(isDevelopment: true))
        let stall = Stall(
            port: freePort(), folder: folder, books: try folder.books(), workshop: workshop, time: TestTime())
        for person in [Person.alice, .bob] { try await stall.deposit(10_000_000, to: person) }
        let program = try await stall.startProgram(folder)

        let piece = workshop.pieces[0]
        #expect(try await stall.post(piece.task).status == 201)
        #expect(try await stall.commit(piece.proof.bytes, to: piece.task, as: .bob).status == 201)
        let stream = try RawConnection(port: stall.port)
        try await stream.send(try stall.request(.get, "/v1/events?from=0"))
        #expect(try await stream.head().status == 200)
        while try await stream.nextLine() != "id: 3" {}
        let (idle, half) = (try RawConnection(port: stall.port), try RawConnection(port: stall.port))
        let reveal = RevealSolution(payee: Bytes(Person.bob.key)!, salt: Bytes(Stall.salt)!, proof: piece.proof.bytes)
        let request = try stall.request(
            .post, "/v1/tasks/\(piece.task.digest)/reveal", reveal.bytes, as: .bob, once: "r")
        try await half.send(Array(request.dropLast(100)))
        try await Task.sleep(for: .milliseconds(300))

        program.terminate()
        try await stream.end()
        try await idle.end()
        try await half.send(Array(request.suffix(100)))
        let answer = try await half.answer()
        #expect(answer.status == 200)
        #expect(try RevealAnswer(response: answer.content).judged?.summary.events.last?.kind == .settled)
        program.waitUntilExit()
        #expect(program.terminationReason == .exit && program.terminationStatus == 0)
        #expect(try await stall.balance(.bob) == 10_000_000 + 4_950_000)
        try stall.books.close()
    }
}
