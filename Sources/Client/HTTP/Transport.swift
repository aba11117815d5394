internal import AsyncHTTPClient
internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL

/// Sends requests and reads answers. It follows no redirection, keeps no cookies and unpacks nothing: what was signed goes
/// to whom it was signed for.
struct Transport: Sendable {
    struct Answer: Sendable {
        let status: Int
        let fields: HTTPFields
        let content: [UInt8]
    }

    /// A client that is closed with whoever holds it: one that is let go of unclosed ends the program.
    private final class Owner: Sendable {
        let client: HTTPClient

        init(_ client: HTTPClient) { self.client = client }

        deinit { client.shutdown { _ in } }
    }

    private let owner: Owner
    private var client: HTTPClient { owner.client }

    /// - Parameter trustRoots: a PEM file of certificates that are trusted besides the system's.
    init(trustRoots: String? = nil) {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        // A stream of events says every ten seconds that it lives.
        configuration.timeout = .init(connect: .seconds(10), read: .seconds(30))
        // Whoever calls has patience of their own; nobody waits ten seconds to hear that nobody listens.
        configuration.connectionPool.retryConnectionEstablishment = false
        if let trustRoots {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = [.file(trustRoots)]
            configuration.tlsConfiguration = tls
        }
        owner = Owner(HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration))
    }

    /// Closes the connections. Nothing is sent afterwards.
    func close() async { try? await client.shutdown() }

    /// The whole answer, with at most `limit` bytes of content, within so many seconds.
    func answer(
        to request: HTTPRequest, content: [UInt8], limit: Int, seconds: Double
    ) async throws(TransportError) -> Answer {
        try await catching {
            try await withThrowingTaskGroup(of: Answer.self) { group in
                group.addTask {
                    let response = try await send(request, content)
                    var bytes: [UInt8] = []
                    for try await part in response.body {
                        guard bytes.count + part.readableBytes <= limit else { throw TransportError.tooLarge(limit) }
                        bytes += part.readableBytesView
                    }
                    return Answer(
                        status: Int(response.status.code), fields: Self.fields(response.headers), content: bytes)
                }
                group.addTask {
                    try await Task.sleep(for: .seconds(seconds))
                    throw TransportError.timeout
                }
                defer { group.cancelAll() }
                return try await group.next()!
            }
        }
    }

    /// An answer whose content is read as it comes. Thirty seconds without any end it.
    ///
    /// - Parameters:
    ///   - limit: how much is read of the content of an answer that is no success.
    ///   - opened: gets the status and the fields of one that is, once; returns whether to go on.
    ///   - read: gets each piece of it; returns whether to go on.
    /// - Returns: an answer that is no success.
    func stream(
        _ request: HTTPRequest, limit: Int, opened: (Int, HTTPFields) async throws -> Bool,
        read: ([UInt8]) async throws -> Bool
    ) async throws -> Answer? {
        let response: HTTPClientResponse
        do { response = try await send(request, []) } catch { throw TransportError(error) }
        let (status, fields) = (Int(response.status.code), Self.fields(response.headers))
        let isSuccess = (200..<300).contains(status)
        if isSuccess { guard try await opened(status, fields) else { return nil } }
        var (parts, refusal) = (response.body.makeAsyncIterator(), [UInt8]())
        while isSuccess || refusal.count < limit {
            let part: ByteBuffer?
            do { part = try await parts.next() } catch { throw TransportError(error) }
            guard let part else { break }
            if !isSuccess {
                refusal += part.readableBytesView.prefix(limit - refusal.count)
            } else if try await !read(Array(part.readableBytesView)) {
                break
            }
        }
        return isSuccess ? nil : Answer(status: status, fields: fields, content: refusal)
    }

    private func send(_ request: HTTPRequest, _ content: [UInt8]) async throws -> HTTPClientResponse {
        let target = "\(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")"
        var message = HTTPClientRequest(url: target)
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headerFields { message.headers.add(name: field.name.rawName, value: field.value) }
        if !content.isEmpty { message.body = .bytes(ByteBuffer(bytes: content)) }
        return try await client.execute(message, timeout: .seconds(60))
    }

    private func catching<Value: Sendable>(_ body: () async throws -> Value) async throws(TransportError) -> Value {
        do { return try await body() } catch { throw TransportError(error) }
    }

    /// Fields whose names or values are none are passed over.
    private static func fields(_ headers: HTTPHeaders) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in headers {
            guard let name = HTTPField.Name(name), HTTPField.isValidValue(value) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        return fields
    }
}
