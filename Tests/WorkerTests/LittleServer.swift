import Client
import Foundation
import Glibc
import Synchronization

/// A small HTTP server on loopback that answers each path as a test says: for what no honest service does.
final class LittleServer: Sendable {
    private let socket: Int32
    private let answer: @Sendable (String) -> (status: Int, content: [UInt8])
    private let seen = Mutex<[String]>([])
    let address: ServiceAddress

    /// The paths that were asked for, with their queries.
    var paths: [String] { seen.withLock { $0 } }

    init(_ answer: @escaping @Sendable (String) -> (status: Int, content: [UInt8])) throws {
        self.answer = answer
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.socket = socket
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard isBound, let address = ServiceAddress("http://127.0.0.1:\(UInt16(bigEndian: name.sin_port))") else {
            throw POSIXError(.EADDRNOTAVAIL)
        }
        self.address = address
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread { [self] in
                    serve(connection)
                    close(connection)
                }
            }
        }
    }

    func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

    private func serve(_ connection: Int32) {
        var head: [UInt8] = []
        var byte: UInt8 = 0
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8), read(connection, &byte, 1) == 1 { head.append(byte) }
        let words = String(decoding: head, as: UTF8.self).split(separator: " ", maxSplits: 2)
        guard words.count == 3 else { return }
        // What came with it is read: what is left unread would break the answer off.
        let length = String(decoding: head, as: UTF8.self).lowercased().split(separator: "\r\n")
            .first { $0.hasPrefix("content-length:") }.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) }
        for _ in 0..<(length ?? 0) where read(connection, &byte, 1) != 1 { return }
        let path = String(words[1])
        seen.withLock { $0.append(path) }
        let (status, content) = answer(path)
        let text = "HTTP/1.1 \(status) X\r\nContent-Length: \(content.count)\r\nConnection: close\r\n\r\n"
        var rest = (Array(text.utf8) + content)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }
}
