import Escrow
import Journal
import MarketSupport
import Testing

/// How tasks begin and end without a settlement.
@Suite struct EndTests {
    private let alice = Stage.alice
    private let worker = Stage.worker

    @Test func aDigestIsAcceptedOnceEver() throws {
        var stage = try Stage()
        try stage.perform(.cancel(by: alice), at: 1)
        #expect(throws: Refusal.alreadyPosted) {
            _ = try stage.market.perform(.post(stage.terms), at: Stage.moment(2))
        }
    }

    @Test(arguments: [0, 100_001, UInt64(Int64.max)])
    func postingTakesARewardThatIsThere(reward: UInt64) throws {
        var stage = try Stage()
        let terms = Stage.task(reward: reward).terms(policy: Stage.policy)
        let expected: Refusal =
            reward == 0 ? .nothingToMove : .insufficientFunds(needed: Amount(reward)!, available: Amount(89_999)!)
        #expect(throws: expected) { _ = try stage.market.perform(.post(terms), at: Stage.moment(0)) }
        #expect(stage.market.contracts.count == 1)
    }

    @Test func cancellingIsFreeUntilSomebodyWorks() throws {
        var stage = try Stage()
        #expect(stage.refusal(.cancel(by: worker), at: 1) == .notTheInitiator)
        try stage.perform(.cancel(by: alice), at: 1)
        #expect(stage.balance(alice) == 100_000 && stage.contract.state == .cancelled)
    }

    @Test func cancellingCostsOnceACommitmentHasExisted() throws {
        var stage = try Stage()
        try stage.commit(worker, at: 1)
        #expect(stage.refusal(.cancel(by: alice), at: 2) == .beingVerified)
        try stage.perform(.cancel(by: alice), at: 60_002)
        #expect(stage.balance(alice) == 99_000 && stage.market.balances[.burn] == Amount(1_010)!)
    }

    @Test func anExpiredTaskCannotBeCancelledAndIsRefundedInFull() throws {
        var stage = try Stage()
        try stage.commit(worker, at: 1)
        #expect(stage.refusal(.refund, at: 1_001_000) == .notExpired)
        #expect(stage.refusal(.cancel(by: alice), at: 1_001_000) == .deadlinePassed)
        try stage.perform(.advance, at: 1_001_000)
        #expect(stage.contract.state == .expired)
        try stage.perform(.refund, at: 1_001_000)
        #expect(stage.balance(alice) == 100_000)
    }

    @Test func aClockSetBackReopensNothing() throws {
        var stage = try Stage()
        try stage.perform(.advance, at: 1_001_000)
        #expect(stage.contract.state == .expired)
        let hash = Stage.submission(for: stage.task, payee: worker).opening.commitment(to: stage.task)
        #expect(stage.refusal(.commit(hash, by: worker), at: 0) == .deadlinePassed)
        #expect(stage.refusal(.advance, at: 0) == .nothingDue)
        try stage.perform(.refund, at: 0)
        for command in [Command.advance, .refund, .cancel(by: alice), .commit(hash, by: worker)] {
            #expect(stage.refusal(command, at: 0) == .ended(.refunded))
        }
    }

    @Test func moneyThatCannotBeHeldIsRefused() throws {
        var stage = try Stage()
        let huge = Movement(.deposit(to: alice), .largest, reference: Reference("huge")!)
        #expect(throws: Refusal.tooMuch) { _ = try stage.market.perform(.movement(huge), at: Stage.moment(0)) }
        let none = Movement(.deposit(to: alice), .zero, reference: Reference("none")!)
        #expect(throws: Refusal.nothingToMove) { _ = try stage.market.perform(.movement(none), at: Stage.moment(0)) }
        let rest = Movement(
            .deposit(to: alice), Amount(UInt64(Int64.max) - 400_000)!, reference: Reference("rest")!)
        _ = try stage.market.perform(.movement(rest), at: Stage.moment(0))
        #expect(stage.market.balances.held == .largest && stage.market.brokenLaw == nil)
    }
}
