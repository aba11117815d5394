package import Client
package import Formats
internal import Glibc
internal import Sealing
package import Storage
package import VerifiedCompute

/// The outbox of a worker: all that must not be lost, on the disk before anything is done with it.
///
///     DIGEST-*.claim      the task, and who pays for it, one for each service; before the search
///     DIGEST.solution     what was found and is not yet paid for: a secret
///     DIGEST.proof        the proof.bin, before anything of it is sent; always sent as it stands here
///     *.submission        what was promised to a service and what it signed (`SubmissionOutbox`)
///     settled/, kept/     proofs and submissions of what is over: paid, or not
///     ballast             bytes that give way when the disk is full, so that what was found has room
///
/// Every file is 0600 and written whole. A job is over when its claim is gone. What was found is one for all services that offer
/// the task: it is put away with the last claim.
package struct ClaimStore: Sendable {
    package let folder: String

    /// The bytes of the ballast: more than a solution, a claim, a proof and its submission together.
    private static let ballastByteCount = 1 << 20

    init(folder: String) { self.folder = folder }

    package var solutions: Outbox { Outbox(folder: folder) }
    private var keptSolutions: Outbox { Outbox(folder: path(.kept)) }
    package var submissions: SubmissionOutbox {
        SubmissionOutbox(folder: folder, shelves: [Shelf.settled, .kept].map { path($0) })
    }

    private func path(_ task: Digest, _ what: String) -> String { "\(folder)/\(task).\(what)" }
    private func path(_ shelf: Shelf) -> String { "\(folder)/\(shelf.rawValue)" }

    /// Of a claim: the service is told by a hash of its address.
    private static func fileName(_ name: JobName) -> String {
        "\(name.task)-\(Hexadecimal.text(of: BLAKE2b.hash(Array(name.service.utf8))).prefix(16)).claim"
    }

    /// Keeps a claim, on the disk when this returns.
    package func keep(_ claim: Claim) throws(FileError) {
        try writeWhole(claim.json, to: "\(folder)/\(Self.fileName(claim.name))", mode: 0o600, replacing: true)
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

    /// Puts a proof aside that does not hold, as `DIGEST.damaged`, so that the task is proven again. False where that is not to
    /// be: nothing is here to prove, something was promised with the proof that was, or the second one is damaged too.
    ///
    /// - Parameter bytes: the proof as it was read; nil where there was none. True where there is another by now.
    package func putAside(damaged bytes: [UInt8]?, of task: PostedTask) throws(FileError) -> Bool {
        guard try proof(of: task.digest) == bytes else { return true }
        guard !submissions.hasAny(for: task.digest), try solutions.solution(of: task) != nil else { return false }
        guard bytes != nil else { return true }
        let (old, new) = (path(task.digest, "proof"), path(task.digest, "damaged"))
        guard access(new, F_OK) != 0 else { return false }
        guard rename(old, new) == 0 else { throw .system(step: "rename", path: old, code: errno) }
        return true
    }

    /// Whether a solution or a proof of the task is here, so that nobody need search. Takes what an earlier job, or one with
    /// another service, put on a shelf: the same proof is sent there too.
    package func hasFound(_ task: PostedTask) throws(FileError) -> Bool {
        if try proof(of: task.digest) != nil { return true }
        if try solutions.solution(of: task) != nil { return true }
        for shelf in [Shelf.settled, .kept] {
            guard let bytes = try Self.read("\(path(shelf))/\(task.digest).proof", limit: ProofFile.maximumByteCount),
                let file = try? ProofFile(bytes: bytes), file.contents.task.digest == task.digest
            else { continue }
            try keep(file, of: task.digest)
            return true
        }
        guard let solution = try keptSolutions.solution(of: task) else { return false }
        try solutions.keep(solution, of: task)
        keptSolutions.forget(task)
        return true
    }

    /// Everything that is not over, in the order in which it was chosen, and the names of claims that cannot be read.
    package func claims() -> (claims: [Claim], unreadable: [String]) {
        var (claims, unreadable): ([Claim], [String]) = ([], [])
        for name in claimNames {
            if let claim = claim(named: name) { claims.append(claim) } else { unreadable.append(name) }
        }
        return (claims.sorted { $0.chosenAt < $1.chosenAt }, unreadable.sorted())
    }

    private var claimNames: [String] { FolderNames.all(in: folder).filter(Self.isClaim) }

    private static func isClaim(_ name: String) -> Bool { name.hasSuffix(".claim") && !name.hasPrefix(".") }

    /// Nil for what is no claim, or one of another name. The name of a claim of an earlier version, which had none of the
    /// service, is changed.
    private func claim(named name: String) -> Claim? {
        guard let bytes = (try? Self.read("\(folder)/\(name)", limit: Claim.maximumByteCount)) ?? nil,
            let claim = try? Claim(json: bytes)
        else { return nil }
        let right = Self.fileName(claim.name)
        if name == "\(claim.task.digest).claim" {
            return rename("\(folder)/\(name)", "\(folder)/\(right)") == 0 ? claim : nil
        }
        return name == right ? claim : nil
    }

    /// Ends a job: what was promised to its service goes first, its claim last of all. No claim to the task may be kept meanwhile.
    /// Where another service's claim to the task stays, so does what was found.
    ///
    /// A solution goes only where the task was settled by its proof; any other is put on the shelf of what was not paid, for
    /// whoever looks into it.
    ///
    /// - Parameter shelf: where its proof is put; nil where nothing was found: what there is all the same is kept.
    package func end(_ claim: Claim, shelf: Shelf?) throws(FileError) {
        // Were it taken for empty, what another service's job has found would go too.
        let (digest, name, names) = (claim.task.digest, Self.fileName(claim.name), try FolderNames.read(folder))
        func putAside(_ what: String, on shelf: Shelf) throws(FileError) {
            if access(path(digest, what), F_OK) == 0 { try self.putAside("\(digest).\(what)", on: shelf) }
        }
        if let proof = sent(digest, shelf ?? .kept) {
            for submission in SubmissionOutbox.names(names, of: proof, to: claim.serviceKey) {
                try self.putAside(submission, on: shelf ?? .kept)
            }
        }
        if !names.contains(where: { Self.isClaim($0) && $0.hasPrefix("\(digest)") && $0 != name }) {
            if shelf == .settled {
                for folder in [folder, path(.kept)] { unlink("\(folder)/\(digest).solution") }
                AtomicFile.removeLeftovers(of: path(digest, "solution"), among: names)
            } else {
                try putAside("solution", on: .kept)
            }
            try putAside("proof", on: shelf ?? .kept)
            try putAside("damaged", on: .kept)
            AtomicFile.removeLeftovers(of: path(digest, "proof"), among: names)
        }
        let last = "\(folder)/\(name)"
        guard unlink(last) == 0 || errno == ENOENT else {
            throw .system(step: "remove", path: last, code: errno)
        }
        AtomicFile.removeLeftovers(of: last, among: names)
    }

    /// The proof of a job that ends, in the outbox or, where an earlier run put it there, on its shelf; nil where there is none, or it
    /// cannot be read: then what was promised stays where it is.
    private func sent(_ task: Digest, _ shelf: Shelf) -> [UInt8]? {
        for path in [path(task, "proof"), "\(path(shelf))/\(task).proof"] {
            if let bytes = (try? Self.read(path, limit: ProofFile.maximumByteCount)) ?? nil { return bytes }
        }
        return nil
    }

    private func putAside(_ name: String, on shelf: Shelf) throws(FileError) {
        let shelf = path(shelf)
        guard mkdir(shelf, 0o700) == 0 || errno == EEXIST else {
            throw .system(step: "make the folder", path: shelf, code: errno)
        }
        guard rename("\(folder)/\(name)", "\(shelf)/\(name)") == 0 || errno == ENOENT else {
            throw .system(step: "rename", path: "\(folder)/\(name)", code: errno)
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
