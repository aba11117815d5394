import ArgumentParser
import Console

/// What a worker does: search, seal, prove.
@main
struct ZKWorker: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zkworker",
        abstract: "Solve tasks, seal the solutions, prove them.",
        discussion: """
            zkworker solve task.json is all it takes: it writes proof.bin.

            Exit codes: 0 done, 1 well-formed but not proven, 2 malformed input or wrong use, 3 could not, 130 interrupted.
            """,
        version: programVersion,
        subcommands: [Solve.self, Prove.self, Inspect.self, Bench.self])

    static func main() { ConsoleProgram.run(Self.self) { Failure(library: $0) } }
}
