internal import Escrow
public import Journal
public import Sealing

/// Replays a log under the rules and compares: anyone who has the log, the published proofs and the service's public key
/// can.
///
/// The lines go to `read` in their order, then `finish` has the report. The chain makes an altered, dropped or
/// moved entry visible, checkpoints and receipts a cut or rewritten log, the replay any transition and any unit of
/// money that the rules do not make, and the evidence a settlement without a valid proof.
public struct Auditor {
    private let service: VerificationKey
    private let evidence: Evidence

    private var market = Market(rules: .standard)
    /// What the entries' own transfers come to, whatever the rules say.
    private var tally = Balances()
    private var tree = MerkleTree()
    private var head: ID<Entry>
    private var time: Moment?
    private var findings: [Finding] = []

    private var signedSize: UInt64 = 0
    private var checkpoints: [UInt64: [Checkpoint]] = [:]
    private var receipts: [UInt64: [ID<Entry>]] = [:]

    private var proofs: [ID<Submission>: Evidence.ProofClaim?] = [:]
    private var settlements: [Judged] = []
    private var refusals: [Judged] = []

    /// A proof that the log says was judged.
    private struct Judged {
        let index: UInt64
        let submission: ID<Submission>
        let claim: Evidence.ProofClaim
    }

    /// - Parameters:
    ///   - service: the key that the log must be signed by.
    ///   - checkpoints: those that were kept from earlier; they must agree with the log.
    ///   - receipts: those that anyone was given; their entries must be in the log.
    public init(
        service: VerificationKey, evidence: Evidence, checkpoints: [SignedCheckpoint] = [], receipts: [Receipt] = []
    ) {
        self.service = service
        self.evidence = evidence
        head = Entry.genesis(of: ID(service.bytes)!)
        for checkpoint in checkpoints { expect(checkpoint) }
        for receipt in receipts {
            if receipt.isValid(under: service) {
                self.receipts[receipt.entry.index, default: []].append(receipt.entry.hash)
            } else {
                findings.append(.unsignedReceipt(index: receipt.entry.index))
            }
        }
        compareCheckpoints()
    }

    /// Reads the next line.
    public mutating func read(_ line: LogLine) {
        switch line {
        case .service(let key):
            if key.bytes != service.bytes { findings.append(.otherService(key)) }
        case .entry(let entry): read(entry)
        case .proof(let bytes): proofs.updateValue(evidence.proof(bytes), forKey: ID(of: bytes))
        case .checkpoint(let signed):
            expect(signed)
            compareCheckpoints()
        }
    }

    /// What was found.
    public consuming func finish() -> AuditReport {
        for judged in settlements {
            switch proofs[judged.submission] {
            case nil: findings.append(.proofMissing(index: judged.index))
            case .some(let claim) where claim == judged.claim: break
            case .some: findings.append(.notProven(index: judged.index))
            }
        }
        for judged in refusals where proofs[judged.submission] == .some(judged.claim) {
            findings.append(.validProofRefused(index: judged.index))
        }
        for size in checkpoints.keys.sorted() {
            findings.append(size > tree.size ? .truncated(entries: tree.size, signed: size) : .otherHistory(size: size))
        }
        for index in receipts.keys.sorted() { findings.append(.receiptBroken(index: index)) }
        if signedSize < tree.size { findings.append(.unsigned(from: signedSize)) }
        return AuditReport(
            findings: findings, entries: tree.size, tasks: market.contracts.count, settlements: settlements.count,
            held: tally.held, fees: tally[.fee], burned: tally[.burn], head: head, root: tree.root)
    }

    private mutating func read(_ entry: Entry) {
        let (index, hash) = (tree.size, entry.hash)
        if entry.index != index { findings.append(.index(expected: index, found: entry.index)) }
        if entry.previous != head { findings.append(.brokenChain(index: index)) }
        if let time, entry.time < time { findings.append(.timeRunsBack(index: index)) }
        if let promised = receipts.removeValue(forKey: index), promised.contains(where: { $0 != hash }) {
            findings.append(.receiptBroken(index: index))
        }
        replay(entry, at: index)
        tree.append(hash)
        head = hash
        time = entry.time
        compareCheckpoints()
    }

    private mutating func replay(_ entry: Entry, at index: UInt64) {
        if !tally.apply(entry.outcome.transfers) { findings.append(.unbalanced(index: index)) }
        if case .post(let terms) = entry.act, !isSigned(terms) { findings.append(.unsignedTask(index: index)) }
        noteRefusal(entry.act, at: index)
        do throws(Refusal) {
            if try market.perform(entry.act, at: entry.time) != entry.outcome {
                findings.append(.otherOutcome(index: index))
            }
        } catch {
            findings.append(.refused(index: index, error))
        }
        guard let task = entry.task else { return }
        for case .settled(_, let payee, let submission) in entry.outcome.events {
            let claim = Evidence.ProofClaim(task: task, payee: payee)
            settlements.append(Judged(index: index, submission: submission, claim: claim))
        }
    }

    private func isSigned(_ terms: Terms) -> Bool {
        evidence.task(terms.document)
            == Evidence.TaskClaim(
                task: terms.task, initiator: terms.initiator, reward: terms.reward.units, deadline: terms.deadline)
    }

    /// Remembers a proof that the service says does not hold.
    private mutating func noteRefusal(_ act: Act, at index: UInt64) {
        guard case .task(let task, .judge(let sequence, .refused)) = act,
            let commitment = market.contracts[task]?.commitments.first(where: { $0.sequence == sequence }),
            case .revealed(let opening) = commitment.phase
        else { return }
        let claim = Evidence.ProofClaim(task: task, payee: opening.payee)
        refusals.append(Judged(index: index, submission: opening.submission, claim: claim))
    }

    private mutating func expect(_ signed: SignedCheckpoint) {
        if signed.isValid(under: service) {
            checkpoints[signed.checkpoint.size, default: []].append(signed.checkpoint)
        } else {
            findings.append(.unsignedCheckpoint(size: signed.checkpoint.size))
        }
    }

    /// Holds what the service signed for this many entries to what they are.
    private mutating func compareCheckpoints() {
        guard let signed = checkpoints.removeValue(forKey: tree.size) else { return }
        signedSize = tree.size
        if signed.contains(where: { $0.root != tree.root || $0.head != head }) {
            findings.append(.otherHistory(size: tree.size))
        }
    }
}
