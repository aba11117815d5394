import ArgumentParser
import ClientConsole
import Console
import Formats
import VerifiedCompute

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

            Exit codes: 0 proven, 1 well-formed but not proven, 2 malformed input or wrong use, 3 could not, 130 interrupted.
            """,
        version: programVersion,
        subcommands: [AuditCommand.self])

    @Argument(help: ArgumentHelp("The proof file.", valueName: "proof.bin"))
    var file: String?

    @Option(help: ArgumentHelp("The task that the proof must be for.", valueName: "file"))
    var task: String?

    @Option(
        help: ArgumentHelp(
            "The verifying key, in snarkjs' format. (default: looked up by its digest)", valueName: "file"))
    var vk: String?

    @Option(help: ArgumentHelp("Write the sealed box, raw, to this file.", valueName: "file"))
    var box: String?

    @Option(help: ArgumentHelp("A proof in snarkjs' format.", valueName: "file"))
    var proof: String?

    @Option(name: .customLong("public"), help: ArgumentHelp("Its public inputs in snarkjs' format.", valueName: "file"))
    var publicInputs: String?

    @Flag(help: "Take a verifying key under which anyone can forge: for test vectors only.")
    var allowUnsafeKey = false

    @Flag(help: "Replace the file of --box where it is there already.")
    var force = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var keys: KeysOptions

    func run() throws {
        try checkOptions()
        if allowUnsafeKey { Output.note("warning: unsafe keys are taken, so what is PROVEN here may be forged") }
        if let file {
            try ProofFileCheck(options: self, path: file).run()
        } else if let vk, let proof, let publicInputs {
            try SnarkjsCheck(options: self, vk: vk, proof: proof, publicInputs: publicInputs).run()
        }
    }

    /// Not `validate`, which is asked of `zkverify audit` too.
    private func checkOptions() throws {
        if file == nil {
            guard vk != nil, proof != nil, publicInputs != nil else {
                throw ValidationError("Give a proof.bin, or --vk, --proof and --public.")
            }
            guard task == nil, box == nil else { throw ValidationError("--task and --box go with a proof.bin.") }
        } else if proof != nil || publicInputs != nil {
            throw ValidationError("--proof and --public are for snarkjs' files and go without a proof.bin.")
        }
    }

    static func main() { ConsoleProgram.run(Self.self) { Failure(client: $0) ?? Failure(library: $0) } }
}
