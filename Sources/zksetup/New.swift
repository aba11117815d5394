import ArgumentParser
import Ceremony
import Console
import Formats

struct New: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Begin a ceremony: lay a circuit over powers of tau.",
        discussion: """
            Circuit and powers of tau alone determine the key, so everyone can make it again: its circuit hash is what the \
            ceremony is about. Nobody can use it before somebody has contributed.
            """)

    @Argument(help: ArgumentHelp("The circuit, in iden3's format.", valueName: "circuit.r1cs"))
    var circuit: String

    @Argument(help: ArgumentHelp("Prepared powers of tau, in iden3's format.", valueName: "pot.ptau"))
    var powers: String

    @Argument(help: ArgumentHelp("Where to write the key.", valueName: "out.zkey"))
    var out: String

    @OptionGroup var options: KeyOutputOptions

    struct Result: Encodable {
        let key: String
        let circuitHash: String
    }

    func run() throws {
        try Files.requireFree(out, replacing: options.force, inputs: [circuit, powers])
        let work = LongWork("laying the circuit over the powers of tau", quiet: options.quiet)
        let key = try CeremonyFiles.initialKey(circuit, powers, work).key
        try key.write(to: out, replacing: options.force)
        work.finish()
        let result = Result(key: out, circuitHash: key.history.circuitHash.hex)
        if options.json { return try Output.json(result) }
        try Output.result("key           \(out.harmless)")
        try Output.result("circuit hash  \(result.circuitHash)")
    }
}
