import HTTPTypes
import Groth16
import Escrow
import Fields
import Formats
import Foundation
import Sealing
import Ledger
import Service
import TestSupport
import Testing
import VerifiedCompute
import Wire

/// Proofs that somebody made of another's, or under other circumstances; `Stall.run` audits the log after each.
@Suite struct Forgeries {
    private let start: UInt64 = 100_000

    private func opened(_ stall: Stall, _ indices: [Int] = [0]) async throws -> [Workshop.Piece] {
        try await stall.deposit(100_000_000, to: .alice)
        for person in [Person.bob, .mallory] { try await stall.deposit(start, to: person) }
        let pieces = indices.map { stall.workshop.pieces[$0] }
        for piece in pieces { #expect(try await stall.post(piece.task).status == 201) }
        return pieces
    }

    private func fault(_ answer: Answer) throws -> EventRecord.Fault? {
        try RevealAnswer(response: answer.content).judged?.summary.events.first { $0.kind == .refused }?.fault
    }

    private func nobodyWasPaid(_ stall: Stall, attempts: UInt64) async throws {
        #expect(try await stall.books.totals().tasks[.settled] ?? 0 == 0)
        #expect(try await stall.balance(.bob) == start)
        // Each attempt has burned its bond, and that is all that moved.
        #expect(try await stall.balance(.mallory) == start - attempts * 1000)
        #expect(try await stall.books.balance(of: .burn).units == attempts * 1000)
    }

    /// Groth16 proofs are malleable: who sees one makes others of the same statement. The statement names the payee.
    @Test func aProofMadeOfAnothersHoldsAndPaysWhomThatOneNames() async throws {
        try await Stall.run { stall in
            let pieces = try await opened(stall, [0, 1])
            let key = stall.workshop.proving.verifyingKey
            let twins = [
                pieces[0].proof.groth16.negated, pieces[1].proof.groth16.randomised(under: key, x: 12345, y: 678),
            ]
            for (piece, twin) in zip(pieces, twins) {
                let stale = piece.proof.replacing(proof: twin.compressed)
                #expect(stale != piece.proof)
                #expect(
                    try fault(try await stall.submit(stale.bytes, to: piece.task, as: .mallory)) == .notProven,
                    "the worker's signature is over the proof")
                let ownName = piece.proof.forged(by: .mallory, payee: .mallory, proof: twin.compressed)
                #expect(
                    try fault(try await stall.submit(ownName.bytes, payee: .mallory, to: piece.task, as: .mallory))
                        == .notProven)
            }
            try await nobodyWasPaid(stall, attempts: 4)
            for (piece, twin) in zip(pieces, twins) {
                let forged = piece.proof.forged(by: .mallory, proof: twin.compressed)
                let settled = try await stall.submit(forged.bytes, to: piece.task, as: .mallory)
                let events = try RevealAnswer(response: settled.content).judged?.summary.events
                #expect(events?.last?.payee?.array == Person.bob.key)
                // The same statement again, in whatever proof: the task has paid.
                for bytes in [piece.proof.bytes, piece.proof.forged(by: .bob, proof: twin.compressed).bytes] {
                    #expect(try await stall.commit(bytes, to: piece.task, as: .bob).code == "ended")
                }
            }
            #expect(try await stall.balance(.mallory) == start - 4000)
            #expect(try await stall.balance(.bob) == start + 2 * 4_950_000)
        }
    }

    /// Nobody sends the service a public input: it computes each from its own copy of the task and the ciphertext. What is
    /// sent as a number is refused at and above its modulus.
    @Test func aNumberPlusItsModulusIsRefused() async throws {
        try await Stall.run { stall in
            let piece = try await opened(stall)[0]
            let key = stall.workshop.proving.verifyingKey
            let q = Hexadecimal.bytes(of: "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47")!
            let order = Hexadecimal.bytes(of: "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed")!
            var files: [ProofFile] = []
            // The x of A with its two flags, in a twin in which x + q still fits in 254 bits.
            for x in UInt64(2)... {
                let twin = piece.proof.groth16.randomised(under: key, x: Fr(x), y: 3).compressed
                guard let sum = plus([twin[0] & 0x3f] + twin[1..<32], q, bits: 254) else { continue }
                files.append(
                    piece.proof.forged(by: .mallory, proof: [sum[0] | twin[0] & 0xc0] + sum[1...] + twin[32...]))
                break
            }
            let equality = piece.proof.contents.equalityProof.array
            for part in 0..<2 {
                let bytes = Array(equality[32 * part..<32 * part + 32].reversed())
                let sum = try #require(plus(bytes, order, bits: 256))
                var altered = equality
                altered.replaceSubrange(32 * part..<32 * part + 32, with: sum.reversed())
                files.append(piece.proof.forged(by: .mallory, equalityProof: altered))
            }
            #expect(files.count == 3)
            for file in files {
                #expect(try fault(try await stall.submit(file.bytes, to: piece.task, as: .mallory)) == .notProven)
            }
            try await nobodyWasPaid(stall, attempts: 3)
        }
    }

    @Test func anAlteredBoxUnderANewSignatureIsRefused() async throws {
        try await Stall.run { stall in
            let piece = try await opened(stall)[0]
            for at in [0, 33, 50, 79] {
                var box = piece.proof.contents.sealedBox
                box[at] ^= 4
                let forged = piece.proof.forged(by: .mallory, box: box)
                #expect(try fault(try await stall.submit(forged.bytes, to: piece.task, as: .mallory)) == .notProven)
            }
            let other = stall.workshop.pieces[1].proof
            let moved = other.forged(by: .mallory, task: piece.task)
            #expect(try fault(try await stall.submit(moved.bytes, to: piece.task, as: .mallory)) == .notProven)
            try await nobodyWasPaid(stall, attempts: 5)
        }
    }

    /// Mallory made the other key, and could forge under it.
    @Test func aProofUnderAnotherKeyOfTheSameCircuitIsRefused() async throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let workshop = try Workshop.shared.get()
        let store = KeyStore(folder: folder.path)
        let second = try store.developmentKey(.vanityAddress)
        try store.add(workshop.proving.verifyingKey)
        let keys = try AcceptedKeys(store, policy: ServicePolicy(isDevelopment: true))
        try await Stall.run(keys: keys) { stall in
            let piece = try await opened(stall)[0]
            let own = try Workshop.task(under: second.digest, by: .mallory)
            guard let solution = try own.solve() else { throw CancellationError() }
            let proof = try solution.sealAndProve(own, by: Person.mallory.identity, with: second)
            #expect(
                try fault(try await stall.submit(proof.bytes, payee: .mallory, to: piece.task, as: .mallory))
                    == .otherTask)
            let moved = proof.forged(by: .mallory, task: piece.task)
            #expect(
                try fault(try await stall.submit(moved.bytes, payee: .mallory, to: piece.task, as: .mallory))
                    == .notProven)
            try await nobodyWasPaid(stall, attempts: 2)
        }
    }

    @Test func aLeakedBoxWhoseSolutionIsSealedAgainPaysOnlyWhoeverWasFirst() async throws {
        try await Stall.run { stall in
            let pieces = try await opened(stall, [0, 1])
            let proofs = try pieces.map { piece in
                guard let solution = try piece.task.solve() else { throw CancellationError() }
                return try solution.sealAndProve(
                    piece.task, by: Person.mallory.identity, with: stall.workshop.proving)
            }
            // Bob promises first. What leaks after that comes too late, however fast it is shown.
            for (piece, stolen) in zip(pieces, proofs) {
                #expect(try await stall.commit(piece.proof.bytes, to: piece.task, as: .bob).status == 201)
                let shown = try await stall.submit(stolen.bytes, payee: .mallory, to: piece.task, as: .mallory)
                let judged = try #require(try RevealAnswer(response: shown.content).judged)
                #expect(judged.summary.events.map(\.kind) == [.proven])
                #expect(try await stall.send(.get, "/v1/tasks/\(piece.task.digest)/proof").code == "not-settled")
            }
            #expect(try await stall.balance(.mallory) == start)
            #expect(try await stall.reveal(pieces[0].proof.bytes, of: pieces[0].task).status == 200)
            #expect(try await stall.balance(.bob) == start - 1000 + 4_950_000)
            #expect(try await stall.balance(.mallory) == start)
            // Who promises and never shows loses the bond, and does not hold the task for ever.
            stall.time.move(seconds: 3700)
            while try await stall.books.task(ID(pieces[1].task.digest.array)!)?.contract.state != .settled {
                _ = try await stall.send(.post, "/v1/tasks/\(pieces[1].task.digest)/advance")
            }
            #expect(try await stall.balance(.mallory) == start + 4_950_000)
            #expect(try await stall.balance(.bob) == start - 1000 + 4_950_000)
        }
    }
}
