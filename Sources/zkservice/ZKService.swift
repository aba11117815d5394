import ArgumentParser
import Console
import Escrow
import Glibc
import Ledger
import Service

/// What an operator does: make a market, run it, move money in and out, look after it.
@main
struct ZKService: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zkservice",
        abstract: "Run a market that pays on proof.",
        discussion: """
            A market to try out, from nothing:

              zkservice init --data ./market --development
              zkservice serve --data ./market
              zkservice deposit --data ./market --account ID --amount 10000000 --reference invoice-17

            Docs/operate.md has the rest: production, backups, upgrades, what to watch.

            Exit codes: 0 done, 2 malformed input or wrong use, 3 could not, 130 interrupted. `serve` ends with 0 when it is \
            stopped by SIGTERM or SIGINT.
            """,
        version: programVersion,
        subcommands: [
            Init.self, Serve.self, Deposit.self, Withdraw.self, Status.self, Backup.self, AcceptClock.self,
        ])

    static func main() {
        umask(0o077)  // what SQLite makes beside the books and their copies is their owner's alone from the beginning
        ConsoleProgram.run(Self.self) { Failure(market: $0) ?? Failure(library: $0) }
    }
}

/// Where the market is.
struct MarketOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of the market.", valueName: "folder"))
    var data: String

    var folder: MarketFolder { MarketFolder(path: data) }

    /// The time at which an act on the books counts, once the machine's clock is believed.
    func time(for books: Books) async throws -> Moment {
        try await folder.time(for: books, tolerance: try folder.policy().limits.clockTolerance)
    }
}
