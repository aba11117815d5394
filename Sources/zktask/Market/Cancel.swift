import ArgumentParser
import Client
import ClientConsole
import Console
import Formats

struct Cancel: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take a task back.",
        discussion: """
            The reward returns to your account. Once somebody has leased the task or committed to it, the service's policy says \
            what that costs; while a commitment waits for its verdict, a task cannot be cancelled.
            """)

    @OptionGroup var listed: ListedTask

    @Option(help: ArgumentHelp("The key file that the task was made with.", valueName: "file"))
    var key: String

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var passphrase: PassphraseOptions

    struct Result: Encodable {
        let task: String
        let receipt: ReceiptReport
    }

    func run() throws {
        let digest = try listed.digest
        let result = try waiting {
            let signer = Signer(try passphrase.identity(in: key))
            return try await listed.service.withService { service in
                let record = try await service.client.cancel(digest, by: signer)
                let receipt = try service.cancelled(record, digest, by: signer.key)
                try service.keep(receipt)
                return Result(task: digest.hex, receipt: ReceiptReport(receipt))
            }
        }
        if json { return try Output.json(result) }
        try Output.result("cancelled  \(result.task)")
        try Output.result("receipt    entry \(result.receipt.index)")
    }
}
