/// What is left alone for a while, and why: longer each time that it fails again.
///
/// No clock of its own: the same calls give the same answers, but for the jitter of `fail`.
package struct Pauses<Name: Hashable & Sendable>: Sendable {
    private struct Entry {
        var until: ContinuousClock.Instant
        var reason: String
        var failures = 0
    }

    /// The longest wait after the first failure, and the longest of all, in seconds.
    package let first, largest: Double
    /// The most names that are remembered; those whose time is over longest go first.
    package static var limit: Int { 10_000 }
    private var entries: [Name: Entry] = [:]

    package init(first: Double, largest: Double) {
        precondition(first > 0 && largest >= first)
        self.first = first
        self.largest = largest
    }

    /// Leaves `name` alone for so many seconds.
    package mutating func add(
        _ name: Name, for seconds: Double, because reason: String, at now: ContinuousClock.Instant = .now
    ) {
        makeRoom()
        let failures = entries[name]?.failures ?? 0
        entries[name] = Entry(until: now + .seconds(seconds), reason: reason, failures: failures)
    }

    /// Leaves `name` alone after one more failure in a row: twice as long each time, less a random part of up to half of it.
    package mutating func fail(_ name: Name, because reason: String, at now: ContinuousClock.Instant = .now) {
        let failures = entries[name]?.failures ?? 0
        let seconds = min(largest, first * Double(UInt64(1) << UInt64(min(failures, 40)))) * Double.random(in: 0.5...1)
        add(name, for: seconds, because: reason, at: now)
        entries[name]?.failures = failures + 1
    }

    /// What was wrong with `name` is over.
    package mutating func succeed(_ name: Name) { entries[name] = nil }

    /// Why `name` is left alone; nil where it is not.
    package func reason(_ name: Name, at now: ContinuousClock.Instant = .now) -> String? {
        entries[name].flatMap { $0.until > now ? $0.reason : nil }
    }

    private mutating func makeRoom() {
        guard entries.count >= Self.limit else { return }
        for (name, _) in entries.sorted(by: { $0.value.until < $1.value.until }).prefix(Self.limit / 10) {
            entries[name] = nil
        }
    }
}
