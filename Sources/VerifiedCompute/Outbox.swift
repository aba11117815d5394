public import Formats
internal import Glibc
internal import Sealing
public import Storage

/// Found solutions that are not yet proven, one file a task, 0600, named by the task's digest: nothing that was found is
/// lost to a crash between the search and the proof.
public struct Outbox: Sendable {
    public let folder: String

    /// The folder must exist and be its owner's alone.
    public init(folder: String) { self.folder = folder }

    private func path(_ task: PostedTask) -> String { "\(folder)/\(task.digest).solution" }

    /// Keeps the solution of a task, on the disk when this returns.
    public func keep(_ solution: borrowing Solution, of task: PostedTask) throws(FileError) {
        try solution.message.withUnsafeBytes { (bytes) throws(FileError) in
            try writeWhole(bytes, to: path(task), mode: 0o600, replacing: true)
        }
    }

    /// The solution that was kept for a task; nil where there is none, or what there is, read whole, does not solve it.
    ///
    /// Throws where it cannot be told: whoever searched again then might search for what is found already.
    public func solution(of task: PostedTask) throws(FileError) -> Solution? {
        let path = path(task)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system(step: "read", path: path, code: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(step: "read", path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .system(step: "read", path: path, code: EINVAL) }
        var message = Secret(count: 32)
        var count = 0
        while count < 32 {
            let next = message.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + count, $0.count - count) }
            if next < 0 && errno == EINTR { continue }
            guard next >= 0 else { throw .system(step: "read", path: path, code: errno) }
            if next == 0 { break }
            count += next
        }
        let solution = Solution(message: message)
        guard count == 32, solution.result(for: task) != nil else { return nil }
        return solution
    }

    /// Forgets the solution of a task: its proof is on the disk. So is then what a crash within `keep` left of it.
    public func forget(_ task: PostedTask) {
        unlink(path(task))
        AtomicFile.removeLeftovers(of: path(task))
    }
}
