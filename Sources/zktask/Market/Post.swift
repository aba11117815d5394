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
            The reward goes from your account into escrow in the step that lists the task. Sent twice, a task is posted once. It \
            is posted under the policy that is shown, and under no other; the service's receipt is kept for zkverify audit.
            """)

    @Argument(help: ArgumentHelp("The task.", valueName: "task.json"))
    var task: String

    @Option(help: ArgumentHelp("The key file that the task was made with.", valueName: "file"))
    var key: String

    @OptionGroup(title: "A lease")
    var lease: LeaseOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var service: ServiceOptions
    @OptionGroup var passphrase: PassphraseOptions

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
        let result = try waiting { try await send(posted) }
        if json { return try Output.json(result) }
        try Output.result("task     \(result.task)")
        try Output.result("escrow   \(Quantity.amount(result.reward))")
        try Output.result("receipt  entry \(result.receipt.index) of \(result.service)")
    }

    /// Posts under the policy that the service shows now, and holds its receipt to that.
    private func send(_ task: PostedTask) async throws -> Result {
        let signer = Signer(try passphrase.identity(in: key))
        guard signer.key.bytes == task.terms.initiator.signingKey.array else {
            throw Failure(.malformed, "the task was made with another key file than \(key.harmless)")
        }
        return try await service.withService { service in
            let record = try await service.client.service()
            Output.note("policy: \(record.policy.sentence)")
            let lease = lease.offer(to: record)
            if let lease { Output.note("lease: \(lease.sentence)") }
            let receipt = try await service.post(PostTask(task: task, lease: lease, policy: record.policy), by: signer)
            try service.keep(receipt)
            return Result(
                task: task.digest.hex, reward: task.terms.reward,
                service: Hexadecimal.text(of: service.key.bytes), receipt: ReceiptReport(receipt))
        }
    }
}
