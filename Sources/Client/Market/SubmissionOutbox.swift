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

    package init(folder: String) { self.folder = folder }

    /// Why what is kept cannot be used.
    package enum Fault: Error, Equatable {
        case file(FileError)
        /// The file was altered, or is another's.
        case unreadable(path: String)
    }

    package func path(of record: SubmissionRecord) -> String {
        "\(folder)/\(record.submission)-\(record.service.hex.prefix(16))-\(record.party.hex.prefix(16)).submission"
    }

    /// What was kept of the submission that `fresh` begins; where nothing was, `fresh` itself, which is kept now.
    package func begin(_ fresh: SubmissionRecord) throws(Fault) -> SubmissionRecord {
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

    /// Every receipt that is kept here of the service with this key; files that hold none are passed over.
    package func receipts(of service: VerificationKey) -> [Receipt] {
        var receipts: [Receipt] = []
        for name in names {
            guard let record = (try? record(at: "\(folder)/\(name)")) ?? nil,
                record.service.array == service.bytes
            else { continue }
            receipts += record.earlier.compactMap(\.receipt)
            receipts += [record.committed, record.revealed, record.judged, record.settled].compactMap { $0?.receipt }
        }
        return receipts
    }

    /// Whether a submission for a task was begun, of whatever proof; also where a file that is here cannot be read.
    package func hasAny(for task: Bytes<32>) -> Bool {
        names.contains { name in
            do throws(Fault) {
                return try record(at: "\(folder)/\(name)")?.task == task
            } catch {
                return true
            }
        }
    }

    /// Of the files.
    private var names: [String] { FolderNames.all(in: folder).filter { $0.hasSuffix(".submission") } }

    /// What was kept of the submission that `expected` would begin, whatever its salt; nil where nothing was.
    package func kept(like expected: SubmissionRecord) throws(Fault) -> SubmissionRecord? {
        let path = path(of: expected)
        guard let record = try record(at: path) else { return nil }
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
