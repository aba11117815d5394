public import Escrow
public import Journal
internal import Foundation
internal import GRDB
internal import Storage

extension Books {
    /// Copies the books as they stand to a new file, while others go on with them (SQLite's online backup).
    ///
    /// The file appears whole or not at all and is never replaced. It holds withheld proofs: keep it as secret as the
    /// books themselves.
    ///
    /// - Returns: the service's signature over the log in the copy, to compare with after it was restored.
    public func backup(to path: String, at now: Moment) async throws(BooksError) -> SignedCheckpoint {
        let partial = path + ".partial-" + UUID().uuidString
        defer { Self.remove(partial) }
        let pool = pool
        let checkpoint = try await Self.offCooperativeThreads {
            try Self.copy(pool, to: partial, at: now)
        }
        do throws(FileError) {
            try Self.publish(partial, as: path)
        } catch {
            switch error {
            case .exists(let path): throw .exists(path: path)
            case .system(let step, let path, let code): throw .file(step: step, path: path, code: code)
            }
        }
        return signed(checkpoint)
    }

    /// Copies everything to a new database in one file, without a write-ahead log beside it.
    private static func copy(_ pool: DatabasePool, to path: String, at now: Moment) throws -> Checkpoint {
        let copy = try DatabaseQueue(path: path)
        try pool.backup(to: copy)
        let checkpoint = try copy.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = DELETE")
            return try LogTable(database: database).end().checkpoint(at: now)
        }
        try copy.close()
        return checkpoint
    }

    /// Brings a finished file to the disk under its name, where there is none.
    private static func publish(_ partial: String, as path: String) throws(FileError) {
        guard let source = FileHandle(forReadingAtPath: partial) else {
            throw .system(step: "open", path: partial, code: errno)
        }
        var file = try AtomicFile(path: path, mode: 0o600)
        while true {
            let chunk: Data?
            do { chunk = try source.read(upToCount: 1 << 20) } catch {
                throw .system(step: "read", path: partial, code: EIO)
            }
            guard let chunk, !chunk.isEmpty else { break }
            try file.write([UInt8](chunk))
        }
        try file.commit(replacing: false)
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    }
}
