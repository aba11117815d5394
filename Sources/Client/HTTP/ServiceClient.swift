internal import Formats
internal import HTTPSignatures
internal import HTTPTypes
internal import Synchronization
internal import Wire

/// Speaks with one service.
///
/// Every call is sent again, with waits between, where the network or the service fails for the moment; a call that
/// changes something has an `Idempotency-Key` that is the same each time, so that a lost answer never does it twice. Answers
/// are read within bounds: the service is not trusted. Call `close` at the end.
package final class ServiceClient: Sendable {
    package let address: ServiceAddress
    let transport: Transport
    let patience: Patience
    private let hasAnswered = Atomic(false)

    /// The most bytes of a problem that are read.
    private static let problemLimit = Problem.maximumByteCount
    /// The longest that one attempt takes, in seconds: a reveal waits for its verdict.
    private static let attemptSeconds = 60.0

    /// - Parameter trustRoots: a PEM file of certificates that are trusted besides the system's.
    package init(
        _ address: ServiceAddress, trustRoots: String? = nil, patience: Patience = Patience(attemptsAtRestart: 12)
    ) {
        self.address = address
        self.patience = patience
        transport = Transport(trustRoots: trustRoots)
    }

    package func close() async { await transport.close() }

    /// What a call sends.
    struct Call: Sendable {
        var method: HTTPRequest.Method = .get
        /// With its query.
        let path: String
        var content: [UInt8] = []
        /// The same each time that the same thing is meant: 1 to 128 visible ASCII characters.
        var once: String?
        /// The most bytes that the answer may have.
        let limit: Int
    }

    /// The content of the answer to a call, which `signer` signs anew for every attempt.
    func content(_ call: Call, signedBy signer: Signer? = nil) async throws(ClientError) -> [UInt8] {
        var attempt = 0
        while true {
            attempt += 1
            var request = request(call)
            do throws(SignatureError) {
                try signer?.sign(&request, content: call.content)
            } catch {
                throw .unsignable(error.sentence)
            }
            if let content = try await self.attempt(attempt, request, call) { return content }
        }
    }

    /// A message in answer to a call.
    func message<Answer: Message>(_ content: [UInt8]) throws(ClientError) -> Answer {
        do throws(JSONError) {
            return try Answer(response: content)
        } catch {
            throw .malformedAnswer(address, "in its answer, \(error.description)")
        }
    }

    func request(_ call: Call) -> HTTPRequest {
        var request = HTTPRequest(
            method: call.method, scheme: address.scheme.rawValue, authority: address.authority, path: call.path)
        request.headerFields[.accept] = "*/*"
        request.headerFields[.userAgent] = "VerifiedCompute"
        if !call.content.isEmpty { request.headerFields[.contentType] = "application/json" }
        if let once = call.once { request.headerFields[.idempotencyKey] = once }
        return request
    }

    /// One attempt: the content of its answer, or nil where it is to be tried again, after the wait that is over then.
    private func attempt(
        _ attempt: Int, _ request: HTTPRequest, _ call: Call
    ) async throws(ClientError) -> [UInt8]? {
        let failure: ClientError
        var (retryAfter, isAtRestart): (Int?, Bool) = (nil, false)
        switch await outcome(of: request, call) {
        case .success(let answer):
            hasAnswered.store(true, ordering: .relaxed)
            if (200...202).contains(answer.status) {
                guard answer.content.count <= call.limit else {
                    throw .malformedAnswer(address, "its answer is larger than it may be")
                }
                return answer.content
            }
            failure = problem(in: answer)
            guard [429, 502, 503, 504].contains(answer.status) else { throw failure }
            retryAfter = answer.fields[.retryAfter].flatMap { Int($0) }
        case .failure(let error):
            failure = .unreachable(address, error)
            guard error.isPassing else { throw failure }
            isAtRestart = error == .refusedConnection && hasAnswered.load(ordering: .relaxed)
        }
        var generator = SystemRandomNumberGenerator()
        guard
            let wait = patience.wait(
                after: attempt, retryAfter: retryAfter, atRestart: isAtRestart, using: &generator)
        else {
            throw failure
        }
        do { try await Task.sleep(for: .seconds(wait)) } catch { throw .unreachable(address, .cancelled) }
        return nil
    }

    private func outcome(of request: HTTPRequest, _ call: Call) async -> Result<Transport.Answer, TransportError> {
        do throws(TransportError) {
            return .success(
                try await transport.answer(
                    to: request, content: call.content, limit: max(call.limit, Self.problemLimit),
                    seconds: Self.attemptSeconds))
        } catch {
            return .failure(error)
        }
    }

    /// What an answer that is no success says.
    func problem(in answer: Transport.Answer) -> ClientError {
        guard let problem = try? Problem(response: answer.content), problem.status == answer.status else {
            return .malformedAnswer(address, "it answers with status \(answer.status)")
        }
        return .problem(problem)
    }
}
