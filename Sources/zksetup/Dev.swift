import ArgumentParser
import Console
import VerifiedCompute

struct Dev: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a development key, where there is none.",
        discussion: """
            A development key is made on one machine by one party, who could forge proofs under it: good for trying things out, \
            and for nothing else.
            """)

    @Argument(help: "The kind of task: \(CircuitKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: CircuitKind

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var keys: KeysOptions

    func run() throws { try KeyReport(kind, keys.developmentKey(kind)).print(json: json) }
}
