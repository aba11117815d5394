import Foundation

/// A connection to the service that sends any bytes and reads one answer at a time. It blocks threads of its own only.
final class RawConnection: @unchecked Sendable {
    // Sendable because every use of the socket is on the serial queue.
    private let socket: Int32
    private let queue = DispatchQueue(label: "raw connection")
    private var buffer: [UInt8] = []

    struct Closed: Error {}

    /// - Parameters:
    ///   - source: the address that the service sees: any of 127.0.0.0/8.
    ///   - receiveBuffer: of the system, in bytes, where it is not to be the usual one.
    init(port: Int, from source: String = "127.0.0.1", receiveBuffer: Int32? = nil) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var receiveBuffer { setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4) }
        guard Self.with(source, 0, { bind(socket, $0, $1) }) == 0,
            Self.with("127.0.0.1", port, { connect(socket, $0, $1) }) == 0
        else { throw Closed() }
    }

    private static func with(
        _ host: String, _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr(host)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    deinit { close(socket) }

    private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Sends all of it, as far as the service listens.
    func send(_ bytes: [UInt8]) async throws {
        try await onQueue { [self] in
            var sent = 0
            while sent < bytes.count {
                let count = bytes.withUnsafeBytes {
                    Glibc.send(socket, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { return }
                sent += count
            }
        }
    }

    /// The head of the next answer and its content; of a stream of events, which has no end, the head alone.
    func answer() async throws -> Answer {
        try await onQueue { [self] in
            let end = Array("\r\n\r\n".utf8)
            while buffer.firstRange(of: end) == nil { try fill() }
            let head = buffer.firstRange(of: end)!
            var answer = try Answer(head: String(decoding: buffer[..<head.lowerBound], as: UTF8.self))
            buffer.removeSubrange(..<head.upperBound)
            if answer.fields["content-type"] == "text/event-stream" { return answer }
            if let count = answer.fields["content-length"].flatMap({ Int($0) }) {
                while buffer.count < count { try fill() }
                answer.content = Array(buffer.prefix(count))
                buffer.removeSubrange(..<count)
            } else if answer.fields["transfer-encoding"] == "chunked" {
                answer.content = try chunks()
            }
            return answer
        }
    }

    /// The content of a chunked answer up to its end, or up to what `isEnough` of it.
    private func chunks() throws -> [UInt8] {
        var content: [UInt8] = []
        while true {
            let count = Int(try line(), radix: 16) ?? 0
            while buffer.count < count + 2 { try fill() }
            content += buffer.prefix(count)
            buffer.removeSubrange(..<(count + 2))
            if count == 0 { return content }
        }
    }

    /// The next line up to a line feed, of an answer without end.
    func nextLine() async throws -> String { try await onQueue { [self] in try line() } }

    private func line() throws -> String {
        while !buffer.contains(0x0a) { try fill() }
        let end = buffer.firstIndex(of: 0x0a)!
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeSubrange(...end)
        return line.hasSuffix("\r") ? String(line.dropLast()) : line
    }

    /// Only the head of an answer: of one whose content has no end.
    func head() async throws -> Answer {
        try await onQueue { [self] in
            var lines: [String] = []
            while true {
                let line = try line()
                if line.isEmpty { return try Answer(head: lines.joined(separator: "\r\n")) }
                lines.append(line)
            }
        }
    }

    /// Takes so many bytes, and looks at none of them.
    func skip(_ count: Int) async throws {
        try await onQueue { [self] in
            while buffer.count < count { try fill() }
            buffer.removeFirst(count)
        }
    }

    /// Reads until the service closes the connection.
    func end() async throws {
        try await onQueue { [self] in
            while (try? fill()) != nil { buffer.removeAll() }
        }
    }

    private func fill() throws {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else { throw Closed() }
        buffer += chunk[..<count]
    }
}

/// What the service answered.
struct Answer: Sendable {
    let status: Int
    /// By names in lower case.
    let fields: [String: String]
    var content: [UInt8] = []

    init(head: String) throws {
        let lines = head.split(separator: "\r\n")
        guard let first = lines.first, let status = Int(first.split(separator: " ").dropFirst().first ?? "") else {
            throw RawConnection.Closed()
        }
        self.status = status
        fields = Dictionary(
            lines.dropFirst().map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (parts[0].lowercased(), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
            }, uniquingKeysWith: { $1 })
    }

    var text: String { String(decoding: content, as: UTF8.self) }
}
