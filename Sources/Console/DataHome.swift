public import FoundationEssentials
internal import Glibc

/// Where programs keep what outlives them: proving keys, the worker's key, its outbox.
public struct DataHome: Equatable, Sendable {
    /// `$XDG_DATA_HOME/verifiedcompute`, or `$HOME/.local/share/verifiedcompute` where that variable is not set or not
    /// absolute (XDG Base Directory Specification, version 0.8). Without either, the user's home as the system knows it.
    public let folder: URL
    /// Proving and verifying keys: `keys` in the folder, or what `--keys` names.
    public let keys: URL

    /// - Parameter keys: the value of `--keys`.
    public init(keys: String? = nil) {
        self.init(
            keys: keys, environment: ProcessInfo.processInfo.environment,
            home: FileManager.default.homeDirectoryForCurrentUser)
    }

    package init(keys: String?, environment: [String: String], home: URL) {
        let base =
            environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? URL(filePath: $0) : nil }
            ?? (environment["HOME"].flatMap { $0.hasPrefix("/") ? URL(filePath: $0) : nil } ?? home)
            .appending(path: ".local/share")
        folder = base.appending(path: "verifiedcompute")
        self.keys = keys.map { URL(filePath: $0) } ?? folder.appending(path: "keys")
    }

    /// Solutions that are found and not yet proven.
    public var outbox: URL { folder.appending(path: "outbox") }

    /// What services signed to this user.
    public var receipts: URL { folder.appending(path: "receipts") }

    /// The key that the worker signs with.
    public var workerKey: URL { folder.appending(path: "worker.key") }

    /// Makes the folder, and `subfolder` (such as `outbox`), for this user alone (mode 0700). What is there stays as it is.
    public func make(_ subfolder: URL? = nil) throws(Failure) {
        for url in [folder, subfolder].compactMap({ $0 }) {
            do {
                try FileManager.default.createDirectory(
                    at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                let doing = "make the folder \(url.path.harmless)"
                throw Failure(systemError: error, doing: doing) ?? Failure(doing: doing, errno: EIO)
            }
        }
    }
}
