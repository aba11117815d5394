package import Formats
internal import Glibc
package import Groth16
internal import Storage
package import VerifiedCompute

/// The proving keys that a worker proves under: those of the folders that it was given, and else those that services offer,
/// downloaded by digest and kept within a bound.
///
/// A key under which a proof was made that does not hold is taken away (`reject`) and downloaded again; a file that does so
/// `rejectionLimit` times is not taken any more, whoever offers it.
///
/// Each downloaded key has a folder of its own, `DIGEST` for the verifying key's digest, which is a `KeyStore`; `service` in it says
/// where the key came from. Which was used
/// last, the folder's time tells; the one that was not used for longest goes first, and none that is in use.
package actor KeyCache {
    /// How slow a download may be: fewer bytes a second over so many seconds end it, and so does a time for all of it. What
    /// has come by then stays.
    package struct Pace: Sendable {
        package var bytesPerSecond: Double
        package var seconds: Double
        /// The most that one attempt takes.
        package var longest: Double

        package init(bytesPerSecond: Double = 10_000, over seconds: Double = 60, atMost longest: Double = 600) {
            precondition(seconds > 0 && longest > 0)
            self.bytesPerSecond = bytesPerSecond
            self.seconds = seconds
            self.longest = longest
        }
    }

    /// How often the same file is downloaded whose proofs do not hold: the disk may have altered it the first time.
    package static let rejectionLimit = 2

    let folder: String
    private let given: [KeyStore]
    let byteLimit: UInt64
    let pace: Pace
    /// Whether memory is scarce: circuits are written down only for proofs then.
    private let isLean: Bool
    /// What the keys of the given folders decide under, by folder and kind; told from the files once.
    private var known: [String: Digest?] = [:]
    /// The key that was opened last: opening one takes a good part of a second.
    private var open: ProvingKeyFile?
    var inUse: [Digest: Int] = [:]
    /// The keys that are being downloaded, each with the bytes that have room.
    var downloads: [Digest: UInt64] = [:]
    /// How often proofs under a file, by its BLAKE2b-256, did not hold.
    private var rejections: [Bytes<32>: Int] = [:]

    /// - Parameters:
    ///   - folder: for downloaded keys; exists.
    ///   - given: folders that are only read.
    ///   - byteLimit: for all proving keys in `folder` together, those included that are on their way.
    ///   - isLean: whether memory is scarce.
    package init(
        folder: String, given: [String], byteLimit: UInt64, pace: Pace = Pace(), isLean: Bool = false
    ) {
        self.isLean = isLean
        self.folder = folder
        self.given = given.map { KeyStore(folder: $0) }
        self.byteLimit = byteLimit
        self.pace = pace
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

    /// Closes what is open, to give its memory back; what a proof is being made under stays until that is made.
    package func close() { open = nil }

    /// Lets go of what can be had again in a moment: the circuit of the key that is open.
    package func giveBack() { open?.releaseCircuit() }

    /// The proving key whose verifying key has this digest, checked; it must be here.
    package func key(_ digest: Digest, _ kind: CircuitKind) throws(KeyStoreError) -> ProvingKeyFile {
        if let open, open.digest == digest, open.kind == kind { return open }
        open = nil
        let store = own(digest).hasProvingKey(kind) ? own(digest) : given.first { self.digest(in: $0, kind) == digest }
        guard let store else { throw .noProvingKey(kind) }
        let key: ProvingKeyFile
        do throws(KeyStoreError) {
            key = try store.provingKey(kind, isLean: isLean)
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

    /// Takes the key away under which a proof was made that does not hold: what was downloaded is removed, and a key of a given
    /// folder is not looked at any more. Returns the service that it came from, if any.
    @discardableResult
    package func reject(_ digest: Digest, _ kind: CircuitKind) -> String? {
        let origin = origin(digest)
        if open?.digest == digest { open = nil }
        let store = own(digest)
        if store.hasProvingKey(kind) {
            if let file = store.fileDigest(kind) { rejections[file, default: 0] += 1 }
            remove(digest)
        } else {
            for store in given where self.digest(in: store, kind) == digest { known[store.folder] = .some(nil) }
            open = nil
        }
        return origin
    }

    /// The service that a downloaded key came from, as it was written down beside it; nil for any other key.
    package func origin(_ digest: Digest) -> String? {
        (try? MappedFile(path: originPath(digest))).map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    nonisolated func originPath(_ digest: Digest) -> String { "\(own(digest).folder)/service" }

    /// Whether proofs under a file, by its BLAKE2b-256, failed so often that it is not downloaded any more.
    package func isRejected(_ file: Bytes<32>) -> Bool { rejections[file, default: 0] >= Self.rejectionLimit }

    func remove(_ digest: Digest) {
        let folder = own(digest).folder
        for name in FolderNames.all(in: folder) { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }

    nonisolated func own(_ digest: Digest) -> KeyStore { KeyStore(folder: "\(folder)/\(digest)") }

    /// The verifying key's digest of the proving key in a given folder; nil where there is none that can be read.
    private func digest(in store: KeyStore, _ kind: CircuitKind) -> Digest? {
        guard store.hasProvingKey(kind) else { return nil }
        if let known = known[store.folder] { return known }
        if isLean {
            let digest = try? store.provingKeyDigest(kind)
            known[store.folder] = .some(digest)
            return digest
        }
        let key = try? store.provingKey(kind)
        known[store.folder] = .some(key?.digest)
        open = key ?? open
        return key?.digest
    }
}

extension KeyStore {
    /// The BLAKE2b-256 of the proving key of this kind, as it was written down beside it; nil where none was.
    fileprivate func fileDigest(_ kind: CircuitKind) -> Bytes<32>? {
        guard let line = try? MappedFile(path: path(of: kind) + ".b2sum"), line.bytes.count >= 64 else { return nil }
        return Hexadecimal.bytes(of: String(decoding: line.bytes.prefix(64), as: UTF8.self)).flatMap { Bytes($0) }
    }
}
