import ArgumentParser
import Console
import Formats
import WorkerConsole

/// What `zkworker run` is told, under the names that people of such networks know. What is not given may stand in a variable or in
/// the configuration file.
struct RunOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A service to work for, such as https://example.org; may be given again for more. KEY@URL also says the identity, 64 hexadecimal digits, that it must have.",
            valueName: "URL"))
    var service: [String] = []

    @Option(
        name: [.customLong("key"), .customLong("private-key")],
        help: ArgumentHelp("The worker's key file. (default: the one in the data home)", valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "Whom every proof pays, 64 hexadecimal digits: the owner's key, which this machine need not have. (default: the worker's own)",
            valueName: "hex"))
    var payee: String?

    @Option(
        help: ArgumentHelp(
            "How many tasks are worked on at a time; they share the threads, of which each has one at least. (default: 1)",
            valueName: "number"))
    var concurrency: UInt64?

    @Option(
        help: ArgumentHelp(
            "How many threads search, no fewer than --concurrency. (default: one a processor)", valueName: "number"))
    var threads: UInt64?

    @Option(
        help: ArgumentHelp(
            "The share of all processors that the process may use, 0 to 1. (default: 1)", valueName: "share"))
    var cpuPercentageLimit: Double?

    @Option(
        help: ArgumentHelp(
            "The most memory that the process may have of its own, pages of files aside: a proof that does not fit takes fewer processors, or waits. One under which nothing can be earned is refused. (default: no limit)",
            valueName: "kB"))
    var memoryLimit: UInt64?

    @OptionGroup var place: WorkspaceOptions

    @Option(
        help: ArgumentHelp(
            "The least reward that is worked for, before fee and burn. (default: 0)", valueName: "units"))
    var minReward: UInt64?

    @Option(
        help: ArgumentHelp("The kinds of task that are wanted, with commas between. (default: all)", valueName: "kinds")
    )
    var kinds: String?

    @Option(
        help: ArgumentHelp(
            "The longest that a task may be expected to take: 90s, 15m, 36h, 2d. (default: any time)",
            valueName: "time"))
    var maxTime: String?

    @Option(
        help: ArgumentHelp(
            "The largest bond or stake that is put at risk for a task. (default: as much as its reward)",
            valueName: "units"))
    var maxBond: UInt64?

    @Option(
        help: ArgumentHelp(
            "The most room that downloaded proving keys take on the disk. (default: 2048)", valueName: "MB"))
    var keyCache: UInt64?

    @Option(
        help: ArgumentHelp(
            "The folder of proving and verifying keys that are here already; it is only read. (default: keys in the data home)",
            valueName: "folder"))
    var keys: String?

    @Option(help: ArgumentHelp("Certificates to trust besides the system's, in PEM.", valueName: "file"))
    var caCert: String?

    @Option(help: ArgumentHelp("The file whose first line is the key file's passphrase.", valueName: "file"))
    var passphraseFile: String?

    @Option(
        help: ArgumentHelp(
            "The environment variable that holds the key file's passphrase; it is removed from the environment once read.",
            valueName: "name"))
    var passphraseVariable: String?

    @Option(
        help: ArgumentHelp(
            "Where the status is told: JSON-RPC, metrics, health. Port 0 is any that is free; off is nowhere. (default: 127.0.0.1:17888, or nowhere where that is taken)",
            valueName: "host:port"))
    var status: String?

    @Flag(help: "Let --status name an address that other machines reach.")
    var allowRemoteStatus = false

    @Flag(help: "End when nothing is left to do instead of waiting for more.")
    var untilIdle = false

    /// What the command line says, with variables and the file under it.
    func configuration() throws(Failure) -> WorkerConfiguration {
        var values = place.values
        if !service.isEmpty { values[.service] = .texts(service) }
        let texts: [(SettingName, String?)] = [
            (.key, key), (.payee, payee), (.maxTime, maxTime), (.keys, keys), (.caCert, caCert),
            (.passphraseFile, passphraseFile), (.passphraseVariable, passphraseVariable), (.status, status),
        ]
        for (name, text) in texts { values[name] = text.map { .text($0) } }
        let numbers: [(SettingName, UInt64?)] = [
            (.concurrency, concurrency), (.threads, threads), (.memoryLimit, memoryLimit), (.minReward, minReward),
            (.maxBond, maxBond), (.keyCache, keyCache),
        ]
        for (name, number) in numbers { values[name] = number.map { .number($0) } }
        values[.cpuPercentageLimit] = cpuPercentageLimit.map { .share($0) }
        values[.kinds] = kinds.map { .texts([$0]) }
        if allowRemoteStatus { values[.allowRemoteStatus] = .flag(true) }
        if untilIdle { values[.untilIdle] = .flag(true) }
        return try WorkerConfiguration(options: values, file: place.config)
    }
}

/// Where a worker has what is its own: for all commands that look at it.
struct WorkspaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The worker's folder: what it found, what it did, keys that it downloaded. (default: worker in the data home)",
            valueName: "folder"))
    var workspace: String?

    @Option(
        help: ArgumentHelp(
            "The configuration file, in JSON. (default: worker.json in the workspace or in the data home, where there is one)",
            valueName: "file"))
    var config: String?

    var values: [SettingName: SettingValue] { workspace.map { [.workspace: .text($0)] } ?? [:] }

    /// The worker's folder, as `zkworker run` would take it.
    func folder() throws(Failure) -> String {
        try WorkerConfiguration(options: values, file: config).workspace
    }
}
