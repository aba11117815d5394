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

    /// The solution that was kept for a task; nil where there is none, or what there is does not solve it.
    public func solution(of task: PostedTask) -> Solution? {
        let descriptor = open(path(task), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var message = Secret(count: 32)
        let count = message.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
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
