import Client
import Console
import Glibc
import Journal

/// An exported log in a file, a pipe or a device.
struct LogFile {
    let path: String

    /// Calls `read` with each line and its number, from 1. Throws (2) where a line is none.
    func lines(_ read: (LogLine, Int) throws -> Void) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(doing: "read \(path.harmless)", errno: errno) }
        defer { close(descriptor) }
        var parser = LineParser(limit: LogLine.maximumByteCount)
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var number = 0
        func take(_ bytes: [UInt8]) throws {
            number += 1
            let line: LogLine
            do throws(LogLineError) {
                line = try LogLine(bytes)
            } catch {
                throw Failure(
                    .malformed, "line \(number) of \(path.harmless) is none of an exported log: export it again")
            }
            try read(line, number)
        }
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(doing: "read \(path.harmless)", errno: errno)
            }
            parser.append(chunk[..<count])
            do {
                while let line = try parser.next() { try take(line) }
            } catch is LineParser.TooLong {
                throw Failure(.malformed, "line \(number + 1) of \(path.harmless) is longer than any of a log")
            }
        }
        if let rest = parser.rest { try take(rest) }
    }
}
