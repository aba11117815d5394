package import Formats
internal import Glibc
package import Storage

/// A worker's own folder, which one process has at a time:
///
///     lock           held as long as the worker runs
///     outbox/        what must not be lost (`ClaimStore`)
///     jobs.sqlite    what it did, for people (`History`)
///     keys/          proving keys that were downloaded (`KeyCache`)
///
/// All of it is for its owner alone.
package final class Workspace: Sendable {
    package let folder: String
    package let claims: ClaimStore
    private let locks: [ProcessLock]

    /// Why there is no workspace.
    package enum Failure: Error, Equatable, Sendable {
        /// Another process works in the folder.
        case inUse(folder: String, process: Int32?)
        /// Another process works with the same key, perhaps in another folder and from a copy of the key file.
        case keyInUse(key: Bytes<32>, process: Int32?)
        /// Others may read or write the folder.
        case permissions(folder: String)
        case file(FileError)
    }

    /// Takes the folder, and the worker's key, for this process. Both are given back when the workspace goes.
    ///
    /// - Parameters:
    ///   - folder: made where it is missing, with those above it, mode 0700.
    ///   - home: the folder that the user's programs share: keys that are in use have their locks in `workers` there.
    ///   - key: the worker's Ed25519 key.
    ///   - keyFile: the file that it comes from, which is locked itself: whoever has another home has the same file.
    package init(folder: String, home: String, key: Bytes<32>, keyFile: String? = nil) throws(Failure) {
        try Self.makePrivate(folder)
        let own = try Self.lock("\(folder)/lock") { .inUse(folder: folder, process: $0) }
        try Self.make("\(home)/workers")
        let shared = try Self.lock("\(home)/workers/\(key).lock") { .keyInUse(key: key, process: $0) }
        let file = try keyFile.flatMap { (path) throws(Failure) in try Self.lock(keyFile: path, of: key) }
        for part in ["outbox", "keys"] { try Self.makePrivate("\(folder)/\(part)") }
        self.folder = folder
        locks = [own, shared] + (file.map { [$0] } ?? [])
        claims = ClaimStore(folder: "\(folder)/outbox")
    }

    package static func historyPath(_ folder: String) -> String { "\(folder)/jobs.sqlite" }

    package var historyPath: String { Self.historyPath(folder) }
    package var keys: String { "\(folder)/keys" }

    private static func lock(_ path: String, _ held: (Int32?) -> Failure) throws(Failure) -> ProcessLock {
        do throws(ProcessLock.Failure) {
            return try ProcessLock(path: path)
        } catch {
            switch error {
            case .held(let process): throw held(process)
            case .file(let error): throw .file(error)
            }
        }
    }

    private static func lock(keyFile path: String, of key: Bytes<32>) throws(Failure) -> ProcessLock? {
        do throws(ProcessLock.Failure) {
            return try ProcessLock(of: path)
        } catch {
            switch error {
            case .held: throw .keyInUse(key: key, process: nil)
            case .file(let error): throw .file(error)
            }
        }
    }

    private static func makePrivate(_ folder: String) throws(Failure) {
        try make(folder)
        var status = stat()
        guard stat(folder, &status) == 0 else {
            throw .file(.system(step: "open folder", path: folder, code: errno))
        }
        guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else { throw .permissions(folder: folder) }
    }

    /// Makes a folder, with those above it, for its owner alone; what is there stays as it is.
    static func make(_ folder: String) throws(Failure) {
        var path = folder.hasPrefix("/") ? "" : "."
        for part in folder.split(separator: "/") {
            path += "/" + part
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw .file(.system(step: "make the folder", path: path, code: errno))
            }
        }
    }
}

extension Workspace.Failure {
    /// One sentence for people, and what to do; nil for a plain error of a file.
    package var sentence: String? {
        func number(_ process: Int32?) -> String { process.map { " (process \($0))" } ?? "" }
        return switch self {
        case .inUse(let folder, let process):
            "another worker\(number(process)) works in \(folder): stop it first, or give this one another --workspace"
        case .keyInUse(let key, let process):
            "another worker\(number(process)) on this machine works with the key \(key): one key works in one place, so stop that one or make this one a key of its own (zktask keygen)"
        case .permissions(let folder):
            "\(folder) can be read or written by others: chmod 700 it, or give --workspace a folder of the worker's own"
        case .file: nil
        }
    }
}
