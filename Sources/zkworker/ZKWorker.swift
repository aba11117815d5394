import ArgumentParser
import ClientConsole
import Console

/// What a worker does: search, seal, prove.
@main
struct ZKWorker: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zkworker",
        abstract: "Solve tasks, seal the solutions, prove them, be paid.",
        discussion: """
            zkworker solve task.json is all it takes: it writes proof.bin. zkworker submit proof.bin --service URL brings it to \
            the service that pays for it. zkworker run --service URL does all of it by itself, for as long as it runs.

            Exit codes: 0 done, 1 well-formed but not proven, 2 malformed input or wrong use, 3 could not, 130 interrupted.
            """,
        version: programVersion,
        subcommands: [
            Run.self, ShowStatus.self, Jobs.self, Earnings.self, Solve.self, Prove.self, Submit.self, Inspect.self,
            Bench.self,
        ])

    static func main() {
        ConsoleProgram.run(Self.self) { Failure(client: $0) ?? Failure(worker: $0) ?? Failure(library: $0) }
    }
}
