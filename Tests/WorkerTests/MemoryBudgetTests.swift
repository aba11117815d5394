import Synchronization
import Testing
import VerifiedCompute
import Worker

@Suite struct MemoryBudgetTests {
    private final class Used: Sendable {
        let kilobytes = Mutex<UInt64>(0)
    }

    @Test func whatWasPromisedCountsUntilItEnds() {
        let used = Used()
        let budget = MemoryBudget(limit: 100_000 + Memory.margin) { used.kilobytes.withLock { $0 } }
        used.kilobytes.withLock { $0 = 40_000 }
        let first = budget.promise(50_000)
        #expect(first != nil && budget.promise(10_001) == nil)
        // It is taken now, and counts twice until that is said.
        used.kilobytes.withLock { $0 = 90_000 }
        #expect(budget.promise(10_000) == nil)
        first?.end()
        first?.end()
        let second = budget.promise(10_000)
        #expect(second != nil && budget.promise(1) == nil && !budget.isShort)
        used.kilobytes.withLock { $0 = 100_001 + Memory.margin }
        #expect(budget.isShort)
    }

    @Test func aPromiseThatNobodyHoldsIsOver() {
        let budget = MemoryBudget(limit: 100_000 + Memory.margin) { 0 }
        for _ in 0..<3 { #expect(budget.promise(60_000) != nil) }
    }

    @Test func withoutALimitEverythingFits() {
        let budget = MemoryBudget(limit: nil) { .max / 2 }
        #expect(budget.promise(1 << 40) != nil && !budget.isShort)
    }

    @Test func fewerProcessorsAndNoCircuitTakeLess() {
        let kind = CircuitKind.vanityAddress
        let needs = [
            Memory.proof(kind, .isThere, processors: 1), Memory.proof(kind, .isThere, processors: 2),
            Memory.proof(kind, .isThere, processors: 64), Memory.proof(kind, .kept, processors: 64),
        ]
        #expect(needs == needs.sorted() && Set(needs).count == 4)
        #expect(Memory.proof(kind, .letGo, processors: 2) < Memory.proof(kind, .kept, processors: 2))
    }
}
