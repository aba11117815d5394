import Formats
import HTTPTypes
import Service
import Testing
import VerifiedCompute
import Wire

/// Signs of life over HTTP.
@Suite struct Heartbeats {
    /// A task that bob has alone for an hour, and may be silent about for ten minutes.
    private func leased(_ stall: Stall) async throws -> PostedTask {
        let task = try stall.workshop.task()
        try await stall.deposit(10_000_000, to: .alice)
        let lease = PostTask.Lease(seconds: 3600, stake: 0, heartbeatSeconds: 600)
        #expect(try await stall.post(task, lease: lease).status == 201)
        #expect(try await stall.call("/v1/tasks/\(task.digest)/lease", as: .bob).status == 200)
        return task
    }

    private func record(_ stall: Stall, _ task: PostedTask) async throws -> TaskRecord {
        try TaskRecord(response: try await stall.send(.get, "/v1/tasks/\(task.digest)").content)
    }

    @Test func aLeaseIsProlongedBySignsOfLifeAndLapsesWithoutThem() async throws {
        try await Stall.run { stall in
            let task = try await leased(stall)
            let (lease, path) = ("/v1/tasks/\(task.digest)/lease", "/v1/tasks/\(task.digest)/heartbeat")
            let begin = try #require(try await record(stall, task).holder)
            #expect(begin.end >= begin.until + 2990 && begin.end <= begin.until + 3000)
            #expect(try await stall.call(path, as: .bob).code == "nothing-to-renew")
            stall.time.move(seconds: 310)
            #expect(try await stall.call(path, as: .mallory).code == "not-the-holder")
            let answer = try await stall.call(path, as: .bob)
            #expect(answer.status == 200)
            let event = try ReceiptRecord(response: answer.content).summary.events.first
            let renewed = try #require(try await record(stall, task).holder)
            #expect(event?.kind == .renewed && event?.until == renewed.until)
            #expect(renewed.until >= begin.until + 305 && renewed.end == begin.end)
            // Where nobody heard of the lapse, it is over all the same.
            stall.time.move(seconds: 590)
            #expect(try await stall.call(lease, as: .mallory).code == "leased")
            stall.time.move(seconds: 15)
            #expect(try await stall.call(path, as: .bob).code == "not-the-holder")
            #expect(try await stall.call(lease, as: .mallory).status == 200)
        }
    }

    @Test func aSignOfLifeThatIsSentAgainCountsOnce() async throws {
        try await Stall.run { stall in
            let task = try await leased(stall)
            let path = "/v1/tasks/\(task.digest)/heartbeat"
            stall.time.move(seconds: 310)
            let first = try await stall.send(.post, path, as: .bob, once: "beat")
            let second = try await stall.send(.post, path, as: .bob, once: "beat")
            #expect(first.status == 200 && second.status == 200 && first.content == second.content)
            #expect(try await stall.send(.post, path, as: .bob, once: "other").code == "nothing-to-renew")
        }
    }

    @Test func aRaceAndAnUnknownTaskTakeNoSignsOfLife() async throws {
        try await Stall.run { stall in
            let task = try stall.workshop.task()
            try await stall.deposit(10_000_000, to: .alice)
            _ = try await stall.post(task)
            #expect(try await stall.call("/v1/tasks/\(task.digest)/heartbeat", as: .bob).code == "not-the-holder")
            let unknown = String(repeating: "0a", count: 32)
            #expect(try await stall.call("/v1/tasks/\(unknown)/heartbeat", as: .bob).code == "unknown-task")
        }
    }
}
