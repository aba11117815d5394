internal import Storage
internal import Formats
internal import Glibc
internal import Groth16
internal import R1CS
internal import Sealing

extension KeyStore {
    /// The proving key of this kind; a development key is made where there is none.
    ///
    /// Development: made here and now by one party, who could forge. Made under a lock, and put in place whole: of two who
    /// make a key at once the second takes the first one's, and what a crash leaves behind is removed by the next.
    ///
    /// - Parameter progress: is told the share that is done, from 0 to 1; where it returns false, the making stops.
    public func developmentKey(
        _ kind: CircuitKind, progress: @Sendable (Double) -> Bool = { _ in true }
    ) throws(KeyStoreError) -> ProvingKeyFile {
        if hasProvingKey(kind) { return try provingKey(kind) }
        try whileLocked(progress) { () throws(KeyStoreError) in
            if !hasProvingKey(kind) { try makeKey(kind, progress) }
        }
        return try provingKey(kind)
    }

    /// Runs `body` while nobody else puts a proving key into the folder, which is made where it is not there. Waits for whoever
    /// does, for as long as `progress`, which is told 0, returns true.
    func whileLocked(
        _ progress: (Double) -> Bool, _ body: () throws(KeyStoreError) -> Void
    ) throws(KeyStoreError) {
        try makeFolder()
        let lock = open("\(folder)/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw .write(.system(step: "lock", path: folder, code: errno)) }
        defer { close(lock) }
        while flock(lock, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw .write(.system(step: "lock", path: folder, code: errno))
            }
            guard progress(0) else { throw .interrupted }
            usleep(100_000)
        }
        try body()
    }

    private func makeKey(_ kind: CircuitKind, _ progress: (Double) -> Bool) throws(KeyStoreError) {
        removeLeftovers(kind)
        let path = provingKeyPath(kind)
        let half = path + ".making"
        do {
            let writer = try ZkeyWriter(path: half)
            var generator = SystemRandomNumberGenerator()
            let key = try Setup.makeKeys(for: kind.circuit().system, into: writer, using: &generator) { share in
                guard progress(share) else { throw KeyStoreError.interrupted }
            }
            try writer.commit()
            try add(key)
            let line = Self.checksumLine(try MappedFile(path: half), kind)
            try writeWhole(Array(line.utf8), to: checksumPath(kind), mode: 0o644, replacing: true)
            guard rename(half, path) == 0 else { throw FileError.system(step: "rename", path: path, code: errno) }
        } catch let error as KeyStoreError {
            throw error
        } catch let error as FileFormatError {
            throw .file(path: path, error)
        } catch let error as FileError {
            throw .write(error)
        } catch {
            preconditionFailure("the circuits of this build are small enough for a setup: \(error)")
        }
    }

    /// What an interrupted making of this key left: anything that has its name and more, but for the checksum.
    private func removeLeftovers(_ kind: CircuitKind) {
        for name in FolderNames.all(in: folder) where name.contains("\(kind.circuitID).zkey.making") {
            unlink("\(folder)/\(name)")
        }
    }
}
