import ArgumentParser
import Console
import Formats
import VerifiedCompute

/// Checks one proof, offline.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a proof; the word may be left out.",
        discussion: """
            zkverify proof.bin                        checks it for the task in the file
            zkverify proof.bin --task task.json       checks it for this very task
            zkverify --vk verification_key.json --proof proof.json --public public.json
            """)

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
        if allowUnsafeKey { Output.note("warning: unsafe keys are taken, so what is PROVEN here may be forged") }
        if let file {
            try ProofFileCheck(options: self, path: file).run()
        } else if let vk, let proof, let publicInputs {
            try SnarkjsCheck(
                vk: vk, proof: proof, publicInputs: publicInputs, allowUnsafeKey: allowUnsafeKey, json: json
            ).run()
        }
    }

    func validate() throws {
        if file == nil {
            guard vk != nil, proof != nil, publicInputs != nil else {
                throw ValidationError("Give a proof.bin, or --vk, --proof and --public.")
            }
            guard task == nil, box == nil else { throw ValidationError("--task and --box go with a proof.bin.") }
        } else if proof != nil || publicInputs != nil {
            throw ValidationError("--proof and --public are for snarkjs' files and go without a proof.bin.")
        }
    }
}
