import ArgumentParser
import Ceremony
import Console
import Formats

struct AddBeacon: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "beacon",
        abstract: "End a ceremony with a public random value.",
        discussion: """
            The value must have been unknown to all contributors: announce beforehand where it will come from, such as the hash of \
            a block that does not exist yet.
            """)

    @Argument(help: ArgumentHelp("The key so far.", valueName: "in.zkey"))
    var old: String

    @Argument(help: ArgumentHelp("Where to write the finished key.", valueName: "out.zkey"))
    var out: String

    @Argument(help: ArgumentHelp("The value: 1 to 255 bytes in hexadecimal.", valueName: "hex"))
    var value: String

    @Argument(help: ArgumentHelp("The value is hashed 2^n times, n from 10 to 40.", valueName: "n"))
    var exponent: Int

    @OptionGroup var name: NameOption
    @OptionGroup var options: KeyOutputOptions

    func run() throws {
        let bytes = Hexadecimal.bytes(of: value.lowercased()) ?? []
        guard let beacon = Beacon(value: bytes, exponent: exponent) else {
            throw Failure(.malformed, "a beacon is 1 to 255 bytes in hexadecimal and an exponent from 10 to 40")
        }
        try Files.requireFree(out, replacing: options.force, inputs: [old])
        let key = try CeremonyFiles.key(old)
        let history = try CeremonyFiles.history(key, old)
        let work = LongWork("adding the beacon", quiet: options.quiet)
        let contribution = try Contributing.add(
            beacon, to: key, name: name.name, writing: out, replacing: options.force, progress: work.report)
        work.finish()
        try ContributionReport(contribution, after: history, key: out).print(json: options.json)
    }
}
