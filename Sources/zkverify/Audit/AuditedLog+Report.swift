import Audit
import Console
import Escrow
import Formats
import Sealing

extension AuditedLog {
    func print() throws {
        let entries = Quantity.count(report.entries, "entry follows", "entries follow")
        let settlements = Quantity.count(UInt64(report.settlements), "settlement has", "settlements have")
        let findings = Quantity.count(UInt64(report.findings.count), "finding", "findings")
        try Output.result(
            report.isClean
                ? "CLEAN. \(entries) the rules, and \(settlements) a proof that holds." : "NOT CLEAN. \(findings):")
        for finding in report.findings { try Output.result("  \(finding.sentence.harmless)") }
        try Output.result("")
        try Output.result("service  \(Hexadecimal.text(of: service.bytes))")
        try Output.result("tasks    \(report.tasks)")
        try Output.result("held     \(Quantity.amount(report.held.units))")
        try Output.result("fees     \(Quantity.amount(report.fees.units))")
        try Output.result("burned   \(Quantity.amount(report.burned.units))")
        try Output.result("head     \(report.head)")
    }

    var json: Report { Report(self) }

    /// What `--json` prints.
    struct Report: Encodable {
        let clean: Bool
        let service: String
        let entries: UInt64
        let tasks: Int
        let settlements: Int
        let held: UInt64
        let fees: UInt64
        let burned: UInt64
        /// The hash of the last entry.
        let head: String
        /// The root of the Merkle tree over all entries.
        let root: String
        let findings: [String]

        init(_ log: AuditedLog) {
            let report = log.report
            clean = report.isClean
            service = Hexadecimal.text(of: log.service.bytes)
            entries = report.entries
            tasks = report.tasks
            settlements = report.settlements
            held = report.held.units
            fees = report.fees.units
            burned = report.burned.units
            head = report.head.description
            root = report.root.description
            findings = report.findings.map(\.sentence)
        }
    }
}

extension Finding {
    /// One sentence for people.
    var sentence: String {
        switch self {
        case .otherService(let key): "The log says that it is the log of another service, \(key)."
        case .index(let expected, let found):
            "Entry \(found) stands where entry \(expected) belongs: one is missing, twice there, or out of order."
        case .brokenChain(let index):
            "Entry \(index) does not continue the chain: it, or the one before, was altered."
        case .timeRunsBack(let index): "Entry \(index) is older than the one before."
        case .refused(let index, let refusal): "The rules refuse what entry \(index) says was done (\(refusal))."
        case .otherOutcome(let index): "Entry \(index) says that something else came of its act than the rules make."
        case .unbalanced(let index): "The transfers of entry \(index) make money, lose it, or take what is not there."
        case .unsignedTask(let index):
            "The task of entry \(index) is not one that its initiator signed with these terms."
        case .proofMissing(let index): "Entry \(index) settles a task, and its proof is not published."
        case .notProven(let index): "Entry \(index) settles a task with a proof that does not hold, or pays another."
        case .validProofRefused(let index): "Entry \(index) refuses a proof that holds."
        case .unsignedCheckpoint(let size): "The checkpoint of \(size) entries is not signed by the service."
        case .otherHistory(let size): "The service signed another history for the first \(size) entries."
        case .truncated(let entries, let signed):
            "The service signed for \(signed) entries, and the log has \(entries): it was cut."
        case .unsigned(let index): "The service signed no checkpoint for the entries from \(index) on."
        case .unsignedReceipt(let index): "A receipt for entry \(index) is not signed by the service."
        case .receiptBroken(let index):
            "The service signed a receipt for another entry \(index) than the log has, or the log has none."
        }
    }
}
