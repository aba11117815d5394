public import Formats
internal import Glibc
internal import Groth16
internal import R1CS
internal import Storage

extension KeyStore {
    /// Where the proving key of this kind stands, and beside it whatever a download leaves until it is whole.
    public func path(of kind: CircuitKind) -> String { provingKeyPath(kind) }

    /// Takes the file at `path`, in the store's folder, as the proving key of this kind. Every point of it is checked to the
    /// end, which takes seconds: it may come from anybody.
    ///
    /// Throws, and leaves the file as it is, where it is no proving key of this circuit or its verifying key is not the one
    /// with this digest (`altered`).
    public func adopt(_ path: String, as kind: CircuitKind, for digest: Digest) throws(KeyStoreError) {
        let file = try Self.map(path)
        let zkey: Zkey
        do throws(FileFormatError) {
            zkey = try Zkey(file, trust: .none)
        } catch {
            throw .file(path: path, error)
        }
        let key = try ProvingKeyFile(zkey, kind: kind, path: path)
        guard key.digest == digest, zkey.provingKey.header.variableCount == kind.variableCount else {
            throw .altered(path: path)
        }
        try add(key.verifyingKey)
        do throws(FileError) {
            try writeWhole(
                Array(Self.checksumLine(file, kind).utf8), to: checksumPath(kind), mode: 0o644, replacing: true)
        } catch {
            throw .write(error)
        }
        guard rename(path, provingKeyPath(kind)) == 0 else {
            throw .write(.system(step: "rename", path: path, code: errno))
        }
    }
}
