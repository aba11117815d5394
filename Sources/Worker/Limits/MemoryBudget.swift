internal import Synchronization

/// Holds the process's own memory below a limit: what takes much begins only while it fits beside what is there.
///
/// What was promised and not yet taken counts as taken; what was promised and taken counts twice until the promise ends. So the limit
/// holds in every order of events, as long as a promise is not less than what is taken.
package final class MemoryBudget: Sendable {
    /// In kB; nil for none: everything fits then.
    package let limit: UInt64?
    /// What the process has now, in kB.
    private let used: @Sendable () -> UInt64

    private struct State {
        var promised: UInt64 = 0
        var waiting = 0
    }

    private let state = Mutex(State())

    package init(limit: UInt64?, used: @escaping @Sendable () -> UInt64 = { Memory.anonymous }) {
        self.limit = limit
        self.used = used
    }

    /// Memory that is put by for whoever holds this.
    package final class Promise: Sendable {
        package let kilobytes: UInt64
        private let budget: MemoryBudget
        private let isOver = Atomic(false)

        fileprivate init(_ kilobytes: UInt64, of budget: MemoryBudget) {
            self.kilobytes = kilobytes
            self.budget = budget
        }

        deinit { end() }

        /// It is taken by now, or not needed any more.
        package func end() {
            guard !isOver.exchange(true, ordering: .relaxed) else { return }
            budget.state.withLock { $0.promised -= kilobytes }
        }
    }

    /// Puts so many kB by; nil where they do not fit.
    package func promise(_ kilobytes: UInt64) -> Promise? {
        state.withLock { state in
            if let limit, used() + state.promised + kilobytes + Memory.margin > limit { return nil }
            state.promised += kilobytes
            return Promise(kilobytes, of: self)
        }
    }

    /// How many kB have to be given back before so many fit; 0 where they do.
    func lacking(_ kilobytes: UInt64) -> UInt64 {
        guard let limit else { return 0 }
        let wanted = used() + state.withLock { $0.promised } + kilobytes + Memory.margin
        return wanted > limit ? wanted - limit : 0
    }

    /// Whether the process has more than it may, or something waits for memory: nothing new is to begin.
    package var isShort: Bool { limit.map { used() > $0 || state.withLock { $0.waiting > 0 } } ?? false }

    /// Says that something waits, for as long as `body` takes.
    func waiting<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        state.withLock { $0.waiting += 1 }
        defer { state.withLock { $0.waiting -= 1 } }
        return try await body()
    }
}
