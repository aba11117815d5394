import ArgumentParser
import Ceremony
import Console

struct Powers: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make powers of tau for trying a ceremony out.",
        discussion: """
            They are made in one go by one party, who could forge proofs under every key that is begun from them: good for a \
            rehearsal, and for nothing else. A real ceremony begins from powers of tau that many have contributed to, which are \
            public: see Docs/ceremony.md.
            """)

    @Argument(
        help: ArgumentHelp("They serve 2^power rows; from 1 to \(RehearsalPowers.maximumPower).", valueName: "power"))
    var power: Int

    @Argument(help: ArgumentHelp("Where to write them.", valueName: "out.ptau"))
    var out: String

    @Flag(help: "Replace the file where it is there already.")
    var force = false

    @Flag(help: "No progress on standard error.")
    var quiet = false

    func validate() throws {
        guard (1...RehearsalPowers.maximumPower).contains(power) else {
            throw ValidationError("The power is a number from 1 to \(RehearsalPowers.maximumPower).")
        }
    }

    func run() throws {
        try Files.requireFree(out, replacing: force)
        Output.note("making powers of tau for a rehearsal: whoever made them could forge proofs")
        let work = LongWork("making powers of tau", quiet: quiet)
        var generator = SystemRandomNumberGenerator()
        try RehearsalPowers.write(
            power: power, to: out, replacing: force, using: &generator, progress: work.report)
        work.finish()
        try Output.result("powers of tau  \(out.harmless)")
    }
}
