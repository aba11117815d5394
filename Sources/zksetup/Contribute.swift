import ArgumentParser
import Ceremony
import Console
import Formats
import Sealing

struct Contribute: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add your contribution to a key: one honest contributor makes it safe.",
        discussion: """
            A random number that nobody knows goes into the key and is forgotten. It comes from this system's random generator, \
            mixed with a file of your own or with what you type, if you give any. Publish the hash that is printed: by it anyone \
            can see that your contribution was taken in. Use a machine that nobody else uses, and switch it off afterwards.
            """)

    @Argument(help: ArgumentHelp("The key so far.", valueName: "in.zkey"))
    var old: String

    @Argument(help: ArgumentHelp("Where to write the key with your contribution.", valueName: "out.zkey"))
    var out: String

    @OptionGroup var name: NameOption

    @Option(help: ArgumentHelp("Mix this file's bytes into the randomness, at most 1 MiB.", valueName: "file"))
    var entropyFile: String?

    @Flag(help: "Ask for random text on the terminal, and mix it into the randomness.")
    var ask = false

    @OptionGroup var options: KeyOutputOptions

    func validate() throws {
        guard entropyFile == nil || !ask else { throw ValidationError("Give --entropy-file or --ask, not both.") }
    }

    func run() throws {
        try Files.requireFree(out, replacing: options.force, inputs: [old])
        let key = try CeremonyFiles.key(old)
        let history = try CeremonyFiles.history(key, old)
        let factor = DeltaFactor(mixing: try entropy())
        let work = LongWork("contributing", quiet: options.quiet)
        let contribution = try Contributing.contribute(
            to: key, factor, name: name.name, writing: out, replacing: options.force, progress: work.report)
        work.finish()
        try ContributionReport(contribution, after: history, key: out).print(json: options.json)
    }

    private func entropy() throws(Failure) -> Secret {
        if let entropyFile {
            var bytes = try Files.read(entropyFile, limit: 1 << 20)
            return Secret(moving: &bytes)
        }
        guard ask else { return Secret(count: 0) }
        return try SecretLine.ask(
            "Type at random, then press Enter: ", for: "random text", otherwise: "give --entropy-file")
    }
}
