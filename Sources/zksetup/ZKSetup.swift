import ArgumentParser
import Ceremony
import Console

/// Proving and verifying keys.
@main
struct ZKSetup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zksetup",
        abstract: "Make proving keys, alone or in a ceremony; say what they are; hand out verifying keys.",
        discussion: """
            A ceremony, whose keys stand if a single contributor was honest:

              zksetup export r1cs vanity-address --out circuit.r1cs
              zksetup new circuit.r1cs pot.ptau key0.zkey            begins it
              zksetup contribute key0.zkey key1.zkey --name alice    each contributor in turn
              zksetup beacon key1.zkey final.zkey <hex> 20           ends it with a public random value
              zksetup verify circuit.r1cs pot.ptau final.zkey        anyone, at any time
              zksetup install vanity-address final.zkey              puts it where the other programs look for keys

            The files are snarkjs': a ceremony may go on there at any step. Docs/ceremony.md says more.

            Exit codes: 0 done or verified, 1 well-formed but not verified, 2 malformed input or wrong use, 3 could not, \
            130 interrupted.
            """,
        version: programVersion,
        subcommands: [
            Dev.self, Info.self, New.self, Contribute.self, AddBeacon.self, Verify.self, Install.self, Export.self,
            Powers.self, ExportVK.self,
        ])

    static func main() { ConsoleProgram.run(Self.self) { Failure(ceremony: $0) ?? Failure(library: $0) } }
}

extension Failure {
    /// The failure that an error of a ceremony stands for; nil for any other error.
    init?(ceremony error: any Error) {
        guard let error = error as? CeremonyError else { return nil }
        switch error {
        case .inconsistentPowers: self.init(.notProven, error.description)
        case .tooFewPowers, .tooManyRows, .unpreparedPowers, .noCeremony: self.init(.malformed, error.description)
        }
    }
}
