internal import Glibc

/// A file's bytes, mapped into memory for as long as the object lives. They are read only; another process that shortens
/// the file meanwhile makes reading end the process, so files are replaced by renaming and never written in place.
public final class MappedFile: @unchecked Sendable {
    // Sendable because the mapping is read only.
    public let bytes: UnsafeRawBufferPointer

    public init(path: String) throws(FileFormatError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)  // a pipe must not keep us waiting
        guard descriptor >= 0 else { throw .system(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .system(EINVAL) }
        let count = Int(status.st_size)
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw .system(errno)
        }
        bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    /// Lets go of the memory that these bytes of the file take in this process, until they are read again.
    package func release(_ part: UnsafeRawBufferPointer) {
        guard let first = part.baseAddress, let start = bytes.baseAddress else { return }
        let page = sysconf(Int32(_SC_PAGESIZE))
        let offset = (first - start) / page * page
        madvise(UnsafeMutableRawPointer(mutating: start + offset), first + part.count - (start + offset), MADV_DONTNEED)
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}
