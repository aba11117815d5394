import ArgumentParser
import Client
import ClientConsole
import Console
import Formats
import VerifiedCompute
import Wire

/// Which task of which service.
struct ListedTask: ParsableArguments, Sendable {
    @Argument(help: ArgumentHelp("The task's digest, 64 hexadecimal digits.", valueName: "ID"))
    var id: String

    @OptionGroup var service: ServiceOptions

    var digest: Digest {
        get throws(Failure) { try Inputs.digest(id, option: "the ID of a task") }
    }
}

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show a task and its state.")

    @OptionGroup var listed: ListedTask

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let digest = try listed.digest
        let report = try waiting {
            try await listed.service.withService { TaskReport(try await $0.client.task(digest)) }
        }
        if json { return try Output.json(report) }
        try report.print()
    }
}

struct Wait: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Wait until a task has ended.",
        discussion: """
            A settlement is held to the policy that the task was posted under: another sum than that leaves is an error.

            Exit codes: 0 settled, 1 refunded, cancelled or paid otherwise, 2 wrong use, 3 the service cannot be reached, 130 interrupted.
            """)

    @OptionGroup var listed: ListedTask

    @Flag(help: "No progress on standard error.")
    var quiet = false

    @Flag(help: "Print one JSON object.")
    var json = false

    struct Result: Encodable {
        let task: String
        let state: String
        /// Null where nobody was paid.
        let payee: OrNull<String>
        let paid: OrNull<UInt64>
        let receipt: OrNull<ReceiptReport>
    }

    func run() throws {
        let digest = try listed.digest
        let (state, settlement) = try waiting {
            try await listed.service.withService { service in
                let record = try await service.client.whenEnded(digest) { if !quiet { Output.note("\($0.rawValue)") } }
                return (record.state, record.state == .settled ? try await service.keptSettlement(of: digest) : nil)
            }
        }
        if json {
            try Output.json(
                Result(
                    task: digest.hex, state: state.rawValue, payee: OrNull(settlement?.payee.hex),
                    paid: OrNull(settlement?.paid), receipt: OrNull(settlement.map { ReceiptReport($0.receipt) })))
        } else {
            try Output.result(state.rawValue)
            if let settlement {
                try Output.result("paid  \(Quantity.amount(settlement.paid)) to \(settlement.payee)")
            }
        }
        if state != .settled { throw ExitCode(ExitStatus.notProven.rawValue) }
    }
}
