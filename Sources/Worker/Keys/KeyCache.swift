package import Client
package import Formats
internal import Glibc
package import Groth16
internal import Storage
package import VerifiedCompute

/// The proving keys that a worker proves under: those of the folders that it was given, and else those that services offer,
/// downloaded by digest and kept within a bound.
///
/// Each downloaded key has a folder of its own, `DIGEST` for the verifying key's digest, which is a `KeyStore`. Which was used
/// last, the folder's time tells; the one that was not used for longest goes first, and none that is in use.
package actor KeyCache {
    private let folder: String
    private let gate = Gate()
    private let given: [KeyStore]
    private let byteLimit: UInt64
    /// What the keys of the given folders decide under, by folder and kind; told from the files once.
    private var known: [String: Digest?] = [:]
    /// The key that was opened last: opening one takes a good part of a second.
    private var open: ProvingKeyFile?
    private var inUse: [Digest: Int] = [:]

    /// - Parameters:
    ///   - folder: for downloaded keys; exists.
    ///   - given: folders that are only read.
    ///   - byteLimit: for all proving keys in `folder` together.
    package init(folder: String, given: [String], byteLimit: UInt64) {
        self.folder = folder
        self.given = given.map { KeyStore(folder: $0) }
        self.byteLimit = byteLimit
    }

    /// Whether the key is here.
    package func has(_ digest: Digest, _ kind: CircuitKind) -> Bool {
        own(digest).hasProvingKey(kind) || given.contains { self.digest(in: $0, kind) == digest }
    }

    /// Keeps the key from being removed until `release`.
    package func use(_ digest: Digest) {
        inUse[digest, default: 0] += 1
        utimes(own(digest).folder, nil)
    }

    package func release(_ digest: Digest) {
        inUse[digest, default: 1] -= 1
        if inUse[digest] == 0 { inUse[digest] = nil }
    }

    /// Closes what is open, to give its memory back.
    package func close() { open = nil }

    /// The proving key whose verifying key has this digest, checked; it must be here.
    package func key(_ digest: Digest, _ kind: CircuitKind) throws(KeyStoreError) -> ProvingKeyFile {
        if let open, open.digest == digest, open.kind == kind { return open }
        open = nil
        let store = own(digest).hasProvingKey(kind) ? own(digest) : given.first { self.digest(in: $0, kind) == digest }
        guard let store else { throw .noProvingKey(kind) }
        let key: ProvingKeyFile
        do throws(KeyStoreError) {
            key = try store.provingKey(kind)
            guard key.digest == digest else { throw .altered(path: key.path) }
        } catch {
            // What was downloaded can be downloaded again; the files of others are left as they are.
            if store.folder == own(digest).folder { remove(digest) } else { known[store.folder] = nil }
            throw error
        }
        open = key
        return key
    }

    /// The verifying key with this digest, where it is here.
    package func verifyingKey(_ digest: Digest) -> VerifyingKey? {
        if let open, open.digest == digest { return open.verifyingKey }
        for store in [own(digest)] + given {
            if let key = try? store.verifyingKey(digest) { return key }
        }
        return nil
    }

    private func own(_ digest: Digest) -> KeyStore { KeyStore(folder: "\(folder)/\(digest)") }

    /// The verifying key's digest of the proving key in a given folder; nil where there is none that can be read.
    private func digest(in store: KeyStore, _ kind: CircuitKind) -> Digest? {
        guard store.hasProvingKey(kind) else { return nil }
        if let known = known[store.folder] { return known }
        let key = try? store.provingKey(kind)
        known[store.folder] = .some(key?.digest)
        open = key ?? open
        return key?.digest
    }

    // MARK: Downloading

    /// Brings the key here, where it is not. What arrives is kept when the connection breaks off, and the next call asks for
    /// the rest.
    ///
    /// - Parameters:
    ///   - file: the BLAKE2b-256 of the proving key, as the service says it.
    ///   - noted: is told the share that is here, from 0 to 1.
    package nonisolated func fetch(
        _ digest: Digest, _ kind: CircuitKind, file: Bytes<32>, from client: ServiceClient,
        noted: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws {
        // Two that want the same key must not write one file.
        try await gate.pass { [self] in
            guard await !has(digest, kind) else { return }
            let store = KeyStore(folder: "\(folder)/\(digest)")
            guard mkdir(store.folder, 0o700) == 0 || errno == EEXIST else {
                throw FileError.system(step: "make the folder", path: store.folder, code: errno)
            }
            let path = try await download(digest, to: store.path(of: kind) + ".part", file, client, noted)
            do {
                try await blocking { try store.adopt(path, as: kind, for: digest) }
            } catch {
                unlink(path)
                throw error
            }
        }
    }

    /// Downloads what is lacking of the file at `path`, which is whole and the one that it must be when this returns.
    private nonisolated func download(
        _ digest: Digest, to path: String, _ file: Bytes<32>, _ client: ServiceClient, _ noted: (Double) -> Void
    ) async throws -> String {
        let download = try PartialFile(path: path)
        // Where nothing is left to come, all is here already or it is another file's: the digest tells.
        _ = try await client.provingKey(digest, file: file, from: download.count) { part in
            if part.offset == 0 { try download.restart() }
            let needed = part.total ?? 0
            guard needed <= byteLimit else { throw DownloadError.tooLarge(needed, limit: byteLimit) }
            await makeRoom(for: needed, keeping: digest)
            download.total = part.total
            return true
        } read: { bytes in
            try download.append(bytes)
            guard download.count <= byteLimit else {
                throw DownloadError.tooLarge(download.count, limit: byteLimit)
            }
            if let total = download.total { noted(Double(download.count) / Double(max(1, total))) }
            return true
        }
        if let total = download.total, download.count < total {
            throw DownloadError.brokenOff(download.count, of: total)
        }
        guard try download.finish() == file else {
            unlink(path)
            throw DownloadError.otherFile
        }
        return path
    }

    /// Removes keys until `count` bytes have room, the one that was not used for longest first.
    private func makeRoom(for count: UInt64, keeping digest: Digest) {
        var keys: [(digest: Digest, used: Int, bytes: UInt64)] = []
        for name in FolderNames.all(in: folder) {
            guard let other = Hexadecimal.bytes(of: name).flatMap({ Digest($0) }), other != digest else { continue }
            var status = stat()
            guard stat("\(folder)/\(name)", &status) == 0 else { continue }
            keys.append((other, status.st_mtim.tv_sec, byteCount(of: other)))
        }
        keys.sort { $0.used < $1.used }
        var taken = keys.reduce(count) { $0 + $1.bytes }
        for key in keys where taken > byteLimit && inUse[key.digest] == nil {
            remove(key.digest)
            taken -= key.bytes
        }
    }

    private func byteCount(of digest: Digest) -> UInt64 {
        let folder = own(digest).folder
        return FolderNames.all(in: folder).reduce(0) { sum, name in
            var status = stat()
            return stat("\(folder)/\(name)", &status) == 0 ? sum + UInt64(clamping: status.st_size) : sum
        }
    }

    private func remove(_ digest: Digest) {
        let folder = own(digest).folder
        for name in FolderNames.all(in: folder) { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }
}

/// Why a proving key did not come.
package enum DownloadError: Error, Hashable, Sendable {
    /// In bytes.
    case tooLarge(UInt64, limit: UInt64)
    /// The rest is asked for next time.
    case brokenOff(UInt64, of: UInt64)
    /// What came is not the file with the digest that the service says.
    case otherFile

    package var sentence: String {
        switch self {
        case .tooLarge(let count, let limit):
            "the proving key has \(count) bytes, more than the \(limit) that downloaded keys may take"
        case .brokenOff(let count, let total): "\(count) of \(total) bytes of the proving key are here"
        case .otherFile: "what the service sends is not the proving key that it names"
        }
    }
}
