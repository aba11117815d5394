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

@Suite struct Quotas {
    @Test func aTaskHasAsManyCommitmentsAsThePolicyAllows() async throws {
        try await Stall.run(policy: { $0.limits.liveCommitments = 2 }) { stall in
            let task = try stall.workshop.task()
            try await stall.deposit(10_000_000, to: .alice)
            _ = try await stall.post(task)
            let people = (10..<13).map { Person(seed: $0) }
            var codes: [String?] = []
            for person in people {
                try await stall.deposit(10_000, to: person)
                codes.append(try await stall.commit([person.seed], to: task, as: person).code)
            }
            #expect(codes == [nil, nil, "too-many-commitments"])
            #expect(try await stall.balance(people[2]) == 10_000)
            stall.time.move(seconds: 3601)  // the others lapse
            #expect(try await stall.commit([9], to: task, as: people[2]).status == 201)
        }
    }

    @Test func anInitiatorPostsAsManyTasksADayAsThePolicyAllows() async throws {
        try await Stall.run(policy: { ($0.limits.postsPerDay, $0.limits.openTasks) = (3, 2) }) { stall in
            try await stall.deposit(50_000_000, to: .alice)
            for _ in 0..<2 {
                let task = try stall.workshop.task()
                #expect(try await stall.post(task).status == 201)
                #expect(try await stall.call("/v1/tasks/\(task.digest)/cancel", as: .alice).status == 200)
            }
            #expect(try await stall.post(try stall.workshop.task()).status == 201)
            let refused = try await stall.post(try stall.workshop.task())
            #expect(refused.status == 429 && refused.code == "too-many-posts")
            stall.time.move(seconds: 86_400)
            #expect(try await stall.post(try stall.workshop.task()).status == 201)
            #expect(try await stall.post(try stall.workshop.task()).code == "too-many-tasks")
        }
    }

    @Test func tasksPostedAtOnceDoNotPassTheQuotaTogether() async throws {
        try await Stall.run(policy: { $0.limits.openTasks = 3 }) { stall in
            try await stall.deposit(500_000_000, to: .alice)
            let tasks = try (0..<12).map { _ in try stall.workshop.task() }
            let statuses = try await withThrowingTaskGroup(of: UInt.self) { group in
                for task in tasks { group.addTask { UInt(try await stall.post(task).status) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 3 && statuses.count { $0 == 409 } == 9)
        }
    }

    /// Whoever takes a lease and lets it lapse leaves two entries in the log for ever, and has no need of money for it but this.
    @Test func aLeaseStakesAtLeastWhatThePolicySays() async throws {
        try await Stall.run(policy: { $0.limits.leastStake = ServicePolicy(isDevelopment: true).limits.leastStake }) {
            stall in
            try await stall.deposit(50_000_000, to: .alice)
            let task = try stall.workshop.task()
            let shown = try ServiceRecord(response: try await stall.send(.get, "/v1/service").content).leases
            #expect(shown?.leastStake == 500)
            for stake in [0, 499] as [UInt64] {
                let refused = try await stall.post(task, lease: .init(seconds: 1, stake: stake))
                #expect(refused.status == 422 && refused.code == "stake-too-small")
            }
            #expect(try await stall.balance(.alice) == 50_000_000)
            #expect(try await stall.post(task, lease: .init(seconds: 1, stake: 500)).status == 201)
            #expect(try await stall.call("/v1/tasks/\(task.digest)/lease", as: .bob).code == "insufficient-funds")
        }
    }

    @Test func aHeartbeatIsAtLeastWhatThePolicySays() async throws {
        let least = ServicePolicy(isDevelopment: true).limits.leastHeartbeatSeconds
        try await Stall.run(policy: { $0.limits.leastHeartbeatSeconds = least }) { stall in
            try await stall.deposit(50_000_000, to: .alice)
            let task = try stall.workshop.task()
            let shown = try ServiceRecord(response: try await stall.send(.get, "/v1/service").content).leases
            #expect(shown == .init(leastStake: 0, leastHeartbeatSeconds: Int64(least)))
            func post(_ heartbeat: Int) async throws -> Answer {
                try await stall.post(task, lease: .init(seconds: 3600, stake: 0, heartbeatSeconds: Int64(heartbeat)))
            }
            let refused = try await post(least - 1)
            #expect(refused.status == 422 && refused.code == "heartbeat-too-short")
            #expect(try await post(least).status == 201)
        }
    }

    /// The rules and the messages say the same of it.
    @Test(arguments: [1, 2, 64, 65, 86_400, 2_592_000]) func aLeaseHas64HeartbeatsAtTheMost(seconds: Int64) {
        let (rules, messages) = (LeaseOffer.heartbeats(of: seconds * 1000), PostTask.Lease.heartbeats(of: seconds))
        for heartbeat in [messages.lowerBound - 1, messages.lowerBound, messages.upperBound - 1, messages.upperBound] {
            #expect(messages.contains(heartbeat) == rules.contains(heartbeat * 1000), "\(heartbeat) of \(seconds)")
        }
    }

    /// Places belong to those who have committed.
    @Test func whoHasNoCommitmentTakesNoPlace() async throws {
        try await Stall.run(policy: { $0.limits.pendingProofs = 1 }) { stall in
            let task = try stall.workshop.task()
            try await stall.deposit(10_000_000, to: .alice)
            _ = try await stall.post(task)
            let codes = try await withThrowingTaskGroup(of: String?.self) { group in
                for seed in UInt8(20)..<70 {
                    let person = Person(seed: seed)
                    group.addTask { try await stall.reveal([1], payee: person, of: task, as: person).code }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(codes == ["not-committed"])
        }
    }

    @Test func aTaskIsPostedUnderThePolicyThatWasAgreedTo() async throws {
        try await Stall.run { stall in
            try await stall.deposit(50_000_000, to: .alice)
            let shown = try ServiceRecord(response: try await stall.send(.get, "/v1/service").content).policy
            let other = PolicyRecord(
                fee: shown.fee, burn: shown.burn, cancellation: 0, forfeit: shown.forfeit, bond: shown.bond,
                revealSeconds: shown.revealSeconds, longestLeaseSeconds: shown.longestLeaseSeconds)
            let task = try stall.workshop.task()
            let refused = try await stall.call(
                "/v1/tasks", PostTask(task: task, lease: nil, policy: other), as: .alice)
            #expect(refused.status == 409 && refused.code == "policy-changed")
            let taken = try await stall.call("/v1/tasks", PostTask(task: task, lease: nil, policy: shown), as: .alice)
            #expect(taken.status == 201)
        }
    }
}

@Suite struct Folders {
    @Test func restoredBooksAreMadePrivate() throws {
        let place = try TemporaryFolder()
        defer { withExtendedLifetime(place) {} }
        let folder = MarketFolder(path: place.path)
        _ = try folder.create(ServicePolicy(isDevelopment: true))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.database)
        #expect(try folder.makePrivate() == [folder.database])
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.database)
        try folder.books().close()
        let mode = try FileManager.default.attributesOfItem(atPath: folder.database)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func aPolicyOfBeforeALimitWasThereIsGood() throws {
        let text = ServicePolicy(isDevelopment: true).json
        let older = text.replacing(#/\n *"(postsPerDay|liveCommitments|clockToleranceSeconds)": \d+,?/#, with: "")
            .replacing(#/,(\s*\})/#) { "\($0.1)" }
        #expect(!older.contains("postsPerDay") && !older.contains("clockTolerance"))
        #expect(try ServicePolicy(json: Array(older.utf8)) == ServicePolicy(isDevelopment: true))
    }
}
