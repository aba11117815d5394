import Foundation
import TestSupport
import Testing

@Suite(.blocking) struct EmptyLogTests {
    /// The market of a service that hands out no log at all, which says nothing about what it did.
    @Test func aServiceWithoutALogIsNotClean() throws {
        let terminal = try Terminal()
        let port = freePort()
        #expect(try terminal.run("zkservice init --data market --development --no-key").status == 0)
        let service = try terminal.start("zkservice serve --data market --port \(port)")
        for _ in 0..<1200 {
            if try terminal.run("zktask list --service http://127.0.0.1:\(port)").status == 0 { break }
            usleep(50_000)
        }
        let relay = try Relay(to: port, withholding: "/v1/log/export")
        let honest = try terminal.run("zkverify audit http://127.0.0.1:\(port)")
        #expect(honest.status == 0 && honest.output.hasPrefix("CLEAN."), "\(honest.errors)")
        let withheld = try terminal.run("zkverify audit http://127.0.0.1:\(relay.port)")
        #expect(withheld.status == 2 && withheld.errors.contains("sent no log"), "\(withheld.errors)")
        #expect(withheld.output.isEmpty)
        service.process.terminate()
        #expect(try service.finish().status == 0)
        try terminal.write(Data(), to: "empty.jsonl")
        let file = try terminal.run("zkverify audit empty.jsonl")
        #expect(file.status == 2 && file.output.isEmpty)
    }
}

/// Hands requests on to a service, one a connection, and answers one path itself with nothing.
private final class Relay: @unchecked Sendable {
    // Sendable because nothing in it changes.
    private let listener: Listener
    private let service: Int
    private let path: String

    var port: Int { listener.port }

    init(to service: Int, withholding path: String) throws {
        listener = try Listener()
        (self.service, self.path) = (service, path)
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(listener.descriptor, nil, nil)
                guard connection >= 0 else { return }
                answer(connection)
                close(connection)
            }
        }
    }

    private func answer(_ connection: Int32) {
        var request = ""
        while !request.hasSuffix("\r\n\r\n") {
            let piece = receive(from: connection)
            guard !piece.isEmpty else { return }
            request += String(decoding: piece, as: UTF8.self)
        }
        if request.hasPrefix("GET \(path)") {
            return send(Array("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".utf8), to: connection)
        }
        let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(upstream) }
        guard withLoopback(service, { connect(upstream, $0, $1) }) == 0 else { return }
        // "\r\n" is one character.
        send(Array((request.dropLast() + "connection: close\r\n\r\n").utf8), to: upstream)
        while case let piece = receive(from: upstream), !piece.isEmpty { send(piece, to: connection) }
    }

    private func receive(from descriptor: Int32) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &buffer, buffer.count)
        return Array(buffer.prefix(max(0, count)))
    }

    private func send(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
