import Glibc

/// Why a file could not be read or written; `code` is the system's errno.
public enum FileError: Error, Equatable, Sendable {
    /// There is a file already, and it may not be replaced.
    case exists(path: String)
    /// The system refused a step, such as "write" for lack of space.
    case system(step: String, path: String, code: Int32)
}

/// A file that appears whole or not at all.
///
/// Bytes go to a temporary file in the same folder; `commit` brings them to the disk and gives the file its name. If
/// the value goes away before that, or the machine stops, what stood under the name stands there still. A temporary
/// file that a stopped machine leaves behind begins with a dot and the file's name.
public struct AtomicFile: ~Copyable {
    private let path: String
    private let temporary: String
    private var descriptor: Int32

    /// Begins a file whose permissions will be exactly `mode`. The folder must exist.
    public init(path: String, mode: UInt32) throws(FileError) {
        (descriptor, temporary) = try temporaryFile(for: path, mode: mode)
        self.path = path
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(temporary)
        }
    }

    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .system(step: "write", path: path, code: count < 0 ? errno : EIO) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    public mutating func write(_ bytes: [UInt8]) throws(FileError) {
        try bytes.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in try write(bytes) }
    }

    /// Brings the bytes to the disk and the file to its name.
    ///
    /// Without `replacing`, a file of that name is never overwritten, not even one that appears in the last moment
    /// (by a hard link, or where the file system has none, by making the name first).
    public consuming func commit(replacing: Bool) throws(FileError) {
        guard fsync(descriptor) == 0 else { throw .system(step: "sync", path: path, code: errno) }
        if replacing {
            guard rename(temporary, path) == 0 else { throw .system(step: "rename", path: path, code: errno) }
        } else {
            try claimName()
        }
        close(descriptor)
        descriptor = -1
        try syncFolder(of: path)
    }

    /// Gives the temporary file the name, which nobody else has.
    private borrowing func claimName() throws(FileError) {
        if link(temporary, path) == 0 {
            unlink(temporary)
            return
        }
        guard errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS else {
            throw errno == EEXIST ? .exists(path: path) : .system(step: "link", path: path, code: errno)
        }
        let name = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard name >= 0 else {
            throw errno == EEXIST ? .exists(path: path) : .system(step: "create", path: path, code: errno)
        }
        close(name)
        guard rename(temporary, path) == 0 else { throw .system(step: "rename", path: path, code: errno) }
    }
}

extension AtomicFile {
    /// How old a temporary file is before it counts as left behind, in seconds: nobody is writing it any more.
    private static let leftoverAge = 60

    /// Removes what writers of `path` left behind when they were killed more than a minute ago.
    package static func removeLeftovers(of path: String) {
        removeLeftovers(of: path, among: FolderNames.all(in: split(path).folder))
    }

    /// The same, where the names of all that is in its folder are known.
    package static func removeLeftovers(of path: String, among names: [String]) {
        let (folder, name) = split(path)
        for leftover in names {
            guard leftover.hasPrefix(".\(name)."), leftover.utf8.count == name.utf8.count + 8 else { continue }
            var status = stat()
            guard lstat("\(folder)/\(leftover)", &status) == 0, time(nil) - status.st_mtim.tv_sec > leftoverAge else {
                continue
            }
            unlink("\(folder)/\(leftover)")
        }
    }
}

/// Writes a file whole; see `AtomicFile`.
public func writeWhole(
    _ bytes: UnsafeRawBufferPointer, to path: String, mode: UInt32, replacing: Bool
) throws(FileError) {
    var file = try AtomicFile(path: path, mode: mode)
    try file.write(bytes)
    try file.commit(replacing: replacing)
}

/// Writes a file whole; see `AtomicFile`.
public func writeWhole(_ bytes: [UInt8], to path: String, mode: UInt32, replacing: Bool) throws(FileError) {
    try bytes.span.bytes.withUnsafeBytes { (bytes) throws(FileError) in
        try writeWhole(bytes, to: path, mode: mode, replacing: replacing)
    }
}

/// So that the name itself survives a loss of power.
private func syncFolder(of path: String) throws(FileError) {
    let folder = open(split(path).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw .system(step: "open folder", path: path, code: errno) }
    defer { close(folder) }
    // Some file systems cannot sync a folder, and say EINVAL.
    guard fsync(folder) == 0 || errno == EINVAL else { throw .system(step: "sync folder", path: path, code: errno) }
}

private func temporaryFile(for path: String, mode: UInt32) throws(FileError) -> (descriptor: Int32, path: String) {
    let (folder, name) = split(path)
    var template = Array("\(folder)/.\(name).XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .system(step: "create", path: path, code: errno) }
    let temporary = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0, fchmod(descriptor, mode) == 0 else {
        let code = errno
        close(descriptor)
        unlink(temporary)
        throw .system(step: "chmod", path: path, code: code)
    }
    return (descriptor, temporary)
}

private func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
}
