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

@Suite struct Restarts {
    @Test func aRequestOfAClockThatIsAheadWaitsForItsSecond() async throws {
        try await Stall.run { stall in
            let task = try stall.workshop.task()
            try await stall.deposit(10_000_000, to: .alice)
            #expect(try await stall.post(task, lease: .init(seconds: 600, stake: 0)).status == 201)
            stall.time.move(seconds: 9)
            let request = try stall.request(.post, "/v1/tasks/\(task.digest)/lease", as: .bob, once: "x")
            stall.time.move(seconds: -9)
            let connection = try RawConnection(port: stall.port)
            try await connection.send(request)
            try await Task.sleep(for: .milliseconds(700))
            #expect(try await stall.books.task(ID(task.digest.array)!)?.contract.state == .open)
            stall.time.move(seconds: 9)
            #expect(try await connection.answer().status == 200)
        }
    }

    @Test func aRequestThatWasTakenBeforeARestartIsNotTakenAgain() async throws {
        try await Session.run { session in
            let task = try session.workshop.task()
            var request: [UInt8] = []
            try await session.serve { stall in
                try await stall.deposit(10_000_000, to: .alice)
                #expect(try await stall.post(task, lease: .init(seconds: 600, stake: 0)).status == 201)
                #expect(try await stall.call("/v1/tasks/\(task.digest)/lease", as: .mallory).status == 200)
                request = try stall.request(.post, "/v1/tasks/\(task.digest)/lease", as: .bob, once: "x")
                let connection = try RawConnection(port: stall.port)
                try await connection.send(request)
                #expect(try await connection.answer().code == "leased")
            }
            try await session.serve { stall in
                let connection = try RawConnection(port: stall.port)
                try await connection.send(request)
                #expect(try await connection.answer().code == "not-signed")
                #expect(try await stall.call("/v1/tasks/\(task.digest)/lease", as: .bob).code == "leased")
            }
        }
    }

    /// Nothing of it is in the log, and the clock has been set back by less than anybody notices.
    @Test func aRefusedRequestIsNotTakenAgainByAClockThatWasSetBack() async throws {
        try await Session.run { session in
            let unknown = String(repeating: "0a", count: 32)
            var request: [UInt8] = []
            try await session.serve { stall in
                request = try stall.request(.post, "/v1/tasks/\(unknown)/lease", as: .bob, once: "x")
                let connection = try RawConnection(port: stall.port)
                try await connection.send(request)
                #expect(try await connection.answer().code == "unknown-task")
            }
            session.time.set(seconds: -3)
            try await session.serve { stall in
                stall.time.move(seconds: 5)
                let connection = try RawConnection(port: stall.port)
                try await connection.send(request)
                #expect(try await connection.answer().code == "not-signed")
                #expect(try await stall.call("/v1/tasks/\(unknown)/lease", as: .bob).code == "unknown-task")
            }
        }
    }

    @Test func aPostThatIsSentAgainHasTheSameAnswerUnderAnotherPolicy() async throws {
        try await Session.run { session in
            let message = PostTask(task: try session.workshop.task(), lease: nil)
            var first: [UInt8] = []
            try await session.serve { stall in
                try await stall.deposit(10_000_000, to: .alice)
                first = try await stall.call("/v1/tasks", message, as: .alice, once: "one").content
            }
            let authority = "127.0.0.1:\(session.port)"
            try await session.serve { policy in
                (policy.isDevelopment, policy.authorities) = (false, [authority])
                policy.limits.openTasks = 1
            } _: { stall in
                let again = try await stall.call("/v1/tasks", message, as: .alice, once: "one")
                #expect(again.status == 201 && again.content == first)
                let other = PostTask(task: try session.workshop.task(), lease: nil)
                #expect(try await stall.call("/v1/tasks", other, as: .alice).code == "key-not-accepted")
            }
        }
    }

    @Test func aServiceThatCouldNotDecideATaskDoesNotStart() async throws {
        try await Session.run { session in
            let task = try session.workshop.task()
            try await session.serve { stall in
                try await stall.deposit(10_000_000, to: .alice)
                #expect(try await stall.post(task).status == 201)
            }
            let empty = try TemporaryFolder.lasting()
            let policy = ServicePolicy(isDevelopment: true)
            let none = try AcceptedKeys(.init(folder: empty), policy: policy)
            let digest = session.workshop.proving.digest
            await #expect(throws: MarketFolderError.unusableKeys(unsafe: [], missing: [digest])) {
                try await session.service(policy, keys: none).run()
            }
            // A task that has ended needs no key: the service starts, and fails to listen where somebody does.
            _ = try await session.books.cancel(
                ID(task.digest.array)!, by: ID(Person.alice.key)!, at: session.time.clock.now())
            try await session.serve { _ in
                await #expect(throws: ListeningError.inUse) { try await session.service(policy, keys: none).run() }
            }
        }
    }
}

@Suite struct MissingKeys {
    /// A task that another process has put into the books, under a key that the service has not got.
    @Test func nobodyPutsABondOnATaskThatCouldNotBeDecided() async throws {
        try await Session.run { session in
            let task = try Workshop.task(under: Digest([UInt8](repeating: 1, count: 32))!)
            try await session.serve { stall in
                try await stall.deposit(10_000_000, to: .alice)
                try await stall.deposit(10_000, to: .bob)
                let terms = Terms(
                    task: ID(task.digest.array)!, initiator: ID(Person.alice.key)!, reward: Amount(task.terms.reward)!,
                    deadline: task.terms.deadline.seconds, lease: nil, policy: ServicePolicy.usual,
                    document: task.canonicalBytes)!
                _ = try await session.books.post(terms, at: stall.time.clock.now())
                let refused = try await stall.commit([1, 2, 3], to: task, as: .bob)
                #expect(refused.status == 503 && refused.code == "key-missing")
                #expect(try await stall.balance(.bob) == 10_000)
                #expect(try await stall.send(.get, "/metrics").text.contains("vc_missing_keys_total 1\n"))
                _ = try await session.books.cancel(terms.task, by: terms.initiator, at: stall.time.clock.now())
                #expect(try await stall.commit([1, 2, 3], to: task, as: .bob).code == "ended")
            }
        }
    }
}
