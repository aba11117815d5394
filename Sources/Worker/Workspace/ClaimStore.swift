package import Client
package import Formats
internal import Glibc
package import Storage
package import VerifiedCompute

/// The outbox of a worker: all that must not be lost, on the disk before anything is done with it.
///
///     DIGEST.claim        the task, and who pays for it; before the search
///     DIGEST.solution     what was found and is not yet proven: a secret
///     DIGEST.proof        the proof.bin, before anything of it is sent; always sent as it stands here
///     *.submission        what was promised to a service and what it signed (`SubmissionOutbox`)
///     settled/, kept/     claims and proofs of what is over: paid, or not
///     ballast             bytes that give way when the disk is full, so that what was found has room
///
/// Every file is 0600 and written whole. A task is over when its claim is gone.
package struct ClaimStore: Sendable {
    package let folder: String

    /// The bytes of the ballast: more than a solution, a claim, a proof and its submission together.
    private static let ballastByteCount = 1 << 20

    init(folder: String) { self.folder = folder }

    package var solutions: Outbox { Outbox(folder: folder) }
    package var submissions: SubmissionOutbox { SubmissionOutbox(folder: folder) }

    private func path(_ task: Digest, _ what: String) -> String { "\(folder)/\(task).\(what)" }

    /// Keeps a claim, on the disk when this returns.
    package func keep(_ claim: Claim) throws(FileError) {
        try writeWhole(claim.json, to: path(claim.task.digest, "claim"), mode: 0o600, replacing: true)
    }

    /// Keeps a proof, on the disk when this returns. The first one stays: a solution is never sealed twice for others to see.
    package func keep(_ proof: ProofFile, of task: Digest) throws(FileError) {
        do throws(FileError) {
            try writeWhole(proof.bytes, to: path(task, "proof"), mode: 0o600, replacing: false)
        } catch .exists {
            // An earlier run kept it, and was stopped before it could say so.
        }
    }

    /// The proof that is kept for a task; nil where there is none.
    package func proof(of task: Digest) throws(FileError) -> [UInt8]? {
        try Self.read(path(task, "proof"), limit: ProofFile.maximumByteCount)
    }

    /// Everything that is not over, in the order in which it was chosen, and the names of claims that cannot be read.
    package func claims() -> (claims: [Claim], unreadable: [String]) {
        var (claims, unreadable): ([Claim], [String]) = ([], [])
        for name in FolderNames.all(in: folder) where name.hasSuffix(".claim") && !name.hasPrefix(".") {
            if let bytes = (try? Self.read("\(folder)/\(name)", limit: Claim.maximumByteCount)) ?? nil,
                let claim = try? Claim(json: bytes), name == "\(claim.task.digest).claim"
            {
                claims.append(claim)
            } else {
                unreadable.append(name)
            }
        }
        return (claims.sorted { $0.chosenAt < $1.chosenAt }, unreadable.sorted())
    }

    /// Ends a task: its claim goes, last of all. A solution goes only where the task was settled by its proof; any other is put on
    /// the shelf of what was not paid, for whoever looks into it.
    ///
    /// - Parameter shelf: where its proof is put; nil where there is none worth keeping.
    package func end(_ task: PostedTask, shelf: Shelf?) throws(FileError) {
        let digest = task.digest
        if shelf == .settled {
            solutions.forget(task)
        } else if access(path(digest, "solution"), F_OK) == 0 {
            try putAside(digest, "solution", on: .kept)
        }
        if let shelf {
            try putAside(digest, "proof", on: shelf)
        } else {
            unlink(path(digest, "proof"))
        }
        guard unlink(path(digest, "claim")) == 0 || errno == ENOENT else {
            throw .system(step: "remove", path: path(digest, "claim"), code: errno)
        }
        for what in ["claim", "proof"] { AtomicFile.removeLeftovers(of: path(digest, what)) }
    }

    private func putAside(_ digest: Digest, _ what: String, on shelf: Shelf) throws(FileError) {
        let shelf = "\(folder)/\(shelf.rawValue)"
        guard mkdir(shelf, 0o700) == 0 || errno == EEXIST else {
            throw .system(step: "make the folder", path: shelf, code: errno)
        }
        guard rename(path(digest, what), "\(shelf)/\(digest).\(what)") == 0 || errno == ENOENT else {
            throw .system(step: "rename", path: path(digest, what), code: errno)
        }
    }

    /// Where proofs of what is over are put.
    package enum Shelf: String, Sendable {
        case settled
        /// Not paid: whoever disputes that needs them.
        case kept
    }

    // MARK: A full disk

    /// Puts the ballast in place, where it is not. Throws where there is no room for it: then nothing new should be begun.
    package func layBallast() throws(FileError) {
        let path = "\(folder)/ballast"
        var status = stat()
        if stat(path, &status) == 0, status.st_size == Self.ballastByteCount { return }
        // Not zeros: some file systems keep no room for those.
        try writeWhole(
            [UInt8](repeating: 0x5a, count: Self.ballastByteCount), to: path, mode: 0o600, replacing: true)
    }

    /// Gives the ballast's room to whatever is written next.
    package func dropBallast() { unlink("\(folder)/ballast") }

    /// Whether an error says that there is no room.
    package static func isFull(_ error: FileError) -> Bool {
        guard case .system(_, _, let code) = error else { return false }
        return code == ENOSPC || code == EDQUOT
    }

    // MARK: Files

    /// Nil where there is no such file.
    private static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system(step: "read", path: path, code: errno)
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count < bytes.count {
            let next = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress! + count, $0.count - count)
            }
            if next < 0 && errno == EINTR { continue }
            guard next >= 0 else { throw .system(step: "read", path: path, code: errno) }
            if next == 0 { break }
            count += next
        }
        guard count <= limit else { throw .system(step: "read", path: path, code: EFBIG) }
        return Array(bytes[..<count])
    }
}
