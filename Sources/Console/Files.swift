internal import Glibc
internal import Storage

/// Files, read within bounds and written whole or not at all.
public enum Files {
    /// All bytes of a file, a pipe or a device. Throws (2) where there are more than `limit`, having read no more than that.
    public static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
        let doing = "read \(path.harmless)"
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(doing: doing, errno: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(doing: doing, errno: errno)
            }
            guard bytes.count + count <= limit else {
                throw Failure(
                    .malformed, "\(path.harmless) is larger than the \(limit) bytes that such a file may have")
            }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// Writes a file whole, as `writeWhole` does.
    ///
    /// Throws (3) where the file is there already and `replacing` is false, and where what is there is no plain file.
    ///
    /// - Parameter mode: the permissions; 0o600 for whatever holds a secret.
    public static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, replacing: Bool = false
    ) throws(Failure) {
        try requireFree(path, replacing: replacing)
        do throws(FileError) {
            try writeWhole(bytes, to: path, mode: mode, replacing: replacing)
        } catch {
            throw Failure(error)
        }
    }

    /// Whether two paths lead to one name in one folder, whatever stands there.
    public static func areOne(_ first: String, _ second: String) -> Bool {
        func place(_ path: String) -> (folder: String, name: Substring) {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            let folder = parts.count > 1 ? parts.dropLast().joined(separator: "/") + "/" : "."
            return (folder, parts.last ?? "")
        }
        let (first, second) = (place(first), place(second))
        var folders = (stat(), stat())
        return first.name == second.name && stat(first.folder, &folders.0) == 0 && stat(second.folder, &folders.1) == 0
            && folders.0.st_dev == folders.1.st_dev && folders.0.st_ino == folders.1.st_ino
    }

    /// Throws where `write` would, as far as that can be told before the work whose result it writes.
    ///
    /// - Parameter inputs: files that the work reads: none of them is replaced, whatever `replacing` says.
    public static func requireFree(_ path: String, replacing: Bool, inputs: [String] = []) throws(Failure) {
        let folder = path.contains("/") ? String(path[...path.lastIndex(of: "/")!]) : "."
        guard !path.isEmpty, !path.hasSuffix("/") else { throw Failure(.malformed, "--out takes the name of a file") }
        guard access(folder, F_OK) == 0 else { throw Failure(doing: "write \(path.harmless)", errno: errno) }
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(.couldNot, "could not write \(path.harmless): what is there is not a plain file")
        }
        for input in inputs {
            var other = stat()
            guard stat(input, &other) != 0 || other.st_dev != status.st_dev || other.st_ino != status.st_ino else {
                throw Failure(.malformed, "\(path.harmless) is what is being read: give another --out")
            }
        }
        guard replacing else {
            throw Failure(.couldNot, "\(path.harmless) is there already: give another name, or --force to replace it")
        }
    }
}
