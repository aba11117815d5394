import Logging
import Synchronization

/// Keeps what a service logs.
final class LogBook: Sendable {
    struct Line: Sendable {
        let message: String
        /// What the logger has of its own, and what the line brings.
        let metadata: [String: String]
    }

    private let kept = Mutex<[Line]>([])

    var lines: [Line] { kept.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Writer(book: self) } }

    private struct Writer: LogHandler {
        let book: LogBook
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        init(book: LogBook) { self.book = book }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
            book.kept.withLock { $0.append(Line(message: "\(event.message)", metadata: all)) }
        }
    }
}
