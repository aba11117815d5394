import Curves
import Escrow
import Formats
import Foundation
import Groth16
import HTTPSignatures
import HTTPTypes
import Ledger
import Sealing
import Service
import Testing
import VerifiedCompute
import Wire

/// Requests that come at once over connections of their own; `Stall.run` audits the log after each.
@Suite struct Races {
    private func answers<Label: Sendable>(
        _ calls: [(label: Label, call: @Sendable () async throws -> Answer)]
    ) async throws -> [(label: Label, answer: Answer)] {
        try await withThrowingTaskGroup(of: (Label, Answer).self) { group in
            for (label, call) in calls.shuffled() { group.addTask { (label, try await call()) } }
            return try await group.reduce(into: []) { $0.append((label: $1.0, answer: $1.1)) }
        }
    }

    private func opened(_ stall: Stall) async throws {
        try await stall.deposit(1_000_000_000, to: .alice)
        for person in [Person.bob, .mallory] { try await stall.deposit(100_000, to: person) }
    }

    /// They are one batch, and what is wrong with one is nobody else's fault.
    @Test func proofsThatWaitTogetherAreVerifiedTogetherAndHaveEachTheirOwnVerdict() async throws {
        try await Session.run { session in
            let (pieces, people) = (session.workshop.pieces, (30..<42).map { Person(seed: $0) })
            var reveals: [(proof: [UInt8], task: ID<Contract>, by: Person)] = []
            try await session.serve { stall in
                try await opened(stall)
                for piece in pieces { #expect(try await stall.post(piece.task).status == 201) }
                func commit(_ proof: ProofFile, to task: PostedTask, as person: Person) async throws {
                    #expect(try await stall.commit(proof.bytes, to: task, as: person).status == 201)
                    reveals.append((proof.bytes, ID(task.digest.array)!, person))
                }
                for (index, person) in people.enumerated() {
                    try await stall.deposit(10_000, to: person)
                    let proof = pieces[index % 3].proof
                    let negated = Proof(a: proof.groth16.a, b: proof.groth16.b, c: -proof.groth16.c)!.compressed
                    try await commit(proof.forged(by: person, proof: negated), to: pieces[index % 3].task, as: person)
                }
                for piece in pieces { try await commit(piece.proof, to: piece.task, as: .bob) }
            }
            // Nobody verifies while nobody serves.
            for (proof, task, person) in reveals.shuffled() {
                _ = try await session.books.reveal(
                    proof, payee: ID(Person.bob.key)!, salt: ID(Stall.salt)!, for: task, by: ID(person.key)!,
                    at: session.time.clock.now())
            }
            try await session.serve({ $0.limits.verifiers = 1 }) { stall in
                while try await !stall.books.pendingProofs(limit: 1).isEmpty {
                    try await Task.sleep(for: .milliseconds(20))
                }
                #expect(try await stall.books.totals().tasks[.settled] == 3)
                #expect(try await stall.balance(.bob) == 100_000 + 3 * 4_950_000)
                for person in people { #expect(try await stall.balance(person) == 9_000) }
                let metrics = try await stall.send(.get, "/metrics").text
                #expect(metrics.contains("vc_verification_batches_total 1\n"))
                #expect(metrics.contains("vc_verdicts_total{verdict=\"notProven\"} 12\n"))
                #expect(metrics.contains("vc_verdicts_total{verdict=\"proven\"} 3\n"))
                try await stall.audit()
            }
        }
    }

    @Test func cancellingAgainstSubmittingLeavesOneOfThem() async throws {
        try await Stall.run { stall in
            try await opened(stall)
            var cancelled: UInt64 = 0
            for round in 0..<20 {
                let task = try stall.workshop.task()
                #expect(try await stall.post(task).status == 201)
                let garbage = [UInt8(round)]
                let cancel: @Sendable () async throws -> Answer = {
                    try await stall.call("/v1/tasks/\(task.digest)/cancel", as: .alice)
                }
                let commit: @Sendable () async throws -> Answer = {
                    try await stall.commit(garbage, to: task, as: .bob)
                }
                let answers = try await answers([("cancel", cancel), ("commit", commit)])
                let codes = Dictionary(uniqueKeysWithValues: answers.map { ($0.label, $0.answer.code) })
                let isCancelled = codes["cancel"]! == nil
                #expect(isCancelled ? codes["commit"]! == "ended" : codes["cancel"]! == "being-verified")
                #expect(isCancelled || codes["commit"]! == nil)
                cancelled += isCancelled ? 1 : 0
            }
            #expect(try await stall.balance(.alice) == 1_000_000_000 - (20 - cancelled) * 5_000_000)
            #expect(try await stall.balance(.bob) == 100_000 - (20 - cancelled) * 1000)
        }
    }

    @Test func whenALeaseIsOverItsHolderIsOneOfAll() async throws {
        try await Stall.run { stall in
            try await opened(stall)
            for round in 0..<8 {
                let task = try stall.workshop.task()
                let path = "/v1/tasks/\(task.digest)"
                #expect(try await stall.post(task, lease: .init(seconds: 600, stake: 501)).status == 201)
                #expect(try await stall.call(path + "/lease", as: .bob).status == 200)
                let before = try await (
                    stall.balance(.bob), stall.balance(.mallory), stall.books.balance(of: .burn).units
                )
                stall.time.move(seconds: 590)
                #expect(try await stall.commit([1], to: task, as: .mallory).code == "leased")
                stall.time.move(seconds: 11)
                var calls: [(label: String, call: @Sendable () async throws -> Answer)] = []
                for _ in 0..<5 {
                    calls.append(("bob", { try await stall.commit([1, 2], to: task, as: .bob) }))
                    calls.append(("mallory", { try await stall.commit([1, 2], to: task, as: .mallory) }))
                    calls.append(("advance", { try await stall.send(.post, path + "/advance") }))
                }
                let answers = try await answers(calls)
                for label in ["bob", "mallory"] {
                    let own = answers.filter { $0.label == label }.map(\.answer)
                    #expect(own.count { $0.status == 201 } == 1, "round \(round)")
                    #expect(Set(own.compactMap(\.code)) == ["already-committed"])
                }
                let advanced = answers.filter { $0.label == "advance" }.map(\.answer)
                #expect(advanced.count { $0.status == 200 } <= 1)
                #expect(Set(advanced.compactMap(\.code)).isSubset(of: ["nothing-due"]))
                // Half of the stake is burned, rounded down, and once.
                #expect(try await stall.balance(.bob) == before.0 + 251 - 1000)
                #expect(try await stall.balance(.mallory) == before.1 - 1000)
                #expect(try await stall.books.balance(of: .burn).units == before.2 + 250)
                // Both promised nothing worth showing.
                stall.time.move(seconds: 4000)
                while try await stall.books.task(ID(task.digest.array)!)?.contract.state == .verifying {
                    _ = try await stall.send(.post, path + "/advance")
                }
            }
        }
    }

    @Test func oneSubmissionOverTwentyConnectionsIsOne() async throws {
        try await Stall.run { stall in
            try await opened(stall)
            let piece = stall.workshop.pieces[0]
            #expect(try await stall.post(piece.task).status == 201)
            #expect(try await stall.commit(piece.proof.bytes, to: piece.task, as: .bob).status == 201)
            // The same intention under one key, each time signed anew: one receipt, whatever comes first.
            let repeated = try await answers(
                (0..<20).map { number in
                    (number, { try await stall.reveal(piece.proof.bytes, of: piece.task, once: "one") })
                })
            let receipts = Set(repeated.compactMap { try? RevealAnswer(response: $0.answer.content).revealed })
            #expect(receipts.count == 1)
            #expect(repeated.allSatisfy { $0.answer.status == 200 || $0.answer.code == "too-many-pending" })
            #expect(try await stall.balance(.bob) == 100_000 + 4_950_000)
            // The very same bytes.
            let task = try stall.workshop.task()
            #expect(try await stall.post(task).status == 201)
            let bytes = try stall.request(.post, "/v1/tasks/\(task.digest)/cancel", as: .alice, once: "two")
            let same = try await answers(
                (0..<20).map { number in
                    (
                        number,
                        {
                            let connection = try RawConnection(port: stall.port)
                            try await connection.send(bytes)
                            return try await connection.answer()
                        }
                    )
                })
            #expect(same.count { $0.answer.status == 200 } == 1)
            #expect(same.count { $0.answer.code == "replayed" } == 19)
        }
    }

    @Test func aRequestThatWasSignedForAnotherServiceIsRefused() async throws {
        try await Stall.run { stall in
            try await opened(stall)
            let task = try stall.workshop.task()
            #expect(try await stall.post(task).status == 201)
            let path = "/v1/tasks/\(task.digest)/cancel"
            for authority in ["other.example", "127.0.0.1:\(stall.port + 1)", "127.0.0.1"] {
                var request = HTTPRequest(method: .post, scheme: "http", authority: authority, path: path)
                request.headerFields[.idempotencyKey] = "x"
                try request.sign(
                    with: Person.alice.identity.signingKey, content: [],
                    at: stall.time.clock.now().milliseconds / 1000)
                let fields = request.headerFields.map { "\($0.name.rawName): \($0.value)\r\n" }.joined()
                // As it was signed, and under the name that this service goes by.
                for host in [authority, "127.0.0.1:\(stall.port)"] {
                    let text = "POST \(path) HTTP/1.1\r\nHost: \(host)\r\n\(fields)Content-Length: 0\r\n\r\n"
                    let connection = try RawConnection(port: stall.port)
                    try await connection.send(Array(text.utf8))
                    #expect(try await connection.answer().code == "not-signed", "\(authority) \(host)")
                }
            }
            #expect(try await stall.books.task(ID(task.digest.array)!)?.contract.state == .open)
        }
    }
}
