import ArgumentParser
import Console
import Escrow
import Formats
import Journal
import Ledger
import Sealing
import Service

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what the market comes to, while the service runs or not.")

    @OptionGroup var market: MarketOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    struct Result: Encodable {
        let identity: String
        let mode: String
        let held: UInt64
        let fees: UInt64
        let burned: UInt64
        let tasks: [String: Int]
        let pendingProofs: Int
        let entries: UInt64
        /// The hash of the log's last entry: compare it after a restore.
        let head: String
    }

    func run() throws {
        let policy = try market.folder.policy()
        let books = try market.folder.books()
        let result = try waiting {
            let totals = try await books.totals()
            let checkpoint = try await books.checkpoint(at: WallClock.system.now()).checkpoint
            let tasks = Contract.State.allCases.map { ("\($0)", totals.tasks[$0] ?? 0) }
            return Result(
                identity: Hexadecimal.text(of: books.service.bytes),
                mode: policy.isDevelopment ? "development" : "production", held: totals.held.units,
                fees: totals.fees.units, burned: totals.burned.units,
                tasks: Dictionary(uniqueKeysWithValues: tasks),
                pendingProofs: try await books.pendingProofs(limit: 1_000_000).count, entries: checkpoint.size,
                head: checkpoint.head.description)
        }
        try books.close()
        if json { return try Output.json(result) }
        try Output.result("identity  \(result.identity)")
        try Output.result("mode      \(result.mode)")
        try Output.result("held      \(result.held), of which fees \(result.fees) and burned \(result.burned)")
        let counts = Contract.State.allCases.map { "\($0) \(result.tasks["\($0)"] ?? 0)" }
        try Output.result("tasks     \(counts.joined(separator: ", "))")
        try Output.result("waiting   \(result.pendingProofs) proofs")
        try Output.result("log       \(result.entries) entries, head \(result.head)")
    }
}
