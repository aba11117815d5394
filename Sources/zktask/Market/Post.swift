import ArgumentParser
import Client
import ClientConsole
import Console
import Formats
import Sealing
import VerifiedCompute
import Wire

struct Post: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Post a task with a service and fund it.",
        discussion: """
            The reward goes from your account into escrow in the step that lists the task. Sent twice, a task is posted once.
            """)

    @Argument(help: ArgumentHelp("The task.", valueName: "task.json"))
    var task: String

    @Option(help: ArgumentHelp("The key file that the task was made with.", valueName: "file"))
    var key: String

    @Option(help: ArgumentHelp("Let a worker have the task alone for so many seconds.", valueName: "seconds"))
    var leaseSeconds: Int64?

    @Option(help: ArgumentHelp("What such a worker stakes, in the smallest unit. (default: 0)", valueName: "amount"))
    var stake: UInt64?

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var service: ServiceOptions
    @OptionGroup var passphrase: PassphraseOptions

    func validate() throws {
        if let leaseSeconds, !PostTask.Lease.durations.contains(leaseSeconds) {
            throw ValidationError("--lease-seconds takes 1 to \(PostTask.Lease.durations.upperBound).")
        }
        if let stake {
            guard leaseSeconds != nil else { throw ValidationError("--stake goes with --lease-seconds.") }
            guard WireRange.amounts.contains(stake) else { throw ValidationError("--stake takes less than 2^63.") }
        }
    }

    struct Result: Encodable {
        let task: String
        let reward: UInt64
        let service: String
        let receipt: ReceiptReport
    }

    func run() throws {
        let posted = try Inputs.task(task)
        guard posted.hasValidSignature else {
            throw Failure(.notProven, "the task was altered: its signature does not hold")
        }
        let lease = leaseSeconds.map { PostTask.Lease(seconds: $0, stake: stake ?? 0) }
        let message = PostTask(task: posted, lease: lease)
        let result = try waiting { try await send(message) }
        if json { return try Output.json(result) }
        try Output.result("task     \(result.task)")
        try Output.result("escrow   \(Quantity.amount(result.reward))")
        try Output.result("receipt  entry \(result.receipt.index) of \(result.service)")
    }

    private func send(_ message: PostTask) async throws -> Result {
        let signer = Signer(try passphrase.identity(in: key))
        guard signer.key.bytes == message.task.terms.initiator.signingKey.array else {
            throw Failure(.malformed, "the task was made with another key file than \(key.harmless)")
        }
        return try await service.withService { service in
            let record = try await service.client.post(message, by: signer)
            let receipt = try service.posted(record, message)
            return Result(
                task: message.task.digest.hex, reward: message.task.terms.reward,
                service: Hexadecimal.text(of: service.key.bytes), receipt: ReceiptReport(receipt))
        }
    }
}
