import Escrow
import Journal
import MarketSupport
import Testing

@Suite struct LeaseTests {
    private let alice = Stage.alice
    private let worker = Stage.worker
    private let rival = Stage.rival
    private let offer = LeaseOffer(duration: 10_000, stake: Amount(101)!)!

    @Test func aLeaseIsExclusiveUntilItsLastMoment() throws {
        var stage = try Stage(lease: offer)
        try stage.perform(.lease(by: worker), at: 0)
        #expect(stage.contract.state == .leased && stage.balance(worker) == 99_899)
        let until = Stage.moment(10_000)
        #expect(stage.refusal(.lease(by: rival), at: 10_000) == .leased(until: until))
        let hash = Stage.submission(for: stage.task, payee: rival).opening.commitment(to: stage.task)
        #expect(stage.refusal(.commit(hash, by: rival), at: 10_000) == .leased(until: until))
        #expect(stage.refusal(.cancel(by: alice), at: 10_000) == .leased(until: until))
        // Nobody swept: the lease is over all the same, and half of its stake gone.
        let outcome = try stage.perform(.commit(hash, by: rival), at: 10_001)
        #expect(outcome.events.first == .leaseEnded && stage.balance(worker) == 99_950)
        #expect(stage.market.balances[.burn] == Amount(50)!)
    }

    @Test func theStakeComesBackWithTheSettlement() throws {
        var stage = try Stage(lease: offer)
        try stage.perform(.lease(by: worker), at: 0)
        try stage.commit(worker, at: 10_000)
        try stage.reveal(worker, at: 30_000)
        try stage.perform(.judge(sequence: 0, .proven(payee: worker)), at: 40_000)
        #expect(stage.balance(worker) == 109_701 && stage.market.balances[.stake(stage.task)] == .zero)
    }

    @Test func aFailureInsideTheLeaseLeavesIt() throws {
        var stage = try Stage(lease: offer)
        try stage.perform(.lease(by: worker), at: 0)
        try stage.commit(worker, at: 1)
        try stage.reveal(worker, at: 2)
        try stage.perform(.judge(sequence: 0, .refused(.notProven)), at: 3)
        #expect(stage.contract.state == .leased)
        try stage.commit(worker, at: 4)
        try stage.reveal(worker, at: 5)
        let outcome = try stage.perform(.judge(sequence: 1, .refused(.notProven)), at: 10_001)
        #expect(outcome.events == [.refused(sequence: 1, .notProven), .leaseEnded] && stage.contract.state == .open)
    }

    @Test func whoComesAfterTheLeaseWaitsForTheHoldersCommitment() throws {
        var stage = try Stage(lease: offer)
        try stage.perform(.lease(by: worker), at: 0)
        try stage.commit(worker, at: 9_000)
        try stage.commit(rival, at: 10_001)
        try stage.reveal(rival, at: 10_002)
        try stage.perform(.judge(sequence: 1, .proven(payee: rival)), at: 10_003)
        #expect(stage.contract.state == .verifying)
        let outcome = try stage.perform(.advance, at: 69_001)
        #expect(stage.contract.state == .settled && outcome.events.contains(.lapsed(sequence: 0)))
        // Bond burned; the stake of a lease that bore nothing is forfeited in part, as after any lapse.
        #expect(stage.balance(worker) == 100_000 - 10 - 50)
    }

    @Test func aRaceHasNoLeases() throws {
        let stage = try Stage()
        #expect(stage.refusal(.lease(by: worker), at: 0) == .noLeaseOffered)
    }

    @Test func aLeaseEndsWithTheDeadline() throws {
        var stage = try Stage(lease: offer)
        try stage.perform(.lease(by: worker), at: 1_000_000)
        #expect(stage.contract.lease?.until == Stage.moment(1_000_999))
        let outcome = try stage.perform(.advance, at: 1_001_000)
        #expect(outcome.events == [.leaseEnded, .expired])
    }
}
