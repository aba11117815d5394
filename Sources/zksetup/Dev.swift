import ArgumentParser
import Console
import Formats
import Groth16
import VerifiedCompute

struct Dev: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a development key, where there is none.",
        discussion: """
            zksetup dev vanity-address                      the key of a kind of task, in the folder of keys
            zksetup dev circuit.r1cs --out circuit.zkey     the key of any circuit on BN254, such as circom makes

            A development key is made on one machine by one party, who could forge proofs under it: good for trying things out, \
            and for nothing else.
            """)

    @Argument(
        help:
            "The kind of task (\(CircuitKind.allCases.map(\.rawValue).joined(separator: ", "))), or a file: circuit.r1cs."
    )
    var circuit: CircuitChoice

    @Option(help: ArgumentHelp("Where to write the key of a circuit from a file.", valueName: "file"))
    var out: String?

    @Flag(help: "Replace the file where it is there already.")
    var force = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var keys: KeysOptions

    func validate() throws {
        switch circuit {
        case .kind:
            guard out == nil, !force else {
                throw ValidationError("--out and --force go with a circuit.r1cs; the key of a kind stands in --keys.")
            }
        case .file:
            guard out != nil else { throw ValidationError("Give --out, where to write the key.") }
        }
    }

    func run() throws {
        switch circuit {
        case .kind(let kind): try KeyReport(kind, keys.developmentKey(kind)).print(json: json)
        case .file(let path):
            if let out { try CircuitKey(circuit: path, out: out).make(replacing: force).print(json: json) }
        }
    }
}

/// A circuit as people name it.
enum CircuitChoice: ExpressibleByArgument {
    case kind(CircuitKind)
    /// The path of an `.r1cs` file.
    case file(String)

    init?(argument: String) {
        if let kind = CircuitKind(rawValue: argument) {
            self = .kind(kind)
        } else if argument.hasSuffix(".r1cs") {
            self = .file(argument)
        } else {
            return nil
        }
    }
}
