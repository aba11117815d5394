public import Formats
internal import Groth16
internal import R1CS
internal import Storage

extension KeyStore {
    /// Puts a proving key from elsewhere, such as that of a ceremony, in the place of this kind's, and its verifying key beside it.
    /// Verifying keys that are there already stay, since tasks may name them.
    ///
    /// Checked is that the key is this circuit's, as far as it has the rows (A and B), and that not just anyone can forge under it.
    /// That every contribution was made rightly is for `zksetup verify` to show, who the contributors were for people.
    ///
    /// - Parameters:
    ///   - key: opened with `trust: .none`, so that each of its points was checked.
    ///   - replacing: takes the place of a proving key of this kind that is there already.
    ///   - progress: is told 0 while another program has the folder locked; where it returns false, the waiting stops.
    public func install(
        _ key: Zkey, as kind: CircuitKind, replacing: Bool, progress: (Double) -> Bool = { _ in true }
    ) throws(KeyStoreError) -> ProvingKeyFile {
        let verifyingKey = key.provingKey.verifyingKey
        let reasons = verifyingKey.unsafeReasons
        guard reasons.isEmpty else { throw .unsafe(reasons) }
        guard key.provingKey.hasRows(of: kind.circuit().system) else { throw .otherCircuit(kind) }
        try whileLocked(progress) { () throws(KeyStoreError) in
            let path = provingKeyPath(kind)
            guard replacing || !hasProvingKey(kind) else { throw .write(.exists(path: path)) }
            try add(verifyingKey)
            do throws(FileError) {
                var file = try AtomicFile(path: path, mode: 0o644)
                try file.write(key.file.bytes)
                // Between these two the old key does not have its checksum: whoever opens it meanwhile is told to get it again.
                try writeWhole(
                    Array(Self.checksumLine(key.file, kind).utf8), to: checksumPath(kind), mode: 0o644, replacing: true)
                try file.commit(replacing: true)
            } catch {
                throw .write(error)
            }
        }
        return try provingKey(kind)
    }
}
