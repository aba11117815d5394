import ArgumentParser
import Ceremony
import Console
import Formats

/// What every command that writes a key takes.
struct KeyOutputOptions: ParsableArguments {
    @Flag(help: "Replace the file where it is there already.")
    var force = false

    @Flag(help: "No progress on standard error.")
    var quiet = false

    @Flag(help: "Print one JSON object.")
    var json = false
}

/// How a contributor wants to be called.
struct NameOption: ParsableArguments {
    @Option(help: ArgumentHelp("What to call the contribution, in the file for all to see.", valueName: "text"))
    var name: String?

    func validate() throws {
        guard let name else { return }
        // What snarkjs keeps of a name.
        guard (1...64).contains(name.utf16.count), name.utf8.count <= 255 else {
            throw ValidationError("--name takes 1 to 64 characters.")
        }
    }
}

/// What was added to a key.
struct ContributionReport: Encodable {
    let key: String
    let contribution: Int
    let contributionHash: String

    /// - Parameter old: the key's history before.
    init(_ contribution: KeyContribution, after old: KeyHistory, key: String) {
        self.key = key
        self.contribution = old.contributions.count + 1
        contributionHash = contribution.hash.hex
    }

    func print(json: Bool) throws {
        if json { return try Output.json(self) }
        try Output.result("key                \(key.harmless)")
        try Output.result("contribution \(contribution)")
        try Output.result("its hash           \(contributionHash)")
    }
}
