internal import HTTPTypes
package import Journal
package import Wire

extension ServiceClient {
    /// Reads the whole log, line by line, as it comes.
    ///
    /// A log that breaks off ends here like a whole one: its last line is no checkpoint then, which an audit says.
    package func export(_ read: (LogLine) async throws -> Void) async throws {
        var lines = LineParser(limit: LogLine.maximumByteCount)
        var number = 0
        func take(_ line: [UInt8]) async throws {
            number += 1
            let parsed: LogLine
            do throws(LogLineError) {
                parsed = try LogLine(line)
            } catch {
                throw ClientError.malformedAnswer(address, "line \(number) of its log is none")
            }
            try await read(parsed)
        }
        try await stream(.init(path: "/v1/log/export", limit: 0)) { bytes in
            lines.append(bytes)
            do {
                while let line = try lines.next() { try await take(line) }
            } catch is LineParser.TooLong {
                throw ClientError.malformedAnswer(address, "line \(number + 1) of its log is longer than any")
            }
            return true
        }
        if let rest = lines.rest { try await take(rest) }
    }

    /// Calls `read` for everything that happens from now on, until it returns false or the stream ends.
    ///
    /// - Parameter opened: is called once the stream is open: whatever happens after that call reaches `read`.
    package func events(opened: () async throws -> Bool, read: (EntryRecord) async throws -> Bool) async throws {
        var parser = EventParser(limit: EntryRecord.maximumByteCount)
        var isOpen = false
        try await stream(.init(path: "/v1/events", limit: 0)) { bytes in
            if !isOpen {
                isOpen = true
                guard try await opened() else { return false }
            }
            let events: [[UInt8]]
            do { events = try parser.read(bytes) } catch {
                throw ClientError.malformedAnswer(address, "an event is larger than it may be")
            }
            for event in events where try await !read(try message(event)) { return false }
            return true
        }
    }

    private func stream(_ call: Call, read: ([UInt8]) async throws -> Bool) async throws {
        do {
            let refusal = try await transport.stream(request(call), limit: Problem.maximumByteCount) { _, _ in
                true
            } read: {
                try await read($0)
            }
            if let refusal { throw problem(in: refusal) }
        } catch let error as TransportError {
            throw ClientError.unreachable(address, error)
        }
    }
}
