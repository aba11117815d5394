public import ArgumentParser
internal import Glibc
public import Sealing
internal import VerifiedCompute

/// How a program comes by a key file's passphrase: from a file, or asked for on the terminal. Never from the arguments.
public struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The file whose first line is the key file's passphrase.", valueName: "file"))
    public var passphraseFile: String?

    public init() {}

    /// The identity in a key file.
    public func identity(in path: String) throws(Failure) -> Identity {
        let file = try inWords(path) { () throws(KeyFileError) in try KeyFile(path: path) }
        guard file.isProtected else { return try inWords(path) { () throws(KeyFileError) in try file.identity() } }
        let passphrase = try passphrase("Passphrase of \(path.harmless): ")
        return try inWords(path) { () throws(KeyFileError) in try file.identity(passphrase: passphrase) }
    }

    /// What is wrong with the key file, as a failure.
    private func inWords<Value: ~Copyable>(
        _ path: String, _ body: () throws(KeyFileError) -> Value
    ) throws(Failure) -> Value {
        do throws(KeyFileError) {
            return try body()
        } catch {
            throw Failure(keyFile: path, error)
        }
    }

    /// From the file that was given, or from the terminal, where `again` asks twice.
    public func passphrase(_ prompt: String, again: String? = nil) throws(Failure) -> Secret {
        if let passphraseFile { return try Passphrase.firstLine(of: passphraseFile) }
        let passphrase = try Passphrase.ask(prompt)
        if let again {
            guard passphrase.isEqual(to: try Passphrase.ask(again)) else {
                throw Failure(.malformed, "the two passphrases differ")
            }
        }
        return passphrase
    }
}

/// Passphrases, read straight into guarded memory.
enum Passphrase {
    /// Longer ones are refused.
    static let maximumLength = 1024

    /// The first line of a file, without its line feed; not empty.
    static func firstLine(of path: String) throws(Failure) -> Secret {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(doing: "read \(path.harmless)", errno: errno) }
        defer { close(descriptor) }
        return try line(from: descriptor, "\(path.harmless)")
    }

    /// Asks on the terminal, with nothing shown of what is typed.
    static func ask(_ prompt: String) throws(Failure) -> Secret {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else {
            throw Failure(.malformed, "a passphrase is needed: give --passphrase-file, or run this on a terminal")
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
        try Output.writeAll(Array(prompt.utf8), to: terminal, doing: "ask for the passphrase")
        return try line(from: terminal, "the terminal")
    }

    private static func line(from descriptor: Int32, _ source: String) throws(Failure) -> Secret {
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
            throw Failure(.malformed, "the passphrase from \(source) has more than \(maximumLength) bytes")
        }
        guard count > 0 else { throw Failure(.malformed, "the passphrase from \(source) is empty") }
        var passphrase = Secret(count: count)
        buffer.withUnsafeBytes { from in
            passphrase.withUnsafeMutableBytes { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: from[..<count])) }
        }
        return passphrase
    }
}
