public import Formats
public import Ledger
public import Sealing
public import Storage
public import VerifiedCompute
internal import Glibc

/// The folder that holds all of a market:
///
///     service.key     the service's identity (0600): it signs receipts and checkpoints
///     market.sqlite   the books, with SQLite's -wal and -shm beside it
///     policy.json     what the operator decides
///     keys/           verifying keys by digest, proving keys by circuit
public struct MarketFolder: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    public var keyFile: String { path + "/service.key" }
    public var database: String { path + "/market.sqlite" }
    public var policyFile: String { path + "/policy.json" }
    public var keys: KeyStore { KeyStore(folder: path + "/keys") }

    /// Makes a market. Nothing that is there is replaced: throws where any of its files exists.
    ///
    /// - Returns: the service's Ed25519 key.
    public func create(_ policy: ServicePolicy) throws(MarketFolderError) -> VerificationKey {
        for file in [keyFile, database, policyFile] where access(file, F_OK) == 0 { throw .exists(path: file) }
        for folder in [path, keys.folder] {
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
                throw .file(.system(step: "make the folder", path: folder, code: errno))
            }
        }
        let identity = Identity.generate()
        let key = identity.verificationKey
        do throws(FileError) {
            try writeWhole(Array(policy.json.utf8), to: policyFile, mode: 0o600, replacing: false)
            try KeyFile(identity).write(to: keyFile)
        } catch {
            throw .file(error)
        }
        _ = try books()
        // SQLite gives the files beside the database its permissions.
        try makePrivate()
        return key
    }

    public func policy() throws(MarketFolderError) -> ServicePolicy {
        guard access(policyFile, F_OK) == 0 else { throw .noMarket(path: path) }
        guard let file = try? MappedFile(path: policyFile) else { throw .unreadable(path: policyFile) }
        do throws(JSONError) {
            return try ServicePolicy(json: Array(file.bytes))
        } catch {
            throw .policy(path: policyFile, error)
        }
    }

    /// Takes from everybody but the owner what a restored copy of the books may allow them: the books hold proofs that
    /// are not published.
    ///
    /// - Returns: the files that others could read or write until now.
    @discardableResult
    public func makePrivate() throws(MarketFolderError) -> [String] {
        var found: [String] = []
        for path in [database, database + "-wal", database + "-shm"] {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { continue }
            guard chmod(path, 0o600) == 0 else {
                throw .file(.system(step: "take from others the right to read", path: path, code: errno))
            }
            found.append(path)
        }
        return found
    }

    /// Opens the books, for nobody but their owner to read. Several processes may have them open at once.
    public func books() throws(MarketFolderError) -> Books {
        guard access(keyFile, F_OK) == 0 else { throw .noMarket(path: path) }
        try makePrivate()
        let identity = try identity()
        do throws(BooksError) {
            return try Books(path: database, identity: identity)
        } catch {
            throw .books(path: database, error)
        }
    }

    private func identity() throws(MarketFolderError) -> Identity {
        do throws(KeyFileError) {
            return try KeyFile(path: keyFile).identity()
        } catch {
            throw .keyFile(path: keyFile, error)
        }
    }
}

/// Why a market cannot be made or opened.
public enum MarketFolderError: Error, Equatable, Sendable {
    /// There is a file of a market already.
    case exists(path: String)
    /// There is no market in the folder.
    case noMarket(path: String)
    case file(FileError)
    case unreadable(path: String)
    case policy(path: String, JSONError)
    case keyFile(path: String, KeyFileError)
    case books(path: String, BooksError)
    case key(KeyStoreError)
    /// Anyone can forge proofs under the verifying keys of the first list; those of the second are not in the folder of keys,
    /// and the policy pins them or tasks that have not ended name them.
    case unusableKeys(unsafe: [Digest], missing: [Digest])
}
