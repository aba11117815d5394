import Escrow
import Journal
import MarketSupport
import TestSupport
import Testing

/// The rules under random histories: whatever anyone asks, in whatever order, at whatever time.
@Suite struct HistoryTests {
    /// Every law after every step; what has ended stays as it ended; what is refused changes nothing.
    @Test(arguments: 0..<20)
    func theLawsHoldAtEveryMoment(seed: UInt64) {
        var history = RandomHistory(seed: seed)
        var market = Market(rules: .standard)
        var ended: [ID<Contract>: Contract] = [:]
        for step in 0..<600 {
            let (act, now, _) = history.next(on: market)
            let before = market
            do throws(Refusal) {
                let outcome = try market.perform(act, at: now)
                #expect(!outcome.events.isEmpty)
            } catch {
                #expect(market.balances == before.balances && market.contracts == before.contracts)
            }
            #expect(market.brokenLaw == nil, "seed \(seed), step \(step)")
            for (task, contract) in ended { #expect(market.contracts[task] == contract) }
            for (task, contract) in market.contracts where contract.state.isTerminal { ended[task] = contract }
        }
    }

    /// The histories reach everything, so that the laws say something.
    @Test func theHistoriesReachEveryEventAndRefusal() {
        var events: Set<String> = [], refusals: Set<String> = [], reasons: Set<Transfer.Reason> = []
        for seed: UInt64 in 0..<20 {
            var history = RandomHistory(seed: seed)
            var market = Market(rules: .standard)
            for _ in 0..<600 {
                let (act, now, _) = history.next(on: market)
                do throws(Refusal) {
                    let outcome = try market.perform(act, at: now)
                    events.formUnion(outcome.events.map { String("\($0)".prefix { $0 != "(" }) })
                    reasons.formUnion(outcome.transfers.map(\.reason))
                } catch {
                    refusals.insert(String("\(error)".prefix { $0 != "(" }))
                }
            }
        }
        #expect(events.count == 16, "\(events)")
        #expect(reasons == Set(Transfer.Reason.allCases), "\(reasons)")
        #expect(refusals.count == 22, "\(refusals)")
    }

    /// Whatever happens, every task ends once time has passed, and then holds nothing.
    @Test(arguments: 100..<110)
    func everyTaskEndsByTimeAlone(seed: UInt64) throws {
        var history = RandomHistory(seed: seed)
        var market = Market(rules: .standard)
        for _ in 0..<500 {
            let (act, now, _) = history.next(on: market)
            _ = try? market.perform(act, at: now)
        }
        let late = Moment(milliseconds: 4_000_000_000_000)!
        for (task, contract) in market.contracts {
            for commitment in contract.commitments {
                guard case .revealed = commitment.phase else { continue }
                _ = try? market.perform(
                    .task(task, .judge(sequence: commitment.sequence, .refused(.notProven))), at: late)
            }
            while let due = market.contracts[task]?.nextDue {
                #expect(due <= late)
                let command: Command = market.contracts[task]?.state == .expired ? .refund : .advance
                _ = try market.perform(.task(task, command), at: late)
            }
        }
        #expect(market.contracts.values.count { !$0.state.isTerminal } == 0)
        for account in market.balances.holdings.keys {
            switch account {
            case .escrow, .stake, .bond: Issue.record("\(account) still holds money")
            case .outside, .available, .fee, .burn: break
            }
        }
    }
}
