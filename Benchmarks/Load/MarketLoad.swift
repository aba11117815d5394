import ArgumentParser

/// Loads a real `zkservice` on this machine, over loopback, and says how it bears it.
@main
struct MarketLoad: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "market-load",
        abstract: "Load a market on this machine.",
        discussion: """
            `make` first: it solves, seals and proves so many tasks, each with a search of its own, and keeps them in a folder. \
            `burst` submits them all; `soak` posts, polls and submits garbage for minutes. Both make a market in a temporary \
            folder and run the zkservice that was built beside this program.
            """,
        subcommands: [Make.self, Burst.self, Soak.self])
}
