internal import Escrow
internal import HTTPSignatures
internal import HTTPTypes
internal import Hummingbird
internal import Ledger
internal import Sealing
internal import Synchronization
internal import Wire

/// Whoever signed a request, with the content that was signed.
struct Caller: Sendable {
    let party: ID<Party>
    let content: [UInt8]
    /// Of a call that moves money.
    let once: Idempotency?
}

/// Keeps in the books in which second the last request was signed that was taken, before it is: a service that is started
/// anew takes none of that second or before, also where the clock was set back by up to twice its tolerance.
final class SignedSeconds: Sendable {
    private let books: Books
    private let noted = Mutex<Int64>(0)

    init(_ books: Books) { self.books = books }

    func note(_ second: Int64) async throws(BooksError) {
        guard second > noted.withLock({ $0 }) else { return }
        try await books.note(signed: second)
        noted.withLock { $0 = max($0, second) }
    }
}

/// Finds out who calls.
struct Reception: Sendable {
    let verifier: RequestVerifier
    let clock: MarketClock
    let limits: Limits
    let scheme: String
    let identities: RateLimiter<ID<Party>>
    let signed: SignedSeconds

    /// The signer of a request without content.
    func caller(_ request: Request) async throws -> Caller {
        try await caller(request, limit: 0, isOnce: false)
    }

    /// The signer of a call that moves money, and what it counts once under.
    func payer(_ request: Request, limit: Int = 0) async throws -> Caller {
        try await caller(request, limit: limit, isOnce: true)
    }

    private func caller(_ request: Request, limit: Int, isOnce: Bool) async throws -> Caller {
        var head = request.head
        head.scheme = scheme
        let signed: SignedHead
        do throws(SignatureError) {
            signed = try verifier.head(of: head, at: clock.second)
        } catch {
            throw Problem(error)
        }
        let party = ID<Party>(signed.signer.bytes)!
        try identities.take(party)
        // A client's clock may be ahead. Its request waits for its second, so that after a new start of the service nothing
        // that was taken before can have been signed later.
        while signed.created > clock.second { try await Task.sleep(for: .milliseconds(100)) }
        try await self.signed.note(signed.created)
        if limit > 0, head.headerFields[.contentType]?.isJSON != true { throw Problem.notAcceptable }
        let content = try await request.content(limit: limit, seconds: limits.contentSeconds)
        do throws(SignatureError) {
            _ = try signed.request(content: content)
        } catch {
            throw Problem(error)
        }
        return Caller(
            party: party, content: content,
            once: isOnce ? try Self.idempotency(of: head, content: content, caller: party) : nil)
    }

    /// What the request is told apart by: its own key, and a digest of method, target and content.
    private static func idempotency(
        of head: HTTPRequest, content: [UInt8], caller: ID<Party>
    ) throws(Problem) -> Idempotency {
        var transcript = Transcript.digest("VerifiedCompute/idempotency/v1")
        transcript.append(Array(head.method.rawValue.utf8))
        transcript.append(Array((head.path ?? "").utf8))
        transcript.append(content)
        let body = ID<Idempotency>(transcript.finish())!
        let fields = head.headerFields[values: .idempotencyKey]
        guard fields.count == 1, fields[0].utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
            let once = Idempotency(caller: caller, key: fields[0], body: body)
        else { throw .idempotencyKeyMissing }
        return once
    }
}

extension String {
    /// `application/json`, with or without parameters.
    fileprivate var isJSON: Bool {
        let type = prefix { $0 != ";" }.lowercased()
        return type == "application/json" || type == "application/json "
    }
}
