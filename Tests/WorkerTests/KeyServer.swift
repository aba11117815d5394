import Client
import Foundation
import Glibc
import Synchronization

/// A small HTTP server on loopback that sends one file as a service sends a proving key, and breaks off where it is told.
final class KeyServer: Sendable {
    private let file: [UInt8]
    private let tag: String
    private let socket: Int32
    /// After how many bytes of content each connection breaks off, in turn; none does after the last.
    private let cuts: [Int]
    /// Bytes a second; nil for as many as go.
    private let rate: Int?
    /// Whether it says how much it will send.
    private let saysLength: Bool
    private let seen = Mutex<[String]>([])
    let address: ServiceAddress

    /// The `Range` of each request, in turn; empty where it had none.
    var ranges: [String] { seen.withLock { $0 } }

    init(
        _ file: [UInt8], tag: String, cuts: [Int] = [], rate: Int? = nil, saysLength: Bool = true
    ) throws {
        self.file = file
        self.tag = tag
        self.cuts = cuts
        self.rate = rate
        self.saysLength = saysLength
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
        Thread.detachNewThread { [self] in serve() }
    }

    func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

    private func serve() {
        var count = 0
        while true {
            let connection = accept(socket, nil, nil)
            guard connection >= 0 else { return }
            let cut = count < cuts.count ? cuts[count] : .max
            count += 1
            Thread.detachNewThread { [self] in
                answer(connection, cut: cut)
                close(connection)
            }
        }
    }

    private func answer(_ connection: Int32, cut: Int) {
        var head: [UInt8] = []
        var byte: UInt8 = 0
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8), read(connection, &byte, 1) == 1 { head.append(byte) }
        let fields = String(decoding: head, as: UTF8.self).split(separator: "\r\n").map { String($0) }
        func value(_ name: String) -> String? {
            fields.first { $0.lowercased().hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
        }
        let range = value("range")
        seen.withLock { $0.append(range ?? "") }
        let first = range.flatMap { Int($0.dropFirst("bytes=".count).dropLast()) } ?? 0
        let isSame = value("if-range").map { $0 == "\"\(tag)\"" } ?? true
        var text: String
        var body: ArraySlice<UInt8> = []
        if range != nil, isSame, first >= file.count {
            text = "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n"
        } else if range != nil, isSame {
            body = file[first...]
            text = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes \(first)-\(file.count - 1)/\(file.count)\r\n"
            text += "Content-Length: \(body.count)\r\n"
        } else {
            body = file[...]
            text = "HTTP/1.1 200 OK\r\n" + (saysLength ? "Content-Length: \(body.count)\r\n" : "")
        }
        send(Array((text + "Connection: close\r\n\r\n").utf8)[...], connection)
        send(body.prefix(cut), connection)
    }

    private func send(_ bytes: ArraySlice<UInt8>, _ connection: Int32) {
        var rest = bytes
        while !rest.isEmpty {
            let piece = rest.prefix(rate.map { max(1, $0 / 10) } ?? rest.count)
            let sent = piece.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
            if rate != nil, !rest.isEmpty { usleep(100_000) }
        }
    }
}
