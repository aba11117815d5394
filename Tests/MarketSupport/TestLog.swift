public import Audit
public import Escrow
public import Journal
public import Sealing
internal import TestSupport

/// The log of a random history, as an honest service would have kept it, in memory.
public struct TestLog: ~Copyable {
    public let identity: Identity
    public private(set) var market = Market(rules: .standard)
    public private(set) var entries: [Entry] = []
    public private(set) var tree = MerkleTree()
    /// The published proofs, by the index of the entry that settled.
    public private(set) var proofs: [Int: [UInt8]] = [:]
    private var revealed: [ID<Submission>: [UInt8]] = [:]

    /// What `steps` acts leave, refused ones left out.
    public init(seed: UInt64, steps: Int) {
        identity = Self.identity(seed)
        var history = RandomHistory(seed: seed)
        for _ in 0..<steps {
            let (act, now, proof) = history.next(on: market)
            append(act, at: max(now, entries.last?.time ?? now), proof)
        }
    }

    /// The log of the first seed, from this one on, in which a verdict settles a task.
    public static func withSettlement(seed: UInt64, steps: Int) -> TestLog {
        for seed in seed... {
            let log = TestLog(seed: seed, steps: steps)
            if log.settlement != nil { return log }
        }
        preconditionFailure("some seed has one")
    }

    /// The log of the first seed, from this one on, in which a holder prolongs a lease.
    public static func withSignOfLife(seed: UInt64, steps: Int) -> TestLog {
        for seed in seed... {
            let log = TestLog(seed: seed, steps: steps)
            let isThere = log.entries.contains { if case .task(_, .renew) = $0.act { true } else { false } }
            if isThere { return log }
        }
        preconditionFailure("some seed has one")
    }

    /// The first entry in which a verdict settles a task.
    public var settlement: Int? {
        proofs.keys.sorted().first { index in
            if case .task(_, .judge(_, .proven)) = entries[index].act { true } else { false }
        }
    }

    /// The service of a seed.
    public static func identity(_ seed: UInt64) -> Identity {
        var generator = SeededGenerator(seed: seed)
        return Identity(seed: Secret(copying: generator.bytes(32)))
    }

    public var service: ID<Party> { ID(identity.verificationKey.bytes)! }

    private var head: ID<Entry> { entries.last?.hash ?? Entry.genesis(of: service) }

    private mutating func append(_ act: Act, at now: Moment, _ proof: [UInt8]?) {
        guard let outcome = try? market.perform(act, at: now) else { return }
        let entry = Entry(index: UInt64(entries.count), time: now, previous: head, act: act, outcome: outcome)
        if let proof { revealed[ID(of: proof)] = proof }
        for case .settled(_, _, let submission) in outcome.events { proofs[entries.count] = revealed[submission] }
        entries.append(entry)
        tree.append(entry.hash)
    }

    /// The service's signature over the whole log.
    public var checkpoint: SignedCheckpoint {
        let time = entries.last?.time ?? Moment(milliseconds: 0)!
        return Checkpoint(size: tree.size, root: tree.root, head: head, time: time).signed(by: identity.signingKey)
    }

    public func receipt(_ index: Int) -> Receipt { Receipt(for: entries[index], by: identity.signingKey) }

    /// An honest export.
    public var lines: [LogLine] {
        var lines: [LogLine] = [.service(service)]
        for (index, entry) in entries.enumerated() {
            lines.append(.entry(entry))
            if let proof = proofs[index] { lines.append(.proof(proof)) }
        }
        return lines + [.checkpoint(checkpoint)]
    }

    /// A log of `altered` entries that its service chained and signed anew: only the rules can tell.
    public func rechained(_ altered: [Entry]) -> [LogLine] {
        var lines: [LogLine] = [.service(service)] + proofs.values.map { .proof($0) }
        var (head, tree) = (Entry.genesis(of: service), MerkleTree())
        for (index, entry) in altered.enumerated() {
            let linked = Entry(
                index: UInt64(index), time: entry.time, previous: head, act: entry.act, outcome: entry.outcome)
            head = linked.hash
            tree.append(head)
            lines.append(.entry(linked))
        }
        let time = altered.last?.time ?? Moment(milliseconds: 0)!
        let checkpoint = Checkpoint(size: tree.size, root: tree.root, head: head, time: time)
        return lines + [.checkpoint(checkpoint.signed(by: identity.signingKey))]
    }

    /// What an audit of `lines` finds.
    public func audit(
        _ lines: [LogLine], checkpoints: [SignedCheckpoint] = [], receipts: [Receipt] = []
    ) -> AuditReport {
        var auditor = Auditor(
            service: identity.verificationKey, evidence: .ofTests, checkpoints: checkpoints, receipts: receipts)
        for line in lines { auditor.read(line) }
        return auditor.finish()
    }
}
