import Foundation
import Glibc

/// A socket that listens on a port of its own of this machine, until the object goes.
public final class Listener: Sendable {
    public let descriptor: Int32
    public let port: Int

    public init() throws {
        (descriptor, port) = boundSocket()
        guard listen(descriptor, 16) == 0 else { throw POSIXError(.EADDRINUSE) }
    }

    deinit { close(descriptor) }

    /// Gives each connection to `body` on a thread of its own, and closes it afterwards, until `stop`.
    public func serve(_ body: @escaping @Sendable (AcceptedConnection) -> Void) {
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread {
                    body(AcceptedConnection(descriptor: connection))
                    close(connection)
                }
            }
        }
    }

    public func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}

/// A connection that somebody else opened.
public struct AcceptedConnection: Sendable {
    let descriptor: Int32

    /// What comes up to the empty line that ends the head of an HTTP message, or up to the end.
    public func head() -> String {
        var head: [UInt8] = []
        var byte: UInt8 = 0
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8), read(descriptor, &byte, 1) == 1 { head.append(byte) }
        return String(decoding: head, as: UTF8.self)
    }

    /// Reads the content that a head announces: what is left unread would break the answer off. False where it does not come.
    public func drain(_ head: String) -> Bool {
        let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        var byte: UInt8 = 0
        for _ in 0..<(length.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0) {
            guard read(descriptor, &byte, 1) == 1 else { return false }
        }
        return true
    }

    /// Whether all of it was taken before the other end went.
    @discardableResult
    public func send(_ bytes: some Sequence<UInt8>) -> Bool {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }
}
