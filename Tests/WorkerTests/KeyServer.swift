import Client
import Foundation
import Synchronization
import TestSupport

/// A small HTTP server on loopback that sends one file as a service sends a proving key, and breaks off where it is told.
final class KeyServer: Sendable {
    private let file: [UInt8]
    private let tag: String
    private let listener: Listener
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
        listener = try Listener()
        address = ServiceAddress("http://127.0.0.1:\(listener.port)")!
        listener.serve { [self] in answer($0) }
    }

    func stop() { listener.stop() }

    private func answer(_ connection: AcceptedConnection) {
        let fields = connection.head().split(separator: "\r\n").map { String($0) }
        func value(_ name: String) -> String? {
            fields.first { $0.lowercased().hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
        }
        let range = value("range")
        let index = seen.withLock { seen in
            seen.append(range ?? "")
            return seen.count - 1
        }
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
        connection.send((text + "Connection: close\r\n\r\n").utf8)
        send(body.prefix(index < cuts.count ? cuts[index] : .max), to: connection)
    }

    private func send(_ bytes: ArraySlice<UInt8>, to connection: AcceptedConnection) {
        var rest = bytes
        while !rest.isEmpty {
            let piece = rest.prefix(rate.map { max(1, $0 / 10) } ?? rest.count)
            guard connection.send(piece) else { return }
            rest = rest.dropFirst(piece.count)
            if rate != nil, !rest.isEmpty { usleep(100_000) }
        }
    }
}
