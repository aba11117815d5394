import Audit
import Escrow
import Journal
import MarketSupport
import Sealing
import TestSupport
import Testing

@Suite struct AuditorTests {
    @Test(arguments: 0..<8)
    func anHonestLogIsClean(seed: UInt64) {
        let log = TestLog(seed: seed, steps: 600)
        let report = log.audit(
            log.lines, checkpoints: [log.checkpoint], receipts: log.entries.indices.map { log.receipt($0) })
        #expect(report.isClean, "\(report.findings)")
        #expect(report.entries == UInt64(log.entries.count) && report.tasks == log.market.contracts.count)
        #expect(report.held == log.market.balances.held && report.burned == log.market.balances[.burn])
        #expect(report.settlements == log.market.contracts.values.count { $0.state == .settled })
        #expect(report.entries > 70)
    }

    @Test func anEmptyLogIsClean() {
        let log = TestLog(seed: 1, steps: 0)
        #expect(log.audit(log.lines).isClean)
    }

    /// Every entry in turn, dropped from an export whose checkpoint stays.
    @Test func everyDroppedEntryIsFound() {
        let log = TestLog(seed: 11, steps: 150)
        let lines = log.lines
        for (index, line) in lines.enumerated() {
            guard case .entry = line else { continue }
            var altered = lines
            altered.remove(at: index)
            #expect(!log.audit(altered).isClean, "line \(index)")
        }
    }

    @Test func everyReorderedPairIsFound() {
        let log = TestLog(seed: 12, steps: 150)
        let lines = log.lines
        for index in lines.indices.dropLast(2) {
            guard case .entry = lines[index], case .entry = lines[index + 1] else { continue }
            var altered = lines
            altered.swapAt(index, index + 1)
            #expect(!log.audit(altered).isClean, "line \(index)")
        }
    }

    /// Every entry in turn with one bit altered, wherever it still reads as an entry.
    @Test func everyAlteredEntryIsFound() throws {
        let log = TestLog(seed: 13, steps: 150)
        var generator = SeededGenerator(seed: 13)
        let lines = log.lines
        var tried = 0
        for (index, line) in lines.enumerated() {
            guard case .entry(let entry) = line else { continue }
            for _ in 0..<4 {
                var bytes = entry.canonicalBytes
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1
                guard let other = try? Entry(canonicalBytes: bytes) else { continue }
                var altered = lines
                altered[index] = .entry(other)
                #expect(!log.audit(altered).isClean, "line \(index)")
                tried += 1
            }
        }
        #expect(tried > 100)
    }

    @Test func aCutLogIsFound() {
        let log = TestLog(seed: 14, steps: 100)
        let size = UInt64(log.entries.count)
        let cut = Array(log.lines.dropLast(2))
        let kept = log.audit(cut + [.checkpoint(log.checkpoint)]).findings
        #expect(kept == [.truncated(entries: size - 1, signed: size), .unsigned(from: 0)])
        // Cut with its checkpoint, it is no longer signed; and whoever kept a checkpoint or a receipt sees the rest.
        #expect(log.audit(cut).findings == [.unsigned(from: 0)])
        let shorter = log.rechained(log.entries.dropLast())
        #expect(log.audit(shorter).isClean)
        #expect(
            log.audit(shorter, checkpoints: [log.checkpoint]).findings == [.truncated(entries: size - 1, signed: size)])
        #expect(
            log.audit(shorter, receipts: [log.receipt(Int(size) - 1)]).findings == [.receiptBroken(index: size - 1)])
    }

    /// A service that rewrites its log, chains and signs it anew, still has to follow the rules.
    @Test func everyOmissionThatMattersIsFoundInARewrittenLog() {
        let log = TestLog(seed: 15, steps: 200)
        var found = 0
        for index in log.entries.indices {
            var entries = log.entries
            entries.remove(at: index)
            if !log.audit(log.rechained(entries)).isClean { found += 1 }
            // Whoever has the receipt knows in any case.
            let report = log.audit(log.rechained(entries), receipts: [log.receipt(index)])
            #expect(report.findings.contains(.receiptBroken(index: UInt64(index))))
        }
        #expect(found > log.entries.count / 3)
    }

    @Test func moneyMadeOrLostIsFoundInARewrittenLog() throws {
        let log = TestLog(seed: 16, steps: 300)
        for (index, entry) in log.entries.enumerated() {
            guard let transfer = entry.outcome.transfers.last else { continue }
            let amount = try #require(transfer.amount.adding(Amount(1)!))
            let more = try #require(
                Transfer(amount, from: transfer.source, to: transfer.target, for: transfer.reason))
            for transfers in [entry.outcome.transfers.dropLast() + [more], entry.outcome.transfers.dropLast()] {
                var entries = log.entries
                entries[index] = Entry(
                    index: entry.index, time: entry.time, previous: entry.previous, act: entry.act,
                    outcome: Outcome(events: entry.outcome.events, transfers: Array(transfers)))
                let findings = log.audit(log.rechained(entries)).findings
                #expect(findings.contains(.otherOutcome(index: UInt64(index))))
            }
        }
    }

    @Test func aLeaseThatIsProlongedOtherwiseThanTheRulesSayIsFoundInARewrittenLog() {
        let log = TestLog.withSignOfLife(seed: 24, steps: 600)
        for (index, entry) in log.entries.enumerated() {
            guard case .task(_, .renew) = entry.act, case .renewed(let party, let until) = entry.outcome.events.last
            else { continue }
            var entries = log.entries
            entries[index] = Entry(
                index: entry.index, time: entry.time, previous: entry.previous, act: entry.act,
                outcome: Outcome(
                    events: entry.outcome.events.dropLast() + [.renewed(by: party, until: until.advanced(by: 1))],
                    transfers: entry.outcome.transfers))
            #expect(log.audit(log.rechained(entries)).findings == [.otherOutcome(index: UInt64(index))])
        }
    }

    @Test func aSettlementNeedsItsPublishedProof() throws {
        let log = TestLog(seed: 17, steps: 1_500)
        let index = UInt64(try #require(log.proofs.keys.min()))
        let bytes = try #require(log.proofs[Int(index)])
        let proof = try #require(TestProof(bytes: bytes))
        let missing = log.lines.filter { $0 != .proof(bytes) }
        #expect(log.audit(missing).findings == [.proofMissing(index: index)])
        // The bytes that the commitment hides are not the ones that are shown.
        let other = TestProof(task: proof.task, payee: proof.payee, isValid: true, nonce: proof.nonce &+ 1)
        #expect(log.audit(missing + [.proof(other.bytes)]).findings == [.proofMissing(index: index)])
    }

    @Test func aSettlementNeedsAProofThatHolds() throws {
        let log = TestLog(seed: 18, steps: 1_500)
        let settled = log.proofs.keys.sorted().map { Finding.notProven(index: UInt64($0)) }
        let evidence = Evidence(task: Evidence.ofTests.task, proof: { _ in nil })
        var auditor = Auditor(service: log.identity.verificationKey, evidence: evidence)
        for line in log.lines { auditor.read(line) }
        #expect(!settled.isEmpty && auditor.finish().findings == settled)
    }

    @Test func aPostedTaskNeedsItsInitiatorsSignature() {
        let log = TestLog(seed: 19, steps: 100)
        var auditor = Auditor(
            service: log.identity.verificationKey, evidence: Evidence(task: { _ in nil }, proof: Evidence.ofTests.proof)
        )
        for line in log.lines { auditor.read(line) }
        let posted = log.entries.filter { if case .post = $0.act { true } else { false } }
        #expect(auditor.finish().findings == posted.map { .unsignedTask(index: $0.index) })
    }

    /// The service says that a proof does not hold, and its worker shows it.
    @Test func aRefusalOfAValidProofIsFound() throws {
        let log = TestLog.withSettlement(seed: 20, steps: 500)
        let index = log.settlement!
        guard case .task(let task, .judge(let sequence, _)) = log.entries[index].act else { return }
        var market = Market(rules: .standard)
        for entry in log.entries[..<index] { _ = try market.perform(entry.act, at: entry.time) }
        let entry = log.entries[index]
        let act = Act.task(task, .judge(sequence: sequence, .refused(.notProven)))
        let lie = Entry(
            index: entry.index, time: entry.time, previous: entry.previous, act: act,
            outcome: try market.perform(act, at: entry.time))
        let lines = log.rechained(log.entries[..<index] + [lie])
        #expect(log.audit(lines).findings == [.validProofRefused(index: UInt64(index))])
    }

    @Test func anotherServicesLogIsFound() {
        let log = TestLog(seed: 21, steps: 50), other = TestLog(seed: 22, steps: 50)
        let findings = log.audit(other.lines).findings
        #expect(findings.contains(.otherService(other.service)) && findings.contains(.brokenChain(index: 0)))
        #expect(findings.contains(.unsignedCheckpoint(size: UInt64(other.entries.count))))
    }

    @Test func timeThatRunsBackIsFound() {
        let log = TestLog(seed: 23, steps: 5)
        let entry = log.entries[2]
        var entries = log.entries
        entries[2] = Entry(
            index: entry.index, time: Moment(milliseconds: 0)!, previous: entry.previous, act: entry.act,
            outcome: entry.outcome)
        #expect(log.audit(log.rechained(entries)).findings.contains(.timeRunsBack(index: 2)))
    }
}
