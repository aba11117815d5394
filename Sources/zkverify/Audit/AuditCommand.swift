import ArgumentParser
import Audit
import Client
import ClientConsole
import Console
import Escrow
import Formats
import Journal
import Sealing
import VerifiedCompute

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Check a service's whole log: every transition, every unit of money, every proof that was paid for.",
        discussion: """
            zkverify audit https://example.org        fetches the log and checks it
            zkverify audit log.jsonl                  checks an export (GET /v1/log/export) offline

            The log is replayed under the rules, and each settlement's proof verified under the verifying key that its task \
            names. Receipts that zkworker submit and zktask kept here are compared too. A service's last checkpoint is kept \
            when its log is clean, and the log, or an export of it, must go on from it the next time. With --kept only these are held against the \
            service, by Merkle proofs, and the log is not fetched.

            Exit codes: 0 clean, 1 something was found, 2 malformed input or wrong use, 3 could not, 130 interrupted.
            """)

    @Argument(help: ArgumentHelp("The service's address, or the file of an export.", valueName: "URL-or-file"))
    var source: String

    @Flag(help: "Check only that the service keeps the word that is kept here; takes an address.")
    var kept = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var trust: TrustOptions
    @OptionGroup var keys: KeysOptions

    private var isAddress: Bool { source.hasPrefix("http://") || source.hasPrefix("https://") }

    func validate() throws {
        guard !kept || isAddress else { throw ValidationError("--kept takes a service's address, not a file.") }
    }

    func run() throws {
        if kept { return try waiting { try await compareKept() } }
        let report: AuditedLog
        if isAddress {
            report = try waiting {
                try await trust.withService(at: source) { service in
                    var log = AuditedLog.Reader(key: service.key, keys: keys)
                    var isEmpty = true
                    try await service.client.export { line in
                        isEmpty = false
                        if let digest = log.missingKey(for: line) {
                            log.add(try await service.verifyingKey(digest, in: keys.store))
                        }
                        log.read(line)
                    }
                    guard !isEmpty else { throw Failure(.malformed, "the service sent no log") }
                    let report = log.finish()
                    if let checkpoint = report.checkpoint, report.report.isClean {
                        try keep(checkpoint, of: service.key)
                    }
                    return report
                }
            }
        } else {
            report = try offline()
        }
        if json {
            try Output.json(report.json)
        } else {
            try report.print()
        }
        if !report.report.isClean { throw ExitCode(ExitStatus.notProven.rawValue) }
    }

    /// The audit of a file, under the key that was given, or else the one that the file's first line names.
    private func offline() throws -> AuditedLog {
        var key = try trust.key()
        var log: AuditedLog.Reader?
        try LogFile(path: source).lines { line, number in
            if log == nil {
                if key == nil {
                    key = try named(in: line)
                    Output.note("the service's key is the one that the file names: compare it, or give --service-key")
                }
                log = AuditedLog.Reader(key: key!, keys: keys)
            }
            if let digest = log!.missingKey(for: line) { log!.add(try keys.store.verifyingKey(digest)) }
            log!.read(line)
        }
        guard let log else { throw Failure(.malformed, "\(source.harmless) is empty") }
        return log.finish()
    }

    private func named(in line: LogLine) throws(Failure) -> VerificationKey {
        guard case .service(let id) = line, let key = VerificationKey(id.bytes) else {
            throw Failure(.malformed, "\(source.harmless) does not begin with the service's key: give --service-key")
        }
        return key
    }
}
