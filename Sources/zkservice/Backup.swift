import ArgumentParser
import Console
import Escrow
import Journal
import Ledger
import Service

struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the books as they stand to a new file, while the service runs or not.",
        discussion: """
            The copy holds proofs that are not published yet: keep it as secret as the market. Copy service.key and policy.json \
            once, apart from it. The head that is printed is what zkservice status must show after a restore.
            """)

    @Argument(help: ArgumentHelp("The file to write; it must not exist.", valueName: "file"))
    var file: String

    @OptionGroup var market: MarketOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    struct Result: Encodable {
        let file: String
        let entries: UInt64
        let head: String
    }

    func run() throws {
        let books = try market.folder.books()
        let path = file
        let checkpoint = try waiting { try await books.backup(to: path, at: WallClock.system.now()).checkpoint }
        try books.close()
        let result = Result(file: file, entries: checkpoint.size, head: checkpoint.head.description)
        if json { return try Output.json(result) }
        try Output.result("backup   \(result.file)")
        try Output.result("entries  \(result.entries)")
        try Output.result("head     \(result.head)")
    }
}
