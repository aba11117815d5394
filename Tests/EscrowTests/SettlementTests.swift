import Escrow
import Journal
import MarketSupport
import Testing

@Suite struct SettlementTests {
    private let alice = Stage.alice
    private let worker = Stage.worker
    private let rival = Stage.rival
    private let stranger = Stage.stranger

    @Test func theRewardIsSharedToTheLastUnit() throws {
        var stage = try Stage()
        try stage.commit(worker, at: 1)
        #expect(stage.contract.state == .verifying && stage.balance(worker) == 99_990)
        try stage.reveal(worker, at: 2)
        let outcome = try stage.perform(.judge(sequence: 0, .proven(payee: worker)), at: 3)
        // 2 % and 1 % of 10,001 are 200.02 and 100.01: the remainder is the worker's.
        #expect(stage.market.balances[.fee] == Amount(200)! && stage.market.balances[.burn] == Amount(100)!)
        #expect(stage.balance(worker) == 100_000 + 9_701 && stage.contract.state == .settled)
        #expect(outcome.transfers.map(\.reason) == [.bondReturned, .reward, .fee, .burn])
    }

    @Test func aCopiedSubmissionPaysWhomItsProofNames() throws {
        var stage = try Stage()
        try stage.commit(rival, payee: worker, at: 1)
        try stage.reveal(rival, payee: worker, at: 2)
        try stage.perform(.judge(sequence: 0, .proven(payee: worker)), at: 3)
        #expect(stage.balance(worker) == 109_701 && stage.balance(rival) == 100_000)
    }

    @Test func aProofThatPaysSomebodyElseThanItsCommitmentSaidFails() throws {
        var stage = try Stage()
        try stage.commit(rival, at: 1)
        try stage.reveal(rival, at: 2)
        let outcome = try stage.perform(.judge(sequence: 0, .proven(payee: worker)), at: 3)
        #expect(outcome.events == [.refused(sequence: 0, .otherPayee)])
        #expect(stage.contract.state == .open && stage.balance(rival) == 99_990 && stage.balance(worker) == 100_000)
    }

    @Test func theEarliestValidCommitmentWins() throws {
        var stage = try Stage()
        try stage.commit(worker, at: 1)
        try stage.commit(rival, at: 2)
        try stage.reveal(rival, at: 3)
        let waiting = try stage.perform(.judge(sequence: 1, .proven(payee: rival)), at: 4)
        #expect(waiting.events == [.proven(sequence: 1)] && stage.contract.state == .verifying)
        try stage.reveal(worker, at: 5)
        try stage.perform(.judge(sequence: 0, .proven(payee: worker)), at: 6)
        #expect(stage.balance(worker) == 109_701 && stage.balance(rival) == 100_000)
    }

    @Test func aLaterOneSettlesOnceTheEarlierHasLapsed() throws {
        var stage = try Stage()
        try stage.commit(worker, at: 1)
        try stage.commit(rival, at: 2)
        try stage.reveal(rival, at: 3)
        try stage.perform(.judge(sequence: 1, .proven(payee: rival)), at: 4)
        #expect(stage.refusal(.advance, at: 60_001) == .nothingDue)
        let outcome = try stage.perform(.advance, at: 60_002)
        #expect(outcome.events.first == .lapsed(sequence: 0) && stage.contract.state == .settled)
        #expect(stage.balance(rival) == 109_701 && stage.balance(worker) == 99_990)
        #expect(stage.market.balances[.burn] == Amount(110)!)
    }

    @Test func aLaterOneSettlesOnceTheEarlierIsRefused() throws {
        var stage = try Stage()
        try stage.commit(worker, at: 1)
        try stage.commit(rival, at: 2)
        try stage.reveal(worker, at: 3)
        try stage.reveal(rival, at: 3)
        try stage.perform(.judge(sequence: 1, .proven(payee: rival)), at: 4)
        try stage.perform(.judge(sequence: 0, .refused(.notProven)), at: 5)
        #expect(stage.contract.state == .settled && stage.balance(rival) == 109_701)
    }

    @Test func whoeverIsTooLateGetsTheBondBack() throws {
        var stage = try Stage()
        for (time, party) in [worker, rival, stranger].enumerated() { try stage.commit(party, at: Int64(time)) }
        try stage.reveal(worker, at: 4)
        try stage.reveal(rival, at: 4)
        let outcome = try stage.perform(.judge(sequence: 0, .proven(payee: worker)), at: 5)
        #expect(stage.balance(rival) == 100_000 && stage.balance(stranger) == 100_000)
        #expect(outcome.events.contains(.released(sequence: 1)) && outcome.events.contains(.released(sequence: 2)))
        #expect(stage.refusal(.judge(sequence: 1, .proven(payee: rival)), at: 6) == .ended(.settled))
    }

    @Test func aCommitmentBeforeTheDeadlineCountsHoweverLongVerificationTakes() throws {
        var stage = try Stage()
        try stage.commit(worker, at: 1_000_999)
        #expect(stage.refusal(.commit(Self.hash(stage), by: rival), at: 1_001_000) == .deadlinePassed)
        try stage.reveal(worker, at: 1_060_999)
        #expect(stage.refusal(.advance, at: 9_000_000) == .nothingDue)
        #expect(stage.refusal(.cancel(by: alice), at: 9_000_000) == .beingVerified)
        try stage.perform(.judge(sequence: 0, .proven(payee: worker)), at: 9_000_000)
        #expect(stage.contract.state == .settled && stage.balance(worker) == 109_701)
    }

    @Test func aRefusalAfterTheDeadlineExpiresTheTask() throws {
        var stage = try Stage()
        try stage.commit(worker, at: 1_000_999)
        try stage.reveal(worker, at: 1_001_000)
        let outcome = try stage.perform(.judge(sequence: 0, .refused(.malformed)), at: 1_001_001)
        #expect(outcome.events == [.refused(sequence: 0, .malformed), .expired])
        try stage.perform(.refund, at: 1_001_002)
        #expect(stage.contract.state == .refunded && stage.balance(alice) == 100_000)
    }

    @Test func aRevealMustOpenItsCommitmentInItsWindow() throws {
        var stage = try Stage()
        let opening = Stage.submission(for: stage.task, payee: worker).opening
        #expect(stage.refusal(.reveal(opening, by: worker), at: 1) == .notCommitted)
        try stage.commit(worker, at: 1)
        let swapped = Opening(payee: rival, submission: opening.submission, salt: opening.salt)
        #expect(stage.refusal(.reveal(swapped, by: worker), at: 2) == .otherOpening)
        #expect(stage.refusal(.reveal(opening, by: rival), at: 2) == .notCommitted)
        #expect(stage.refusal(.reveal(opening, by: worker), at: 60_002) == .notCommitted)
        try stage.perform(.reveal(opening, by: worker), at: 60_001)
        #expect(stage.refusal(.reveal(opening, by: worker), at: 60_001) == .alreadyRevealed)
    }

    @Test func aStolenCommitmentIsWorthNothing() throws {
        var stage = try Stage()
        let hash = Stage.submission(for: stage.task, payee: worker).opening.commitment(to: stage.task)
        try stage.perform(.commit(hash, by: rival), at: 1)
        try stage.commit(worker, at: 2)
        try stage.reveal(worker, at: 3)
        try stage.perform(.judge(sequence: 1, .proven(payee: worker)), at: 4)
        try stage.perform(.advance, at: 60_002)
        #expect(stage.balance(worker) == 109_701 && stage.balance(rival) == 99_990)
    }

    private static func hash(_ stage: Stage) -> ID<Commitment> {
        Stage.submission(for: stage.task, payee: rivalKey).opening.commitment(to: stage.task)
    }

    private static let rivalKey = Stage.rival
}
