import ArgumentParser
import Console
import Formats
import Groth16
import VerifiedCompute

struct ExportVK: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-vk",
        abstract: "Write the verifying key of a kind, in snarkjs' format: what a bystander needs to check proofs.")

    @Argument(help: "The kind of task: \(CircuitKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: CircuitKind

    @Option(help: ArgumentHelp("Where to write the verifying key.", valueName: "file"))
    var out: String

    @Flag(help: "Replace the file where it is there already.")
    var force = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var keys: KeysOptions

    struct Result: Encodable {
        let verifyingKey: String
        let keyDigest: String
    }

    func run() throws {
        try Files.requireFree(out, replacing: force)
        guard keys.store.hasProvingKey(kind) else {
            throw Failure(.couldNot, "there is no key for \(kind.rawValue) yet: zksetup dev \(kind.rawValue) makes one")
        }
        let key = try keys.store.provingKey(kind)
        try Self.write(key.verifyingKey, to: out, replacing: force, json: json)
    }

    /// Writes a verifying key and says which it is.
    static func write(_ key: VerifyingKey, to out: String, replacing: Bool, json: Bool) throws {
        try Files.write(Array(SnarkjsJSON.text(key).utf8), to: out, replacing: replacing)
        let result = Result(verifyingKey: out, keyDigest: key.digest.hex)
        if json { return try Output.json(result) }
        try Output.result("verifying key  \(out)")
        try Output.result("digest         \(result.keyDigest)")
    }
}
