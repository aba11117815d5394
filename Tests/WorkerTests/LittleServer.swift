import Client
import Synchronization
import TestSupport

/// A small HTTP server on loopback that answers each path as a test says: for what no honest service does.
final class LittleServer: Sendable {
    private let listener: Listener
    private let answer: @Sendable (String) -> (status: Int, content: [UInt8])
    private let seen = Mutex<[String]>([])
    let address: ServiceAddress

    /// The paths that were asked for, with their queries.
    var paths: [String] { seen.withLock { $0 } }

    init(_ answer: @escaping @Sendable (String) -> (status: Int, content: [UInt8])) throws {
        self.answer = answer
        listener = try Listener()
        address = ServiceAddress("http://127.0.0.1:\(listener.port)")!
        listener.serve { [self] in serve($0) }
    }

    func stop() { listener.stop() }

    private func serve(_ connection: AcceptedConnection) {
        let request = connection.head()
        let words = request.split(separator: " ", maxSplits: 2)
        guard words.count == 3, connection.drain(request) else { return }
        let path = String(words[1])
        seen.withLock { $0.append(path) }
        let (status, content) = answer(path)
        let head = "HTTP/1.1 \(status) X\r\nContent-Length: \(content.count)\r\nConnection: close\r\n\r\n"
        connection.send(Array(head.utf8) + content)
    }
}
