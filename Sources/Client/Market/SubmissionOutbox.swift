package import Formats
internal import Glibc
package import Journal
package import Sealing
package import Storage

/// The folder of submissions that were begun: one file for each proof, service and signer, on the disk before anything is
/// sent.
package struct SubmissionOutbox: Sendable {
    /// It must exist and be its owner's alone.
    package let folder: String
    /// Folders where submissions of what is over were put. One that is begun again comes back from there, with its salt and what was
    /// signed: nothing is promised twice.
    package let shelves: [String]

    package init(folder: String, shelves: [String] = []) {
        self.folder = folder
        self.shelves = shelves
    }

    /// Why what is kept cannot be used.
    package enum Fault: Error, Equatable {
        case file(FileError)
        /// The file was altered, or is another's.
        case unreadable(path: String)
    }

    package func path(of record: SubmissionRecord) -> String { "\(folder)/\(Self.name(of: record))" }

    private static func name(of record: SubmissionRecord) -> String {
        beginning(record.submission, record.service) + "\(record.party.hex.prefix(16)).submission"
    }

    /// With what the name of a submission begins, whoever signs it.
    private static func beginning(_ submission: Bytes<32>, _ service: Bytes<32>) -> String {
        "\(submission)-\(service.hex.prefix(16))-"
    }

    /// Those of `names`, of files here, that are submissions of a `proof.bin` to the service with this key.
    package static func names(_ names: [String], of proof: [UInt8], to service: Bytes<32>) -> [String] {
        let beginning = Self.beginning(SubmissionRecord.submission(of: proof), service)
        return names.filter { $0.hasPrefix(beginning) && $0.hasSuffix(".submission") }
    }

    /// What was kept of the submission that `fresh` begins; where nothing was, `fresh` itself, which is kept now.
    package func begin(_ fresh: SubmissionRecord) throws(Fault) -> SubmissionRecord {
        try bringBack(Self.name(of: fresh))
        if let kept = try kept(like: fresh) { return kept }
        do throws(FileError) {
            try writeWhole(fresh.json, to: path(of: fresh), mode: 0o600, replacing: false)
            return fresh
        } catch .exists(let path) {
            // Another program began the same submission at the same time: there is one salt.
            guard let kept = try kept(like: fresh) else { throw .unreadable(path: path) }
            return kept
        } catch {
            throw .file(error)
        }
    }

    /// Takes a submission from its shelf, where it is not here: there is one of it at any time.
    private func bringBack(_ name: String) throws(Fault) {
        let path = "\(folder)/\(name)"
        guard access(path, F_OK) != 0 else { return }
        for shelf in shelves {
            if rename("\(shelf)/\(name)", path) == 0 { return }
            guard errno == ENOENT else { throw .file(.system(step: "rename", path: path, code: errno)) }
        }
    }

    /// A submission of the same proof with a new salt, where the commitment of the first has lapsed. What the service
    /// signed about that one is kept with it.
    func beginAgain(_ record: SubmissionRecord, with proof: [UInt8]) throws(Fault) -> SubmissionRecord {
        var fresh = SubmissionRecord(
            of: proof, for: record.task, paying: record.payee, to: record.service, by: record.party)
        fresh.earlier = record.earlier + [record.committed].compactMap { $0 }
        try keep(fresh)
        return fresh
    }

    /// Keeps what became of a submission, on the disk when this returns.
    package func keep(_ record: SubmissionRecord) throws(Fault) {
        do throws(FileError) {
            try writeWhole(record.json, to: path(of: record), mode: 0o600, replacing: true)
        } catch {
            throw .file(error)
        }
    }

    /// Every receipt that is kept here of the service with this key, shelves aside; files that hold none are passed over.
    package func receipts(of service: VerificationKey) -> [Receipt] {
        var receipts: [Receipt] = []
        for path in Self.paths(in: folder) {
            guard let record = (try? record(at: path)) ?? nil,
                record.service.array == service.bytes
            else { continue }
            receipts += record.earlier.compactMap(\.receipt)
            receipts += [record.committed, record.revealed, record.judged, record.settled].compactMap { $0?.receipt }
        }
        return receipts
    }

    /// Whether a submission for a task was begun, of whatever proof; also where a file that is here cannot be read. Looks through
    /// all of them, on the shelves too.
    package func hasAny(for task: Bytes<32>) -> Bool {
        ([folder] + shelves).contains { folder in
            Self.paths(in: folder).contains { path in
                do throws(Fault) {
                    return try record(at: path)?.task == task
                } catch {
                    return true
                }
            }
        }
    }

    private static func paths(in folder: String) -> [String] {
        FolderNames.all(in: folder).filter { $0.hasSuffix(".submission") }.map { "\(folder)/\($0)" }
    }

    /// What was kept of the submission that `expected` would begin, whatever its salt; nil where nothing was.
    package func kept(like expected: SubmissionRecord) throws(Fault) -> SubmissionRecord? {
        let name = Self.name(of: expected)
        for folder in [folder] + shelves {
            let path = "\(folder)/\(name)"
            if let record = try record(at: path) { return try checked(record, at: path, like: expected) }
        }
        return nil
    }

    private func checked(
        _ record: SubmissionRecord, at path: String, like expected: SubmissionRecord
    ) throws(Fault) -> SubmissionRecord {
        guard record.submission == expected.submission, record.service == expected.service,
            record.party == expected.party, record.task == expected.task, record.payee == expected.payee
        else { throw .unreadable(path: path) }
        return record
    }

    /// Nil where there is no such file.
    private func record(at path: String) throws(Fault) -> SubmissionRecord? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .file(.system(step: "read", path: path, code: errno))
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .file(.system(step: "read", path: path, code: errno))
            }
            if count == 0 { break }
            bytes += chunk[..<count]
            guard bytes.count <= SubmissionRecord.maximumByteCount else { throw .unreadable(path: path) }
        }
        guard let record = try? SubmissionRecord(json: bytes) else { throw .unreadable(path: path) }
        return record
    }
}
