import ArgumentParser
import Console

/// Proving and verifying keys.
@main
struct ZKSetup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zksetup",
        abstract: "Make proving keys, say what they are, hand out verifying keys.",
        discussion: "Exit codes: 0 done, 2 malformed input or wrong use, 3 could not, 130 interrupted.",
        version: programVersion,
        subcommands: [Dev.self, Info.self, ExportVK.self])

    static func main() { ConsoleProgram.run(Self.self) { Failure(library: $0) } }
}
