public import Escrow

/// What makes a request count once: the caller's own key for it, and a digest of all that it asks for.
public struct Idempotency: Hashable, Sendable {
    /// Of a key, in bytes of UTF-8.
    public static let byteCounts = 1...128

    /// Keys of different callers have nothing to do with each other.
    public let caller: ID<Party>
    public let key: String
    /// A digest of the request: the same key with another body is an error.
    public let body: ID<Idempotency>

    /// Nil for a key whose length is outside `byteCounts`.
    public init?(caller: ID<Party>, key: String, body: ID<Idempotency>) {
        guard Self.byteCounts.contains(key.utf8.count) else { return nil }
        self.caller = caller
        self.key = key
        self.body = body
    }
}
