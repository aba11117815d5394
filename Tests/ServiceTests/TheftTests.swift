import Escrow
import Formats
import Foundation
import HTTPTypes
import Ledger
import Sealing
import Service
import Testing
import VerifiedCompute
import Wire

/// Each attempt is refused with its reason, and the money is where it was; `Stall.run` audits the whole log after each.
@Suite struct Thefts {
    private func opened(_ stall: Stall, _ index: Int = 0) async throws -> Workshop.Piece {
        let piece = stall.workshop.pieces[index]
        try await stall.deposit(10_000_000, to: .alice)
        try await stall.deposit(10_000, to: .bob)
        try await stall.deposit(10_000, to: .mallory)
        #expect(try await stall.post(piece.task).status == 201)
        return piece
    }

    private func fault(_ answer: Answer) throws -> EventRecord.Fault? {
        try RevealAnswer(response: answer.content).judged?.summary.events.first { $0.kind == .refused }?.fault
    }

    private func nobodyWasPaid(_ stall: Stall) async throws {
        #expect(try await stall.balance(.mallory) <= 10_000)
        #expect(try await stall.books.totals().tasks[.settled] ?? 0 == 0)
        #expect(try await stall.books.totals().held.units == 10_020_000)
    }

    @Test func aStolenProofWithAnotherPayeeIsRefusedAndOneWithItsOwnPaysWhomItNames() async throws {
        try await Stall.run { stall in
            let piece = try await opened(stall)
            let stolen = try await stall.submit(piece.proof.bytes, payee: .mallory, to: piece.task, as: .mallory)
            #expect(try fault(stolen) == .otherPayee)
            try await nobodyWasPaid(stall)
            let copied = try await stall.submit(piece.proof.bytes, payee: .bob, to: piece.task, as: .mallory)
            #expect(copied.status == 200)
            #expect(try await stall.balance(.mallory) == 9000)  // the bond of the first attempt is burned
            #expect(try await stall.balance(.bob) == 10_000 + 4_950_000)
        }
    }

    @Test func aProofForAnotherTaskIsRefused() async throws {
        try await Stall.run { stall in
            let piece = try await opened(stall)
            let other = stall.workshop.pieces[1].proof
            #expect(try fault(try await stall.submit(other.bytes, to: piece.task)) == .otherTask)
            try await nobodyWasPaid(stall)
        }
    }

    @Test func anAlteredProofIsRefused() async throws {
        try await Stall.run { stall in
            let piece = try await opened(stall)
            let bytes = piece.proof.bytes
            let box = bytes.firstRange(of: piece.proof.contents.sealedBox)!
            for at in [box.lowerBound, box.lowerBound + 40, box.upperBound - 1, bytes.count - 1] {
                var altered = bytes
                altered[at] ^= 1
                #expect(try fault(try await stall.submit(altered, to: piece.task)) == .notProven, "\(at)")
            }
            #expect(try fault(try await stall.submit([], to: piece.task)) == .malformed)
            #expect(try fault(try await stall.submit(Array(bytes.dropLast()), to: piece.task)) == .malformed)
            try await nobodyWasPaid(stall)
        }
    }

    @Test func whatIsRevealedIsWhatWasCommittedTo() async throws {
        try await Stall.run { stall in
            let piece = try await opened(stall)
            let bytes = piece.proof.bytes
            #expect(try await stall.reveal(bytes, of: piece.task).code == "not-committed")
            _ = try await stall.commit(bytes, to: piece.task, as: .mallory)
            #expect(try await stall.reveal(bytes, of: piece.task).code == "not-committed")
            #expect(
                try await stall.reveal(bytes, payee: .mallory, of: piece.task, as: .mallory).code == "other-opening")
            #expect(try await stall.reveal(bytes + [0], of: piece.task, as: .mallory).code == "other-opening")
            try await nobodyWasPaid(stall)
        }
    }

    @Test func aReplayedOrRedirectedRequestIsRefused() async throws {
        try await Stall.run { stall in
            let piece = try await opened(stall)
            let path = "/v1/tasks/\(piece.task.digest)/cancel"
            let request = try stall.request(.post, path, as: .bob, once: "x")
            for expected in ["not-the-initiator", "replayed", "replayed"] {
                let connection = try RawConnection(port: stall.port)
                try await connection.send(request)
                #expect(try await connection.answer().code == expected)
            }
            // The same signature for another path, key, or body.
            let text = String(decoding: try stall.request(.post, path, as: .alice, once: "x"), as: UTF8.self)
            for (part, other) in [("/cancel", "/lease"), ("dempotency-Key: x", "dempotency-Key: y")] {
                let connection = try RawConnection(port: stall.port)
                let altered = text.replacingOccurrences(of: part, with: other)
                #expect(altered != text)
                try await connection.send(Array(altered.utf8))
                #expect(try await connection.answer().status == 401)
            }
            let withBody = text.replacingOccurrences(
                of: "Content-Length: 0\r\n\r\n", with: "Content-Length: 2\r\n\r\n{}")
            let connection = try RawConnection(port: stall.port)
            try await connection.send(Array(withBody.utf8))
            #expect(try await connection.answer().status >= 400)
            #expect(try await stall.books.task(ID(piece.task.digest.array)!)?.contract.state == .open)
        }
    }

    @Test func aTaskForAnotherServiceOrUnderAnotherKeyOrOfAnotherSignerIsRefused() async throws {
        try await Stall.run { stall in
            try await stall.deposit(10_000_000, to: .alice)
            try await stall.deposit(10_000_000, to: .mallory)
            let workshop = stall.workshop
            let elsewhere = try workshop.task(service: ServiceName("https://other.example"))
            #expect(try await stall.post(elsewhere).code == "other-service")
            let unknown = try Workshop.task(under: Digest([UInt8](repeating: 1, count: 32))!)
            #expect(try await stall.post(unknown).code == "key-not-accepted")
            let task = try workshop.task()
            #expect(try await stall.post(task, as: .mallory).code == "other-identity")
            let forged = PostedTask(terms: try workshop.task().terms, signature: task.signature)
            #expect(try await stall.post(forged).code == "task-signature")
            #expect(try await stall.balance(.alice) == 10_000_000)
            let here = try workshop.task(service: ServiceName("http://127.0.0.1:\(stall.port)"))
            #expect(try await stall.post(here).status == 201)
            let byKey = try workshop.task(service: ServiceName(Hexadecimal.text(of: stall.books.service.bytes)))
            #expect(try await stall.post(byKey).status == 201)
        }
    }

    @Test func aLeaseIsOnePartysAlone() async throws {
        try await Stall.run { stall in
            let piece = stall.workshop.pieces[0]
            try await stall.deposit(10_000_000, to: .alice)
            for person in [Person.bob, .mallory] { try await stall.deposit(10_000, to: person) }
            _ = try await stall.post(piece.task, lease: .init(seconds: 600, stake: 500))
            let path = "/v1/tasks/\(piece.task.digest)/lease"
            let codes = try await withThrowingTaskGroup(of: (Person, String?).self) { group in
                for person in [Person.bob, .mallory] {
                    group.addTask { (person, try await stall.call(path, as: person).code) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.compactMap(\.1) == ["leased"])
            let (winner, loser) = (codes.first { $0.1 == nil }!.0, codes.first { $0.1 != nil }!.0)
            #expect(try await stall.commit(piece.proof.bytes, to: piece.task, as: loser).code == "leased")
            #expect(try await stall.call("/v1/tasks/\(piece.task.digest)/cancel", as: .alice).code == "leased")
            #expect(try await stall.balance(winner) == 9500)
            #expect(try await stall.balance(loser) == 10_000)
            stall.time.move(seconds: 601)
            #expect(try await stall.commit(piece.proof.bytes, to: piece.task, as: loser).status == 201)
            #expect(try await stall.balance(winner) == 9750)  // half of the stake is forfeited
        }
    }

    @Test func whatIsBeingVerifiedCannotBeCancelled() async throws {
        try await Stall.run { stall in
            let piece = try await opened(stall)
            _ = try await stall.commit(piece.proof.bytes, to: piece.task, as: .bob)
            #expect(try await stall.call("/v1/tasks/\(piece.task.digest)/cancel", as: .alice).code == "being-verified")
            #expect(try await stall.reveal(piece.proof.bytes, of: piece.task).status == 200)
            #expect(try await stall.call("/v1/tasks/\(piece.task.digest)/cancel", as: .alice).code == "ended")
        }
    }

    @Test func ofTwentySubmissionsAtOnceOneIsPaid() async throws {
        try await Stall.run { stall in
            let piece = try await opened(stall)
            let commits = try await answers(20) {
                try await stall.commit(piece.proof.bytes, to: piece.task, as: .bob)
            }
            #expect(commits.count { $0.status == 201 } == 1)
            #expect(Set(commits.compactMap(\.code)) == ["already-committed"])
            #expect(try await stall.balance(.bob) == 9000)
            let reveals = try await answers(20) { try await stall.reveal(piece.proof.bytes, of: piece.task) }
            #expect(reveals.count { $0.status == 200 } == 1)
            #expect(Set(reveals.compactMap(\.code)).isSubset(of: ["already-revealed", "ended", "too-many-pending"]))
            #expect(try await stall.balance(.bob) == 10_000 + 4_950_000)
        }
    }

    private func answers(
        _ count: Int, _ send: @escaping @Sendable () async throws -> Answer
    ) async throws -> [Answer] {
        try await withThrowingTaskGroup(of: Answer.self) { group in
            for _ in 0..<count { group.addTask { try await send() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func noAmountMakesMoney() async throws {
        try await Stall.run { stall in
            try await stall.deposit(1_000_000, to: .alice)
            for reward in [1_000_001, UInt64(Int64.max), UInt64(Int64.max) + 1, .max] {
                let code = try await stall.post(try stall.workshop.task(reward: reward)).code
                #expect(["insufficient-funds", "too-much"].contains(code), "\(reward)")
            }
            #expect(try await stall.post(try stall.workshop.task(reward: 0)).code == "nothing-to-move")
            let task = try stall.workshop.task(reward: 77)
            let text = String(decoding: PostTask(task: task, lease: nil).bytes, as: UTF8.self)
            for amount in ["-77", "7.7e1", "77.0", "\"77\"", "18446744073709551616", "1e999", "null", "[77]", "0077"] {
                let altered = text.replacingOccurrences(of: "\"reward\":77", with: "\"reward\":\(amount)")
                let answer = try await stall.send(.post, "/v1/tasks", Array(altered.utf8), as: .alice, once: "a")
                #expect(answer.code == "malformed-message", "\(amount)")
            }
            let stake = text.dropLast() + #","lease":{"seconds":60,"stake":-1}}"#
            #expect(
                try await stall.send(.post, "/v1/tasks", Array(stake.utf8), as: .alice, once: "b").code
                    == "malformed-message")
            #expect(try await stall.balance(.alice) == 1_000_000)
        }
    }

    @Test func aClockThatIsSetBackBringsNothingBack() async throws {
        try await Stall.run { stall in
            let piece = try await opened(stall)
            let path = "/v1/tasks/\(piece.task.digest)/cancel"
            let request = try stall.request(.post, path, as: .bob, once: "x")
            func send() async throws -> String? {
                let connection = try RawConnection(port: stall.port)
                try await connection.send(request)
                return try await connection.answer().code
            }
            #expect(try await send() == "not-the-initiator")
            stall.time.move(seconds: 300)
            #expect(try await send() == "not-signed")
            _ = try await stall.commit(piece.proof.bytes, to: piece.task, as: .bob)
            stall.time.move(seconds: -300)
            #expect(["replayed", "not-signed"].contains(try await send()))
            stall.time.move(seconds: -100_000)
            #expect(try await stall.call(path, as: .alice).code != nil)
            stall.time.move(seconds: 100_300)
            #expect(try await stall.reveal(piece.proof.bytes, of: piece.task).status == 200)
        }
    }
}
