import FoundationEssentials
import Glibc

/// Where a program writes: results on standard output, everything else on standard error.
public enum Output {
    /// Writes a line of results. Throws where it does not arrive: a result that nobody gets is not done.
    public static func result(_ line: String) throws(Failure) {
        try writeAll(line + "\n", to: STDOUT_FILENO)
    }

    /// Writes `value` as one JSON object on one line: keys sorted, slashes not escaped, nil members left out.
    public static func json(_ value: some Encodable) throws {
        try result(try jsonText(value))
    }

    package static func jsonText(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Writes a line to standard error: a warning, a notice. It is lost in silence where nobody listens.
    public static func note(_ line: String) {
        try? writeAll(line + "\n", to: STDERR_FILENO)
    }

    /// From here on a reader that goes away is an error of the write and not the end of the program.
    static func survivePipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    static func writeAll(_ text: String, to descriptor: Int32) throws(Failure) {
        try writeAll(Array(text.utf8), to: descriptor, doing: "write the result")
    }

    /// Writes every byte, however many calls it takes.
    package static func writeAll(_ bytes: [UInt8], to descriptor: Int32, doing: String) throws(Failure) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + sent, bytes.count - sent) }
            if count > 0 {
                sent += count
            } else if errno != EINTR {
                throw Failure(doing: doing, errno: errno)
            }
        }
    }
}
