import Escrow
import Journal
import MarketSupport
import Testing

/// Leases that last as long as their holders give signs of life.
@Suite struct HeartbeatTests {
    private let worker = Stage.worker
    private let rival = Stage.rival
    private let offer = LeaseOffer(duration: 100_000, stake: Amount(101)!, heartbeat: 10_000)!

    @Test func aLeaseLapsesWithItsHoldersSilence() throws {
        var stage = try Stage(lease: offer)
        try stage.perform(.lease(by: worker), at: 0)
        #expect(stage.contract.lease?.until == Stage.moment(10_000))
        #expect(stage.contract.lease?.end == Stage.moment(100_000))
        #expect(stage.contract.nextDue == Stage.moment(10_001))
        #expect(stage.refusal(.lease(by: rival), at: 10_000) == .leased(until: Stage.moment(10_000)))
        let outcome = try stage.perform(.lease(by: rival), at: 10_001)
        #expect(outcome.events.first == .leaseEnded)
        // Half of the stake is gone, as after any lapse.
        #expect(stage.balance(worker) == 99_950 && stage.market.balances[.burn] == Amount(50)!)
    }

    @Test func signsOfLifeLeadToTheEndOfTheLeaseAndNoFurther() throws {
        var stage = try Stage(lease: offer)
        try stage.perform(.lease(by: worker), at: 0)
        var (time, count): (Int64, Int) = (0, 0)
        while stage.contract.lease!.until < stage.contract.lease!.end {
            time += 5_000
            let early = Refusal.nothingToRenew(until: Stage.moment(time + 5_000))
            #expect(stage.refusal(.renew(by: worker), at: time - 1) == early)
            let until = Stage.moment(min(time + 10_000, 100_000))
            #expect(try stage.perform(.renew(by: worker), at: time).events == [.renewed(by: worker, until: until)])
            #expect(stage.contract.nextDue == until.advanced(by: 1) && stage.market.brokenLaw == nil)
            count += 1
        }
        // No more than one in half of the silence that is allowed: each stays in the log.
        #expect(count == 18)
        #expect(stage.refusal(.renew(by: worker), at: 99_999) == .nothingToRenew(until: Stage.moment(100_000)))
        #expect(stage.refusal(.renew(by: worker), at: 100_001) == .notTheHolder)
        #expect(stage.balance(worker) == 99_899)
    }

    @Test func aSignOfLifeAfterTheSilenceComesTooLate() throws {
        var stage = try Stage(lease: offer)
        try stage.perform(.lease(by: worker), at: 0)
        #expect(stage.refusal(.renew(by: worker), at: 10_000) == nil)
        #expect(stage.refusal(.renew(by: worker), at: 10_001) == .notTheHolder)
    }

    /// Signs of life do not save the stake of a lease that bears nothing.
    @Test func aLeaseThatRanToItsEndForfeitsAsOneOfSilence() throws {
        var stage = try Stage(lease: LeaseOffer(duration: 12_000, stake: Amount(101)!, heartbeat: 10_000)!)
        try stage.perform(.lease(by: worker), at: 0)
        try stage.perform(.renew(by: worker), at: 9_000)
        #expect(stage.contract.lease?.until == stage.contract.lease?.end)
        #expect(try stage.perform(.advance, at: 12_001).events == [.leaseEnded])
        #expect(stage.balance(worker) == 99_950 && stage.market.balances[.burn] == Amount(50)!)
    }

    @Test func onlyTheHolderGivesSignsOfLife() throws {
        var stage = try Stage(lease: offer)
        #expect(stage.refusal(.renew(by: worker), at: 0) == .notTheHolder)
        try stage.perform(.lease(by: worker), at: 0)
        #expect(stage.refusal(.renew(by: rival), at: 6_000) == .notTheHolder)
        #expect(stage.refusal(.renew(by: Stage.alice), at: 6_000) == .notTheHolder)
    }

    @Test func aLeaseWithoutHeartbeatNeedsNoSignOfLife() throws {
        var stage = try Stage(lease: LeaseOffer(duration: 10_000, stake: .zero)!)
        try stage.perform(.lease(by: worker), at: 0)
        let lease = try #require(stage.contract.lease)
        #expect(lease.until == lease.end && lease.until == Stage.moment(10_000))
        #expect(stage.refusal(.renew(by: worker), at: 9_999) == .nothingToRenew(until: Stage.moment(10_000)))
    }

    @Test func aCommitmentKeepsALeaseWhoseHolderFallsSilent() throws {
        var stage = try Stage(lease: offer)
        try stage.perform(.lease(by: worker), at: 0)
        try stage.commit(worker, at: 9_000)
        try stage.reveal(worker, at: 30_000)
        #expect(stage.refusal(.renew(by: worker), at: 30_000) == .notTheHolder)
        try stage.perform(.judge(sequence: 0, .proven(payee: worker)), at: 40_000)
        #expect(stage.balance(worker) == 109_701)
    }

    /// The task is the holder's alone no longer than the silence that is allowed, though the lease is kept.
    @Test func othersMayCommitAfterTheSilenceOfAHolderWhoHasCommitted() throws {
        var stage = try Stage(lease: offer)
        try stage.perform(.lease(by: worker), at: 0)
        try stage.commit(worker, at: 9_000)
        let hash = Stage.submission(for: stage.task, payee: rival).opening.commitment(to: stage.task)
        #expect(stage.refusal(.commit(hash, by: rival), at: 10_000) == .leased(until: Stage.moment(10_000)))
        try stage.commit(rival, at: 10_001)
        #expect(stage.contract.commitments.map(\.party) == [worker, rival] && stage.contract.lease?.holder == worker)
    }

    @Test func aCommitmentThatFailsLeavesASilentHolderNothing() throws {
        var stage = try Stage(lease: offer)
        try stage.perform(.lease(by: worker), at: 0)
        try stage.commit(worker, at: 1)
        try stage.perform(.renew(by: worker), at: 5_000)
        try stage.reveal(worker, at: 5_001)
        let outcome = try stage.perform(.judge(sequence: 0, .refused(.notProven)), at: 15_001)
        #expect(outcome.events == [.refused(sequence: 0, .notProven), .leaseEnded] && stage.contract.state == .open)
    }

    @Test func signsOfLifeLeadNoFurtherThanTheDeadline() throws {
        var stage = try Stage(lease: LeaseOffer(duration: 640_000, stake: .zero, heartbeat: 10_000)!)
        try stage.perform(.lease(by: worker), at: 990_000)
        #expect(stage.contract.lease?.end == Stage.moment(1_000_999))
        try stage.perform(.renew(by: worker), at: 997_000)
        #expect(stage.contract.lease?.until == Stage.moment(1_000_999))
        #expect(stage.refusal(.renew(by: worker), at: 1_000_999) == .nothingToRenew(until: Stage.moment(1_000_999)))
    }

    @Test(arguments: [0, -1, 156, 10_000, 10_001, Int64.max, Int64.min])
    func aHeartbeatIsInsideItsLeaseAndNoSmallPartOfIt(heartbeat: Int64) {
        #expect(LeaseOffer(duration: 10_000, stake: .zero, heartbeat: heartbeat) == nil)
        for heartbeat: Int64 in [157, 9_999] {
            #expect(LeaseOffer(duration: 10_000, stake: .zero, heartbeat: heartbeat) != nil)
        }
    }
}
