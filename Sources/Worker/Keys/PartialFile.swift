package import Formats
internal import Glibc
internal import Sealing
package import Storage

/// A file that grows as a download comes, over as many runs of the program as it takes.
package final class PartialFile {
    package let path: String
    /// The bytes that are here.
    package private(set) var count: UInt64
    /// The bytes of the whole; nil where that is not known.
    package var total: UInt64?
    private let descriptor: Int32

    /// Opens what is there, or begins.
    package init(path: String) throws(FileError) {
        self.path = path
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .system(step: "create", path: path, code: errno) }
        self.descriptor = descriptor
        count = UInt64(max(0, lseek(descriptor, 0, Int32(SEEK_END))))
    }

    deinit { close(descriptor) }

    /// Forgets what is there.
    package func restart() throws(FileError) {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, Int32(SEEK_SET)) == 0 else {
            throw .system(step: "write", path: path, code: errno)
        }
        count = 0
    }

    package func append(_ bytes: [UInt8]) throws(FileError) {
        var sent = 0
        while sent < bytes.count {
            let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + sent, bytes.count - sent) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw .system(step: "write", path: path, code: written < 0 ? errno : EIO) }
            sent += written
            count += UInt64(written)
        }
    }

    /// Brings it to the disk; its BLAKE2b-256.
    package func finish() throws(FileError) -> Bytes<32> {
        guard fsync(descriptor) == 0 else { throw .system(step: "sync", path: path, code: errno) }
        let file: MappedFile
        do throws(FileFormatError) {
            file = try MappedFile(path: path)
        } catch {
            guard case .system(let code) = error else { throw .system(step: "read", path: path, code: EIO) }
            throw .system(step: "read", path: path, code: code)
        }
        var hash = BLAKE2b()
        hash.update(file.bytes)
        return Bytes(hash.finish())!
    }
}
