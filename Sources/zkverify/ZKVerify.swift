import ArgumentParser
import ClientConsole
import Console

/// Checks proofs, offline, and the logs of services.
@main
struct ZKVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zkverify",
        abstract: "Check a proof: what is proven, for whom, who is paid, under which keys.",
        discussion: """
            zkverify proof.bin                        checks it for the task in the file
            zkverify proof.bin --task task.json       checks it for this very task
            zkverify proof.bin --vk vk.json           with a verifying key from a file
            zkverify --vk verification_key.json --proof proof.json --public public.json
                                                      checks any Groth16 proof on BN254 that snarkjs made
            zkverify audit URL-or-file                checks a service's whole log

            "zkverify check --help" lists the options of a check, "zkverify audit --help" those of an audit.

            Exit codes: 0 proven, 1 well-formed but not proven, 2 malformed input or wrong use, 3 could not, 130 interrupted.
            """,
        version: programVersion,
        subcommands: [Check.self, AuditCommand.self], defaultSubcommand: Check.self)

    static func main() {
        ConsoleProgram.run(
            Self.self, translate: { Failure(client: $0) ?? Failure(library: $0) },
            shortcut: { arguments in SnarkjsCheck(arguments: arguments).map { check in { try check.run() } } })
    }
}
