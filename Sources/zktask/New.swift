import Addresses
import ArgumentParser
import Console
import Formats
import VerifiedCompute

struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a signed task.", subcommands: [NewVanityAddress.self])
}

/// What every kind of task has.
struct NewTaskOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Your key file.", valueName: "file"))
    var key: String

    @Option(help: ArgumentHelp("What you pay, in the smallest unit of whatever pays.", valueName: "amount"))
    var reward: UInt64

    @Option(
        help: ArgumentHelp(
            "When the task ends: from now (90m, 36h, 2d), a date (2027-01-31T12:00:00Z) or Unix seconds.",
            valueName: "time"))
    var deadline: String

    @Option(
        help: ArgumentHelp("The one service that may take solutions, such as https://example.org.", valueName: "name"))
    var service: String?

    @Option(help: ArgumentHelp("Where to write the task.", valueName: "file"))
    var out = "task.json"

    @Flag(help: "Replace the file where it is there already.")
    var force = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var keys: KeysOptions
    @OptionGroup var passphrase: PassphraseOptions

    struct Result: Encodable {
        let task: String
        let taskDigest: String
        let keyDigest: String
        let deadline: Int64
    }

    /// Signs and writes the task.
    func post(_ wish: Wish, _ kind: CircuitKind) throws {
        try wish.check()
        try Files.requireFree(out, replacing: force, inputs: [key])
        let now = Inputs.now
        let second = try TimeText.second(deadline, now: now)
        guard second > now else {
            throw Failure(.malformed, "the deadline has passed already: \(TimeText.date(second))")
        }
        guard let deadline = Deadline(seconds: second) else {
            throw Failure(.malformed, "the deadline is beyond the year 9999")
        }
        let name = try service.map { text throws(Failure) in
            guard let name = ServiceName(text) else {
                throw Failure(.malformed, "--service takes 1 to 255 characters of plain ASCII without spaces")
            }
            return name
        }
        let identity = try passphrase.identity(in: key)
        let proving = try keys.developmentKey(kind)
        let task = try identity.post(wish, reward: reward, deadline: deadline, under: proving.digest, service: name)
        try Files.write(Array(task.json.utf8), to: out, replacing: force)
        let result = Result(
            task: out, taskDigest: task.digest.hex, keyDigest: proving.digest.hex, deadline: deadline.seconds)
        if json { return try Output.json(result) }
        try Output.result("task      \(out)")
        try Output.result("digest    \(result.taskDigest)")
        try Output.result("reward    \(Quantity.amount(reward))")
        try Output.result("deadline  \(TimeText.date(deadline.seconds))")
    }
}

struct NewVanityAddress: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vanity-address",
        abstract: "A Bitcoin address (P2PKH) that begins as you like.",
        discussion: """
            The worker searches an offset to your public key and never learns the private key, which only your key file and \
            the solution give together. Every further character makes the search about 58 times longer.
            """)

    @Option(help: ArgumentHelp("The whole visible beginning of the address, 1 included: 1Zk.", valueName: "text"))
    var prefix: String

    @OptionGroup var options: NewTaskOptions

    func run() throws { try options.post(.vanityAddress(AddressPattern(prefix: prefix)), .vanityAddress) }
}
