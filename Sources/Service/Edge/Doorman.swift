internal import HTTPTypes
internal import Hummingbird
internal import Ledger
internal import Logging
internal import NIOCore
internal import Wire

extension HTTPField.Name {
    static let developmentMode = HTTPField.Name("Development-Mode")!
    static let requestID = HTTPField.Name("Request-Id")!
    static let contentTypeOptions = HTTPField.Name("X-Content-Type-Options")!
}

/// Stands before every call: counts, limits, logs one line, and turns every error into a problem.
struct Doorman: RouterMiddleware {
    typealias Context = Visit

    let isDevelopment: Bool
    let addresses: RateLimiter<String>
    let measures: Measures
    let calls: [Call]

    func handle(
        _ request: Request, context: Visit, next: (Request, Visit) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var code = "-"
        var response: Response
        do {
            try addresses.take(context.address)
            response = try await next(request, context)
        } catch {
            let problem = self.problem(error, request, context)
            code = problem.code
            measures.refused(code)
            response = Answer.problem(problem)
            if problem.status == 405 { response.headers[.allow] = Call.allowed(calls, request.uri.path) }
        }
        response.headers[.requestID] = context.number
        response.headers[.contentTypeOptions] = "nosniff"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if isDevelopment { response.headers[.developmentMode] = "true" }
        note(request, context, response, code, ContinuousClock.now - start)
        return response
    }

    private func problem(_ error: any Error, _ request: Request, _ context: Visit) -> Problem {
        switch error {
        case let error as Problem: return error
        case let error as BooksError:
            if case .storage(let code, _) = error {
                context.logger.error("the books could not be read or written", metadata: ["sqlite": "\(code)"])
            }
            return Problem(error)
        case is ClockFault: return .clockParted
        case let error as HTTPError where error.status == .notFound:
            return Call.allowed(calls, request.uri.path).isEmpty ? .noSuchPath : .methodNotAllowed
        default:
            context.logger.error("a call failed", metadata: ["reason": "\(type(of: error))"])
            return .internalError
        }
    }

    private func note(
        _ request: Request, _ context: Visit, _ response: Response, _ code: String, _ duration: Duration
    ) {
        let path = context.endpointPath ?? "-"
        let status = Int(response.status.code)
        measures.answered(
            request.method.isKnown ? request.method.rawValue : "other", path, status: status, in: duration)
        context.logger.info(
            "request",
            metadata: [
                "method": "\(request.method.isKnown ? request.method.rawValue : "other")", "path": "\(path)",
                "status": "\(status)", "code": "\(code)", "address": "\(context.address)",
                "ms": "\(duration.milliseconds)",
            ])
    }
}

extension HTTPRequest.Method {
    /// Whether it is one that a log and a metric may repeat.
    fileprivate var isKnown: Bool { [.get, .head, .post, .put, .delete, .options, .patch].contains(self) }
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
