internal import Glibc

/// A file that is written under a temporary name beside its place and then renamed into it, so that what lies there is
/// always whole. What is not committed is removed; of two that are committed to one place, the later stays.
final class TemporaryFile {
    private let path: String
    private let temporaryPath: String
    private let descriptor: Int32
    private var isCommitted = false

    /// Readable by everyone, as far as the process's mask allows.
    init(replacing path: String) throws(FileFormatError) {
        self.path = path
        temporaryPath = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            isCommitted = true
            throw .system(errno)
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if !isCommitted { unlink(temporaryPath) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(FileFormatError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress!, rest.count)
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw .system(errno)
            }
            rest = rest.dropFirst(count)
        }
    }

    func write(_ bytes: [UInt8]) throws(FileFormatError) {
        try bytes.span.bytes.withUnsafeBytes { bytes throws(FileFormatError) in try write(bytes) }
    }

    /// Brings the bytes to the disk, gives them their name, and brings the name to the disk.
    func commit() throws(FileFormatError) {
        guard fsync(descriptor) == 0, rename(temporaryPath, path) == 0 else { throw .system(errno) }
        isCommitted = true
        let folder = path.contains("/") ? String(path[..<path.lastIndex(of: "/")!]) + "/" : "."
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        _ = fsync(directory)
        close(directory)
    }
}
