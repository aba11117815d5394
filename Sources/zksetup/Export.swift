import ArgumentParser
import Console
import Formats
import Groth16
import R1CS
import VerifiedCompute

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write what others need: a verifying key, a circuit.",
        subcommands: [ExportKeyFile.self, ExportCircuit.self])
}

struct ExportKeyFile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vk",
        abstract: "Write the verifying key of a proving key, in snarkjs' format.")

    @Argument(help: ArgumentHelp("The proving key.", valueName: "key.zkey"))
    var key: String

    @Option(help: ArgumentHelp("Where to write the verifying key.", valueName: "file"))
    var out: String

    @Flag(help: "Replace the file where it is there already.")
    var force = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        try Files.requireFree(out, replacing: force, inputs: [key])
        let verifyingKey = try CeremonyFiles.key(key).provingKey.verifyingKey
        for reason in verifyingKey.unsafeReasons { Output.note("warning: anyone can forge under this key: \(reason)") }
        try ExportVK.write(verifyingKey, to: out, replacing: force, json: json)
    }
}

struct ExportCircuit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "r1cs",
        abstract: "Write the circuit of a kind of task, in iden3's format: what a ceremony begins with.")

    @Argument(help: "The kind of task: \(CircuitKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: CircuitKind

    @Option(help: ArgumentHelp("Where to write the circuit.", valueName: "file"))
    var out: String

    @Flag(help: "Replace the file where it is there already.")
    var force = false

    @Flag(help: "Print one JSON object.")
    var json = false

    struct Result: Encodable {
        let circuit: String
        let circuitId: String
        let rows: Int
    }

    func run() throws {
        try Files.requireFree(out, replacing: force)
        let circuit = kind.circuit()
        try R1csFile.write(
            circuit.system, privateInputCount: circuit.privateInputCount, to: out, replacing: force)
        let result = Result(circuit: out, circuitId: kind.circuitID.hex, rows: circuit.system.rowCount)
        if json { return try Output.json(result) }
        try Output.result("circuit     \(out.harmless)")
        try Output.result("circuit id  \(result.circuitId)")
        try Output.result("rows        \(result.rows)")
    }
}
