import ArgumentParser
import Client
import Console
import Formats
import FoundationEssentials
import Glibc
import Sealing
import VerifiedCompute
import Worker

/// What `zkworker run` is told, under the names that people of such networks know.
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

    @Option(help: ArgumentHelp("How many tasks are worked on at a time; they share the threads.", valueName: "number"))
    var concurrency = 1

    @Option(help: ArgumentHelp("How many threads search. (default: one a processor)", valueName: "number"))
    var threads: Int?

    @Option(
        help: ArgumentHelp("The share of all processors that the process may use, 0 to 1.", valueName: "share"))
    var cpuPercentageLimit = 1.0

    @Option(help: ArgumentHelp("The most memory that the process may take. (default: no limit)", valueName: "kB"))
    var memoryLimit: UInt64?

    @Option(
        help: ArgumentHelp(
            "The worker's folder: what it found, what it did, keys that it downloaded. (default: worker in the data home)",
            valueName: "folder"))
    var workspace: String?

    @Option(help: ArgumentHelp("The least reward that is worked for, before fee and burn.", valueName: "units"))
    var minReward: UInt64 = 0

    @Option(
        help: ArgumentHelp("The kinds of task that are wanted, with commas between. (default: all)", valueName: "kinds")
    )
    var kinds: String?

    @Option(
        help: ArgumentHelp("The longest that a task may be expected to take: 90s, 15m, 36h, 2d.", valueName: "time"))
    var maxTime: String?

    @Option(
        help: ArgumentHelp(
            "The largest bond or stake that is put at risk for a task. (default: any)", valueName: "units"))
    var maxBond: UInt64?

    @Option(
        help: ArgumentHelp("The most room that downloaded proving keys take on the disk.", valueName: "MB"))
    var keyCache: UInt64 = 2048

    @Option(help: ArgumentHelp("Certificates to trust besides the system's, in PEM.", valueName: "file"))
    var caCert: String?

    @Option(help: ArgumentHelp("The file whose first line is the key file's passphrase.", valueName: "file"))
    var passphraseFile: String?

    @Option(
        help: ArgumentHelp(
            "The environment variable that holds the key file's passphrase; it is removed from the environment once read.",
            valueName: "name"))
    var passphraseVariable: String?

    @Flag(help: "End when nothing is left to do instead of waiting for more.")
    var untilIdle = false

    func settings(home: DataHome) throws(Failure) -> Settings {
        var services: [Settings.Service] = []
        for text in service { services.append(try Self.service(text)) }
        try home.make()
        var settings = Settings(
            services: services, workspace: workspace ?? home.folder.appending(path: "worker").path,
            home: home.folder.path)
        settings.keyFolders = [home.keys.path]
        settings.keyCacheByteCount = min(keyCache, 1 << 43) << 20
        settings.payee = try payee.map { (text) throws(Failure) in try Inputs.digest(text, option: "--payee") }
        settings.concurrency = concurrency
        settings.threads = threads
        settings.cpuShare = cpuPercentageLimit
        settings.memoryLimit = memoryLimit
        settings.minReward = minReward
        if let kinds { settings.kinds = Set(kinds.split(separator: ",").map(String.init)) }
        settings.maxSeconds = try maxTime.map { (text) throws(Failure) in
            Double(try TimeText.second(text, now: 0))
        }
        settings.maxBond = maxBond
        if let caCert { _ = try Files.read(caCert, limit: 1 << 20) }
        settings.trustRoots = caCert
        settings.endsWhenIdle = untilIdle
        do throws(SettingsError) {
            try settings.check()
        } catch {
            throw Failure(.malformed, error.sentence)
        }
        return settings
    }

    /// `URL` or `KEY@URL`.
    private static func service(_ text: String) throws(Failure) -> Settings.Service {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let key = parts.count == 2 ? Hexadecimal.bytes(of: String(parts[0])).flatMap { Bytes<32>($0) } : nil
        guard let address = ServiceAddress(String(parts[parts.count - 1])), parts.count == 1 || key != nil else {
            throw Failure(
                .malformed, "\(text.harmless) is no address of a service: give one like https://example.org")
        }
        return Settings.Service(address: address, key: key)
    }

    /// The worker's identity. A passphrase comes from a file or a variable and from nowhere else: nobody is there to ask.
    func identity(home: DataHome) throws -> Identity {
        let path = key ?? home.workerKey.path
        guard let name = passphraseVariable else {
            var options = PassphraseOptions()
            options.passphraseFile = passphraseFile
            return try options.identity(in: path)
        }
        guard passphraseFile == nil else {
            throw Failure(.malformed, "give --passphrase-file or --passphrase-variable, and not both")
        }
        guard let passphrase = Secret(environment: name) else {
            throw Failure(.malformed, "the variable \(name.harmless) holds no passphrase")
        }
        do throws(KeyFileError) {
            let file = try KeyFile(path: path)
            return file.isProtected ? try file.identity(passphrase: passphrase) : try file.identity()
        } catch {
            throw Failure(keyFile: path, error)
        }
    }
}

extension Secret {
    /// What a variable of the environment holds, which is wiped and removed there; nil where it is not set or empty.
    fileprivate init?(environment name: String) {
        guard let value = getenv(name), strlen(value) > 0 else { return nil }
        let count = strlen(value)
        self.init(count: count)
        withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(start: value, count: count)) }
        explicit_bzero(value, count)
        unsetenv(name)
    }
}
