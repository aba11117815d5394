internal import Glibc
public import Sealing

/// A line that a person keeps to himself, a passphrase unless it is said otherwise, read straight into guarded memory.
public enum SecretLine {
    /// Longer ones are refused.
    static let maximumLength = 1024

    /// The first line of a file, without its line feed; not empty.
    static func first(of path: String) throws(Failure) -> Secret {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(doing: "read \(path.harmless)", errno: errno) }
        defer { close(descriptor) }
        return try line(from: descriptor, "the passphrase from \(path.harmless)")
    }

    /// Asks on the terminal, with nothing shown of what is typed.
    ///
    /// - Parameters:
    ///   - what: what is asked for.
    ///   - otherwise: what to do where there is no terminal.
    public static func ask(
        _ prompt: String, for what: String = "passphrase", otherwise: String
    ) throws(Failure) -> Secret {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else {
            throw Failure(.malformed, "a \(what) is needed: \(otherwise), or run this on a terminal")
        }
        defer { close(terminal) }
        var before = termios()
        tcgetattr(terminal, &before)
        var quiet = before
        // Ctrl-C comes as a character, so that the terminal is put back before the program ends.
        quiet.c_lflag &= ~tcflag_t(ECHO | ISIG)
        tcsetattr(terminal, TCSAFLUSH, &quiet)
        defer {
            tcsetattr(terminal, TCSAFLUSH, &before)
            _ = write(terminal, "\n", 1)
        }
        try Output.writeAll(Array(prompt.utf8), to: terminal, doing: "ask for the \(what)")
        return try line(from: terminal, "the \(what) from the terminal")
    }

    private static func line(from descriptor: Int32, _ what: String) throws(Failure) -> Secret {
        var buffer = Secret(count: maximumLength + 1)
        var count = 0
        let isTerminal = isatty(descriptor) == 1
        var isInterrupted = false
        buffer.withUnsafeMutableBytes { bytes in
            while count < bytes.count, read(descriptor, bytes.baseAddress! + count, 1) == 1, bytes[count] != 0x0a {
                isInterrupted = isInterrupted || isTerminal && [0x03, 0x1c].contains(bytes[count])
                if isInterrupted { break }
                count += 1
            }
        }
        if isInterrupted { throw Failure(.interrupted, "interrupted: nothing was read and nothing made") }
        guard count <= maximumLength else {
            throw Failure(.malformed, "\(what) has more than \(maximumLength) bytes")
        }
        guard count > 0 else { throw Failure(.malformed, "\(what) is empty") }
        var passphrase = Secret(count: count)
        buffer.withUnsafeBytes { from in
            passphrase.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: from[..<count])) }
        }
        return passphrase
    }
}
