import ArgumentParser
import Console
import Escrow
import Ledger
import Service

struct AcceptClock: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say that the machine's clock is right.",
        discussion: """
            The market does not open, and moves no money, where the clock was set since it last looked, is behind its log, or is \
            more than a day later than anything it has seen after the machine was started anew. See that the clock is right \
            (timedatectl), then run this once. Deadlines that have passed by this clock are over for good.
            """)

    @OptionGroup var market: MarketOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    struct Result: Encodable {
        /// The time that is taken from now on, in seconds.
        let time: Int64
    }

    func run() throws {
        let books = try market.folder.books()
        let folder = market.folder
        let result = try waiting { Result(time: try await folder.acceptClock(for: books).milliseconds / 1000) }
        try books.close()
        if json { return try Output.json(result) }
        try Output.result("clock  \(TimeText.date(result.time))")
    }
}
