package import Escrow

/// Jobs of many parties, of which each gets its turn: whoever has a hundred waits behind whoever has one.
package struct FairQueue<Job: Sendable>: Sendable {
    private var lines: [ID<Party>: [Job]] = [:]
    /// Parties with jobs, the next one first.
    private var turns: [ID<Party>] = []
    package private(set) var count = 0

    package init() {}

    package mutating func append(_ job: Job, of party: ID<Party>) {
        if lines[party, default: []].isEmpty { turns.append(party) }
        lines[party, default: []].append(job)
        count += 1
    }

    /// The earliest job of the party whose turn it is.
    package mutating func next() -> Job? {
        guard let party = turns.first, let job = lines[party]?.removeFirst() else { return nil }
        turns.removeFirst()
        count -= 1
        if lines[party]!.isEmpty { lines[party] = nil } else { turns.append(party) }
        return job
    }
}
