import Testing
import Worker

@Suite struct CPUBudgetTests {
    /// Runs a process of as many threads as there are processors, which works whenever it may, for `seconds` in steps of a
    /// hundredth; returns the processor seconds that it used.
    private func use(_ budget: inout CPUBudget, processors: Int, seconds: Double, proofs: [Double] = []) -> Double {
        var (time, used, mayRun) = (0.0, 0.0, true)
        for step in 0..<Int(seconds * 100) {
            time = Double(step) / 100
            if proofs.contains(where: { abs($0 - time) < 1e-9 }) {
                used += 1
            } else if mayRun {
                used += 0.01 * Double(processors)
            }
            mayRun = budget.update(time: time, used: used)
        }
        return used
    }

    @Test(arguments: [0.1, 0.25, 0.5, 0.9]) func useIsTheShareOfAllProcessors(_ share: Double) {
        var budget = CPUBudget(share: share, processors: 2)
        let used = use(&budget, processors: 2, seconds: 30)
        #expect(abs(used - 60 * share) < 60 * share * 0.05, "\(used)")
    }

    @Test func aProofThatCannotWaitIsPaidBack() {
        var budget = CPUBudget(share: 0.5, processors: 2)
        let used = use(&budget, processors: 2, seconds: 30, proofs: [5, 10, 10.5, 20])
        #expect(abs(used - 30) < 1.5, "\(used)")
    }

    @Test func anIdleProcessSavesUpNoMoreThanABurst() {
        var budget = CPUBudget(share: 0.5, processors: 2)
        _ = budget.update(time: 0, used: 0)
        let hasTokens = budget.update(time: 1e6, used: 0)
        #expect(hasTokens)
        #expect(budget.tokens == budget.burst)
    }

    @Test func clocksThatRunBackGiveNothing() {
        var budget = CPUBudget(share: 0.5, processors: 1)
        _ = budget.update(time: 100, used: 50)
        let before = budget.tokens
        _ = budget.update(time: 90, used: 40)
        #expect(budget.tokens == before)
    }
}
