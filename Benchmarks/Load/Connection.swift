import Foundation
import HTTPSignatures
import HTTPTypes
import Sealing
import Wire

/// One connection to a service on this machine, which is kept open. It blocks its thread: for threads of their own.
final class Connection {
    struct Closed: Error {}

    struct Answer {
        let status: Int
        let content: [UInt8]
    }

    private let port: Int
    private let socket: Int32
    private var buffer: [UInt8] = []

    init(port: Int) throws {
        self.port = port
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var (one, address) = (Int32(1), sockaddr_in())
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Closed() }
    }

    deinit { close(socket) }

    /// The answer to a request, signed where somebody signs it.
    func answer(
        _ method: HTTPRequest.Method, _ path: String, _ content: [UInt8] = [], as person: Person? = nil,
        once: String? = nil
    ) throws -> Answer {
        try send(method, path, content, as: person, once: once)
        return try read()
    }

    /// Sends a request, whose answer is read with `line`.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ content: [UInt8] = [], as person: Person? = nil,
        once: String? = nil
    ) throws {
        let authority = "127.0.0.1:\(port)"
        var request = HTTPRequest(method: method, scheme: "http", authority: authority, path: path)
        if !content.isEmpty { request.headerFields[.contentType] = "application/json" }
        request.headerFields[HTTPField.Name("Idempotency-Key")!] = once
        if let person {
            try request.sign(
                with: person.identity.signingKey, content: content, at: Int64(Date().timeIntervalSince1970))
        }
        var text = "\(method.rawValue) \(path) HTTP/1.1\r\nHost: \(authority)\r\n"
        for field in request.headerFields { text += "\(field.name.rawName): \(field.value)\r\n" }
        if !content.isEmpty || method == .post { text += "Content-Length: \(content.count)\r\n" }
        let bytes = Array((text + "\r\n").utf8) + content
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Closed() }
            sent += count
        }
    }

    private func read() throws -> Answer {
        let end = Array("\r\n\r\n".utf8)
        while buffer.firstRange(of: end) == nil { try fill() }
        let head = buffer.firstRange(of: end)!
        let lines = String(decoding: buffer[..<head.lowerBound], as: UTF8.self).split(separator: "\r\n")
        buffer.removeSubrange(..<head.upperBound)
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }?.split(separator: " ").last
        guard let status, let count = length.flatMap({ Int($0) }) else { throw Closed() }
        while buffer.count < count { try fill() }
        defer { buffer.removeSubrange(..<count) }
        return Answer(status: status, content: Array(buffer[..<count]))
    }

    /// The next line of an answer without end.
    func line() throws -> String {
        while !buffer.contains(0x0a) { try fill() }
        let end = buffer.firstIndex(of: 0x0a)!
        defer { buffer.removeSubrange(...end) }
        return String(decoding: buffer[..<end], as: UTF8.self)
    }

    private func fill() throws {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else { throw Closed() }
        buffer += chunk[..<count]
    }
}
