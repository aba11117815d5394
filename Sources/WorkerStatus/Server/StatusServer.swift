internal import Formats
internal import Foundation
internal import Glibc
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
package import Worker

/// Tells a worker's status on loopback:
///
///     POST /rpc        JSON-RPC 2.0 (`EdgeCalls`)
///     GET  /status     everything, as JSON (`StatusReport`)
///     GET  /metrics    for Prometheus (`WorkerMeasures`)
///     GET  /healthz    whether the process runs
///
/// It reads and changes nothing, and has no secret to tell. Still, what a worker earns is nobody's business: it listens where
/// only this machine reaches it, and answers no page of a browser (`Gatekeeper`).
package struct StatusServer: Sendable {
    private let address: StatusAddress
    private let workspace: String
    private let history: History
    private let status: @Sendable () -> Status

    private static let connections = 32

    /// - Parameters:
    ///   - workspace: the worker's folder, which exists: it gets the file that says where the server listens.
    ///   - status: what the worker does now. Called once a request, from any thread.
    package init(
        at address: StatusAddress, workspace: String, history: History, status: @escaping @Sendable () -> Status
    ) {
        self.address = address
        self.workspace = workspace
        self.history = history
        self.status = status
    }

    /// It does not listen: `reason` is what the system says.
    package struct Failure: Error, Hashable, Sendable {
        package let address: StatusAddress
        package let isInUse: Bool
        package let reason: String

        /// One sentence for people, and what to do.
        package var sentence: String {
            isInUse
                ? "the port of \(address) is in use, so the status cannot be told there: give --status another HOST:PORT, 127.0.0.1:0 for any that is free, or off"
                : "the status cannot be told at \(address): \(reason)"
        }
    }

    /// Listens, runs `body` with the address where it does, and closes everything when `body` ends.
    ///
    /// Throws `Failure` before `body` begins where it cannot listen.
    package func serve<Value: Sendable>(
        _ body: @Sendable (StatusAddress) async throws -> Value
    ) async throws -> Value {
        let (ports, port) = AsyncStream<Int>.makeStream()
        let application = application { port.yield($0) }
        let server = Task {
            defer { port.finish() }
            try await application.run()
        }
        return try await withTaskCancellationHandler {
            guard let port = await ports.first(where: { _ in true }) else {
                throw failure(await server.result)
            }
            let bound = address.with(port: port)
            let file = AddressFile(workspace: workspace)
            // Only who asks for the status misses it.
            try? file.write(bound)
            let result: Result<Value, any Error>
            do { result = .success(try await body(bound)) } catch { result = .failure(error) }
            file.remove()
            server.cancel()
            _ = await server.result
            return try result.get()
        } onCancel: {
            server.cancel()
        }
    }

    private func failure(_ result: Result<Void, any Error>) -> any Error {
        switch result {
        case .success: return CancellationError()
        case .failure(let error as IOError):
            return Failure(
                address: address, isInUse: error.errnoCode == EADDRINUSE,
                reason: String(cString: strerror(error.errnoCode)).lowercased())
        case .failure(let error): return Failure(address: address, isInUse: false, reason: "\(type(of: error))")
        }
    }

    // MARK: Calls

    private func application(onListening: @escaping @Sendable (Int) -> Void) -> some ApplicationProtocol {
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: Gatekeeper())
        let (status, workspace) = (status, StatusQuery.absolute(workspace))
        let dispatcher = EdgeCalls(history: history, status: status).dispatcher
        router.get("/healthz") { _, _ in Self.answer("ok\n", "text/plain") }
        router.get("/metrics") { _, _ in
            Self.answer(WorkerMeasures.text(status()), "text/plain; version=0.0.4; charset=utf-8")
        }
        router.get("/status") { _, _ in
            let report = StatusReport(process: getpid(), workspace: workspace, status: status())
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Self.answer(String(decoding: try encoder.encode(report), as: UTF8.self) + "\n", "application/json")
        }
        router.post("/rpc") { request, _ in
            guard request.headers[.contentType].map(Self.isJSON) == true else {
                throw HTTPError(.unsupportedMediaType)
            }
            let body = try await request.body.collect(upTo: RPCDispatcher.byteLimit)
            guard let answer = dispatcher.answer(Array(body.readableBytesView)) else {
                return Response(status: .noContent)
            }
            return Self.answer(answer.compactText + "\n", "application/json")
        }
        var logger = Logger(label: "status")
        logger.logLevel = .critical
        return Application(
            router: router,
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(30),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 8192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 64))),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port),
                availableConnectionsDelegate: MaximumAvailableConnections(Self.connections, logger: logger)),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) }, logger: logger)
    }

    /// A page of another site can have a browser send a form or plain text here without asking first, and JSON it cannot.
    private static func isJSON(_ type: String) -> Bool {
        let media = type.prefix { $0 != ";" }.lowercased()
        return media.trimmingCharacters(in: .whitespaces) == "application/json"
    }

    private static func answer(_ text: String, _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
