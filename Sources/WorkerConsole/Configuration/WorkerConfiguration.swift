internal import Client
package import Console
internal import Formats
internal import FoundationEssentials
package import Worker
package import WorkerStatus

/// How a worker is set up, from options, variables and a file, and where each value comes from.
package struct WorkerConfiguration: Sendable {
    package let layers: Layers
    /// The data home, with the folder of keys that was named.
    package let home: DataHome

    /// The variable that names the configuration file.
    package static let fileVariable = "ZKWORKER_CONFIG"

    /// Reads the file, where there is one, and lays the rest over it.
    ///
    /// - Parameters:
    ///   - options: what the command line says.
    ///   - file: the file that it names. Else the variable `ZKWORKER_CONFIG` names it, and else it is `worker.json` in the
    ///     workspace or in the data home, the first that is there.
    package init(
        options: [SettingName: SettingValue] = [:], file: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(Failure) {
        let plain = DataHome(
            keys: nil, environment: environment, home: FileManager.default.homeDirectoryForCurrentUser)
        let named = file ?? environment[Self.fileVariable].flatMap { $0.isEmpty ? nil : $0 }
        let read: ConfigurationFile?
        if let named {
            read = try ConfigurationFile(path: named)
        } else {
            // The file cannot say where it is: the workspace that is asked for here is that of the other places.
            let places = Layers(
                options: options, environment: environment, file: nil, defaults: Self.defaults(plain))
            let workspace = try places.text(.workspace) ?? ""
            read = try ConfigurationFile.first(of: [
                "\(workspace)/worker.json", plain.folder.appending(path: "worker.json").path,
            ])
        }
        layers = Layers(options: options, environment: environment, file: read, defaults: Self.defaults(plain))
        home = DataHome(
            keys: try layers.text(.keys), environment: environment,
            home: FileManager.default.homeDirectoryForCurrentUser)
    }

    private static func defaults(_ home: DataHome) -> [SettingName: SettingValue] {
        [
            .key: .text(home.workerKey.path), .concurrency: .number(1), .cpuPercentageLimit: .share(1),
            .workspace: .text(home.folder.appending(path: "worker").path), .minReward: .number(0),
            .kinds: .texts(TaskKind.names), .keyCache: .number(2048), .keys: .text(home.keys.path),
            .untilIdle: .flag(false), .status: .text(StatusAddress.usual.description), .allowRemoteStatus: .flag(false),
        ]
    }

    // MARK: What follows

    /// The worker's folder.
    package var workspace: String {
        get throws(Failure) { try layers.text(.workspace) ?? "" }
    }

    /// The worker's key file.
    package var key: String {
        get throws(Failure) { try layers.text(.key) ?? home.workerKey.path }
    }

    /// Where the status is told; nil where it is not. Throws (2) for an address that others reach, unless that is allowed.
    ///
    /// `isAskedFor`: somebody named it, so the worker is not to run without.
    package var status: (address: StatusAddress, isAskedFor: Bool)? {
        get throws(Failure) {
            guard let found = try layers.value(.status), case .text(let text) = found.value, text != "off" else {
                return nil
            }
            let name = found.source.spelling(.status)
            guard let address = StatusAddress(text) else {
                throw Failure(.malformed, "\(name) takes HOST:PORT, such as 127.0.0.1:17888, or off")
            }
            let isAllowed = try layers.flag(.allowRemoteStatus)
            guard address.isLoopback || isAllowed else {
                throw Failure(
                    .malformed,
                    "\(name): others reach \(address), and what a worker earns is nobody's business: name a loopback address, or give --allow-remote-status too"
                )
            }
            return (address, found.source != .standard)
        }
    }

    /// The worker's settings, checked. A sentence about one names the place that it comes from.
    package func settings() throws(Failure) -> Settings {
        var services: [Settings.Service] = []
        for text in try layers.texts(.service) ?? [] { services.append(try Self.service(text)) }
        var settings = Settings(services: services, workspace: try workspace, home: home.folder.path)
        settings.keyFile = try key
        settings.keyFolders = [home.keys.path]
        settings.keyCacheByteCount = min(try layers.number(.keyCache) ?? 0, 1 << 43) << 20
        if let payee = try layers.value(.payee), case .text(let text) = payee.value {
            settings.payee = try Inputs.digest(text, option: payee.source.spelling(.payee))
        }
        settings.concurrency = Int(clamping: try layers.number(.concurrency) ?? 1)
        settings.threads = try layers.number(.threads).map { Int(clamping: $0) }
        settings.cpuShare = try layers.share(.cpuPercentageLimit) ?? 1
        settings.memoryLimit = try layers.number(.memoryLimit)
        settings.minReward = try layers.number(.minReward) ?? 0
        settings.kinds = Set(
            (try layers.texts(.kinds) ?? []).flatMap { $0.split(separator: ",") }
                .map { $0.trimmingPrefix { $0 == " " } }.map { String($0) })
        if let time = try layers.value(.maxTime), case .text(let text) = time.value {
            settings.maxSeconds = try Self.seconds(text, time.source.spelling(.maxTime))
        }
        settings.maxBond = try layers.number(.maxBond)
        settings.trustRoots = try layers.text(.caCert)
        if let file = settings.trustRoots { _ = try Files.read(file, limit: 1 << 20) }
        settings.endsWhenIdle = try layers.flag(.untilIdle)
        do throws(SettingsError) {
            try settings.check()
        } catch {
            throw Failure(.malformed, try inPlace(error.sentence))
        }
        return settings
    }

    /// `90s`, `15m`, `36h`, `2d`, `1w`: no date.
    private static func seconds(_ text: String, _ name: String) throws(Failure) -> Double {
        guard let unit = text.last, "smhdw".contains(unit), let second = try? TimeText.second(text, now: 0) else {
            throw Failure(.malformed, "\(name) takes a length of time: 90s, 15m, 36h, 2d")
        }
        return Double(second)
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

    /// A sentence that begins with an option, under the name of the place where the value was given.
    private func inPlace(_ sentence: String) throws(Failure) -> String {
        for name in SettingName.allCases where sentence.hasPrefix("--\(name.rawValue) ") {
            guard let source = try layers.value(name)?.source else { return sentence }
            return source.spelling(name) + sentence.dropFirst(name.rawValue.utf8.count + 2)
        }
        return sentence
    }

    /// Every setting with its value and where that comes from; nil for those that no place has. Names of files and variables
    /// are no secrets, and secrets have no setting.
    package func table() throws(Failure) -> [(name: String, value: String?, source: String?)] {
        var rows: [(String, String?, String?)] = []
        for name in SettingName.allCases {
            let found = try layers.value(name)
            rows.append((name.rawValue, found?.value.text, found?.source.word))
        }
        return rows
    }
}
