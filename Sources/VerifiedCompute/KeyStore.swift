public import Storage
public import Formats
public import Groth16
internal import Sealing
internal import Glibc

/// A folder of proving and verifying keys.
///
///     CIRCUIT.zkey            a proving key, in snarkjs' format, named by its circuit's id
///     CIRCUIT.zkey.b2sum      its BLAKE2b-256, as `b2sum -l 256` writes it; checked when the key is opened
///     DIGEST.vk.json          a verifying key, in snarkjs' format, named by its digest
public struct KeyStore: Sendable {
    public let folder: String

    public init(folder: String) { self.folder = folder }

    /// The digests of the verifying keys that this build vouches for: those of ceremonies. There are none yet.
    public static let pinnedDigests: Set<Digest> = []

    func provingKeyPath(_ kind: CircuitKind) -> String { "\(folder)/\(kind.circuitID).zkey" }
    func checksumPath(_ kind: CircuitKind) -> String { provingKeyPath(kind) + ".b2sum" }
    func verifyingKeyPath(_ digest: Digest) -> String { "\(folder)/\(digest).vk.json" }

    /// Whether there is a proving key of this kind.
    public func hasProvingKey(_ kind: CircuitKind) -> Bool { access(provingKeyPath(kind), F_OK) == 0 }

    /// The verifying key with this digest, with its digest computed again.
    public func verifyingKey(_ digest: Digest) throws(KeyStoreError) -> VerifyingKey {
        let path = verifyingKeyPath(digest)
        guard access(path, F_OK) == 0 else { throw .noVerifyingKey(digest) }
        let key = try Self.verifyingKey(path: path)
        guard key.digest == digest else { throw .altered(path: path) }
        return key
    }

    /// A verifying key from any file in snarkjs' format.
    public static func verifyingKey(path: String) throws(KeyStoreError) -> VerifyingKey {
        let file = try map(path)
        do throws(SnarkjsJSONError) {
            return try SnarkjsJSON.verifyingKey(file.bytes)
        } catch {
            throw .notAVerifyingKey(path: path, error)
        }
    }

    static func map(_ path: String) throws(KeyStoreError) -> MappedFile {
        do throws(FileFormatError) {
            return try MappedFile(path: path)
        } catch {
            throw .file(path: path, error)
        }
    }

    /// Adds a verifying key; one that is there already stays.
    @discardableResult
    public func add(_ key: VerifyingKey) throws(KeyStoreError) -> Digest {
        let digest = key.digest
        try makeFolder()
        let path = verifyingKeyPath(digest)
        do throws(FileError) {
            try writeWhole(Array(SnarkjsJSON.text(key).utf8), to: path, mode: 0o644, replacing: true)
        } catch {
            throw .write(error)
        }
        return digest
    }

    /// The proving key of this kind, its digest checked.
    ///
    /// - Parameter isLean: leave its circuit for when it is first asked for.
    public func provingKey(_ kind: CircuitKind, isLean: Bool = false) throws(KeyStoreError) -> ProvingKeyFile {
        let key = try ProvingKeyFile(try zkey(kind), kind: kind, path: provingKeyPath(kind))
        if !isLean { _ = key.circuit }
        return key
    }

    /// The digest of the verifying key of the proving key of this kind, whose own digest is checked.
    package func provingKeyDigest(_ kind: CircuitKind) throws(KeyStoreError) -> Digest {
        try zkey(kind).provingKey.verifyingKey.digest
    }

    private func zkey(_ kind: CircuitKind) throws(KeyStoreError) -> Zkey {
        let path = provingKeyPath(kind)
        guard hasProvingKey(kind) else { throw .noProvingKey(kind) }
        let file = try Self.map(path)
        let checksum = try Self.map(checksumPath(kind))
        guard String(decoding: checksum.bytes, as: UTF8.self) == Self.checksumLine(file, kind) else {
            throw .altered(path: path)
        }
        do throws(FileFormatError) {
            return try Zkey(file, trust: .digest)
        } catch {
            throw .file(path: path, error)
        }
    }

    /// The line that `b2sum -l 256 CIRCUIT.zkey` prints in the folder.
    static func checksumLine(_ file: MappedFile, _ kind: CircuitKind) -> String {
        var hash = BLAKE2b()
        hash.update(file.bytes)
        return Hexadecimal.text(of: hash.finish()) + "  \(kind.circuitID).zkey\n"
    }

    func makeFolder() throws(KeyStoreError) {
        var path = folder.hasPrefix("/") ? "" : "."
        for part in folder.split(separator: "/") {
            path += "/" + part
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw .write(.system(step: "make the folder", path: path, code: errno))
            }
        }
    }
}

/// Why a key store does not give or take a key.
public enum KeyStoreError: Error, Equatable, Sendable {
    case noProvingKey(CircuitKind)
    case noVerifyingKey(Digest)
    /// The file is not the one that was put there.
    case altered(path: String)
    case file(path: String, FileFormatError)
    case notAVerifyingKey(path: String, SnarkjsJSONError)
    case write(FileError)
    /// The proving key's deltas are not as a key's must be: proofs under it could give the solution away.
    case hostile(path: String)
    /// Who watched the making of a key stopped it. Nothing is left behind.
    case interrupted
    /// The key is of another circuit than that of the kind.
    case otherCircuit(CircuitKind)
    /// Anyone can forge under the key, for these reasons.
    case unsafe([UnsafeKeyReason])
}
