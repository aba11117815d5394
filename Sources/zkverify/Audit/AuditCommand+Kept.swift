import ArgumentParser
import Client
import ClientConsole
import Console
import Formats
import Journal
import Sealing
import Storage

extension AuditCommand {
    /// What `--kept --json` prints.
    private struct KeptReport: Encodable {
        let clean: Bool
        let service: String
        /// How many entries the log has now.
        let entries: UInt64
        /// How many it had when its checkpoint was kept; null where none is.
        let from: OrNull<UInt64>
        let receipts: Int
        let findings: [String]
    }

    /// Holds the service to the receipts and the checkpoint that are kept here.
    func compareKept() async throws {
        try await trust.withService(at: source) { service in
            let word = KeptWord(
                checkpoint: keys.receipts.checkpoint(of: service.key), receipts: keys.keptReceipts(of: service.key))
            let (signed, breaches) = try await service.breaches(of: word)
            if breaches.isEmpty { try keep(signed, of: service.key) }
            let report = KeptReport(
                clean: breaches.isEmpty, service: Hexadecimal.text(of: service.key.bytes),
                entries: signed.checkpoint.size, from: OrNull(word.checkpoint?.checkpoint.size),
                receipts: word.receipts.count, findings: breaches.map(\.sentence))
            if json {
                try Output.json(report)
            } else {
                let receipts = Quantity.count(UInt64(report.receipts), "receipt is", "receipts are")
                let entries = Quantity.count(report.entries, "entry", "entries")
                let findings = Quantity.count(UInt64(breaches.count), "finding", "findings")
                try Output.result(
                    breaches.isEmpty ? "KEPT. \(receipts) in the log of \(entries)." : "NOT KEPT. \(findings):")
                for finding in report.findings { try Output.result("  \(finding)") }
            }
            guard breaches.isEmpty else { throw ExitCode(ExitStatus.notProven.rawValue) }
        }
    }

    /// Keeps a checkpoint for the next time.
    func keep(_ checkpoint: SignedCheckpoint, of service: VerificationKey) throws {
        try keys.home.make(keys.home.receipts)
        do throws(FileError) {
            try keys.receipts.keep(checkpoint, of: service)
        } catch {
            throw Failure(error)
        }
    }
}

extension KeptWord.Breach {
    /// One sentence for people.
    fileprivate var sentence: String {
        switch self {
        case .shorter(let entries, let signed):
            "The service signed for \(signed) entries, and its log has \(entries) now: it was cut."
        case .otherHistory(let size):
            "The log does not begin with the \(size) entries that the service signed a checkpoint for."
        case .receiptBroken(let index):
            "The service signed a receipt for another entry \(index) than its log has, or its log has none."
        case .receiptUnsigned(let index):
            "A receipt for entry \(index) is kept here that the service did not sign: its file was altered, and proves nothing."
        }
    }
}
