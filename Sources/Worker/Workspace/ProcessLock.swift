internal import Glibc
package import Storage

/// A lock that one process has until it ends, however it ends.
package final class ProcessLock: Sendable {
    private let descriptor: Int32

    /// Why there is no lock.
    package enum Failure: Error, Equatable, Sendable {
        /// Another process has it, whose number this is; nil where it is not known.
        case held(process: Int32?)
        case file(FileError)
    }

    /// Takes the lock of the file at `path`, which is made where it is missing, 0600, and stays there.
    package init(path: String) throws(Failure) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .file(.system(step: "lock", path: path, code: errno)) }
        let code = Self.lock(descriptor)
        guard code == 0 else {
            let failure: Failure =
                code == EWOULDBLOCK
                ? .held(process: Self.number(in: descriptor)) : .file(.system(step: "lock", path: path, code: code))
            close(descriptor)
            throw failure
        }
        self.descriptor = descriptor
        // Only for the sentence that the next one gets: a disk that is full takes nothing from the lock.
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
    }

    /// Takes the lock of a file that is there and is not written to. Nil where its file system has no such locks.
    package init?(of path: String) throws(Failure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .file(.system(step: "lock", path: path, code: errno)) }
        let code = Self.lock(descriptor)
        guard code == 0 else {
            close(descriptor)
            if code == EWOULDBLOCK { throw .held(process: nil) }
            return nil
        }
        self.descriptor = descriptor
    }

    /// Takes the lock, and asks for a fifth of a second where it is held: whatever a process begins has the process's locks too,
    /// for the moment until it is a program of its own.
    ///
    /// - Returns: 0, or the error's number.
    private static func lock(_ descriptor: Int32) -> Int32 {
        var attempts = 0
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            attempts += 1
            guard code == EWOULDBLOCK, attempts < 10 else { return code }
            usleep(20_000)
        }
        return 0
    }

    deinit { close(descriptor) }

    private static func number(in descriptor: Int32) -> Int32? {
        var text = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &text, text.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: text[..<count].prefix { $0 != 0x0a }, as: UTF8.self))
    }
}
