internal import Hummingbird
internal import NIOCore
internal import Wire

extension Request {
    /// The whole content, at most `limit` bytes of it within so many seconds.
    ///
    /// Whoever sends more, or takes longer, has the connection closed after the answer by its `ConnectionWatch`.
    func content(limit: Int, seconds: Int) async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem.tooLarge(limit: limit)
        }
        let body = body
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                var content: [UInt8] = []
                for try await part in body {
                    guard content.count + part.readableBytes <= limit else { throw Problem.tooLarge(limit: limit) }
                    content += part.readableBytesView
                }
                return content
            }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw Problem.tooSlow
            }
            defer { group.cancelAll() }
            return try await group.next()!
        }
    }
}
