import ArgumentParser
import Console
import Escrow
import Formats
import Journal
import Ledger
import Service

/// What a movement of money is told by.
struct MovementOptions: ParsableArguments {
    @OptionGroup var market: MarketOptions

    @Option(help: ArgumentHelp("In the smallest unit of whatever pays.", valueName: "units"))
    var amount: UInt64

    @Option(
        help: ArgumentHelp(
            "What the movement is called outside, such as an invoice. Each counts once: repeating a command is safe.",
            valueName: "text"))
    var reference: String

    @Flag(help: "Print one JSON object.")
    var json = false

    func movement() throws(Failure) -> (amount: Amount, reference: Reference) {
        guard let amount = Amount(amount) else { throw Failure(.malformed, "--amount takes less than 2^63") }
        guard let reference = Reference(reference) else {
            throw Failure(.malformed, "--reference takes 1 to 128 bytes")
        }
        return (amount, reference)
    }

    struct Result: Encodable {
        let account: String
        let moved: UInt64
        let available: UInt64
        let entry: UInt64
    }

    func report(_ result: Result) throws {
        if json { return try Output.json(result) }
        try Output.result("account    \(result.account)")
        try Output.result("moved      \(result.moved)")
        try Output.result("available  \(result.available)")
        try Output.result("entry      \(result.entry)")
    }
}

/// An account in an option: an Ed25519 key in hexadecimal.
func party(_ text: String) throws(Failure) -> ID<Party> {
    ID(try Inputs.digest(text, option: "--account").array)!
}

struct Deposit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let money in, while the service runs or not.",
        discussion:
            "Money enters the market only here. Receive it outside first, then say so once, under its reference.")

    @Option(help: ArgumentHelp("The party's signing key, 64 hexadecimal digits.", valueName: "id"))
    var account: String

    @OptionGroup var movement: MovementOptions

    func run() throws {
        let (amount, reference) = try movement.movement()
        let party = try party(account)
        let market = movement.market
        let books = try market.folder.books()
        let result = try waiting {
            let now = try await market.time(for: books)
            let receipt = try await books.deposit(amount, to: party, reference: reference, at: now)
            return MovementOptions.Result(
                account: party.description, moved: amount.units,
                available: try await books.balance(of: .available(party)).units, entry: receipt.entry.index)
        }
        try books.close()
        try movement.report(result)
    }
}

struct Withdraw: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let money out, while the service runs or not.",
        discussion: """
            Take it out of the books first, then pay it outside: repeating this command with the same reference moves nothing \
            twice. With --fees the service takes what it has earned.
            """)

    @Option(help: ArgumentHelp("The party's signing key, 64 hexadecimal digits.", valueName: "id"))
    var account: String?

    @Flag(help: "From what the service has earned.")
    var fees = false

    @OptionGroup var movement: MovementOptions

    func validate() throws {
        guard (account == nil) == fees else { throw ValidationError("give --account or --fees, and not both") }
    }

    func run() throws {
        let (amount, reference) = try movement.movement()
        let owner = try account.map { (text) throws(Failure) in try party(text) }
        let market = movement.market
        let books = try market.folder.books()
        let result = try waiting {
            let now = try await market.time(for: books)
            let receipt =
                if let owner {
                    try await books.withdraw(amount, from: owner, reference: reference, at: now)
                } else {
                    try await books.withdrawFees(amount, reference: reference, at: now)
                }
            let account = owner.map { Account.available($0) } ?? .fee
            return MovementOptions.Result(
                account: owner?.description ?? "fees", moved: amount.units,
                available: try await books.balance(of: account).units, entry: receipt.entry.index)
        }
        try books.close()
        try movement.report(result)
    }
}
