internal import Fields
internal import Formats
internal import VerifiedCompute

extension JobRunner {
    /// How a proof is made: the more memory, the faster.
    struct ProofPlan {
        let circuit: Memory.CircuitUse
        let processors: Int
        /// A circuit that is there stays until the proof is made: other jobs give back what they can.
        var hold: CircuitHold?
    }

    /// Every way in which a proof can be made now, the fastest first.
    private func plans(with key: ProvingKeyFile) -> [ProofPlan] {
        let halves = sequence(first: processorCount) { $0 > 1 ? $0 / 2 : nil }
        if let hold = key.holdCircuit() {
            return halves.map { ProofPlan(circuit: .isThere, processors: $0, hold: hold) }
        }
        return [ProofPlan(circuit: .kept, processors: processorCount)]
            + halves.map { ProofPlan(circuit: .letGo, processors: $0) }
    }

    /// Waits until a proof fits, and puts by what it takes. What can be given back is, first; the search that was begun last is
    /// stopped where that does not help for some seconds.
    func waitToProve(with key: ProvingKeyFile) async throws -> (plan: ProofPlan, promise: MemoryBudget.Promise) {
        let kind = task.terms.kind.circuit
        let least = plans(with: key).map { Memory.proof(kind, $0.circuit, processors: $0.processors) }.min()!
        return try await waitForMemory(
            "its proof", least, for: Self.proofPatience, while: { [control] in control.ended == nil }
        ) {
            for plan in plans(with: key) {
                let needed = Memory.proof(kind, plan.circuit, processors: plan.processors)
                if let promise = shop.budget.promise(needed) { return (plan, promise) }
            }
            return nil
        }
    }

    /// For how long a proof waits in its turn before others have theirs.
    static let proofPatience = Duration.seconds(60)

    /// What does not fit.
    struct MemoryShort: Error {
        let what: String
    }

    /// Waits until so many kB fit, and puts them by.
    ///
    /// - Parameter patience: how long it waits at the most before it throws `MemoryShort`; nil for as long as it is wanted.
    func waitForMemory(
        _ kilobytes: UInt64, for what: String, patience: Duration? = nil,
        while isWanted: @escaping @Sendable () -> Bool
    ) async throws -> MemoryBudget.Promise {
        try await waitForMemory(what, kilobytes, for: patience, while: isWanted) { shop.budget.promise(kilobytes) }
    }

    private func waitForMemory<Value>(
        _ what: String, _ kilobytes: UInt64, for patience: Duration?, while isWanted: () -> Bool,
        _ promise: () -> Value?
    ) async throws -> Value {
        if let value = promise() { return value }
        return try await shop.budget.waiting {
            var attempts = 0
            let begin = ContinuousClock.now
            let doing = control.activity.doing
            defer {
                control.show { $0.doing = doing }
                shop.troubles.set(.jobMemory(claim.name), nil)
            }
            while true {
                await shop.keys.giveBack()
                if attempts % 10 == 0 { Heap.trim() }
                if let value = promise() { return value }
                guard isWanted(), !Task.isCancelled else { throw CancellationError() }
                if let patience, ContinuousClock.now - begin > patience { throw MemoryShort(what: what) }
                attempts += 1
                control.show { $0.doing = "waiting for memory: \(what) does not fit below --memory-limit" }
                // Others give back what they have when they end; after some seconds something is stopped that can be begun again,
                // where that is enough.
                if attempts % 50 == 0 {
                    shop.troubles.set(
                        .jobMemory(claim.name),
                        "\(name): \(what) waits for memory: it does not fit beside what the process has below --memory-limit "
                            + "\(shop.budget.limit ?? 0)")
                    if shop.budget.lacking(kilobytes) <= Memory.search(threads: shop.threads) { shop.stopSearch() }
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}
