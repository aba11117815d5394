/// A task as it is posted: its terms and the initiator's signature over the digest of their canonical bytes.
///
/// Reading checks the form and not the signature, which takes libsodium and is checked a layer up.
public struct PostedTask: Hashable, Sendable {
    /// More than a task of any kind takes.
    public static let maximumByteCount = 4096

    public let terms: TaskTerms
    /// Ed25519, by `terms.initiator.signingKey`.
    public let signature: Bytes<64>

    public init(terms: TaskTerms, signature: Bytes<64>) {
        self.terms = terms
        self.signature = signature
    }

    /// The terms' canonical bytes, then the signature.
    public var canonicalBytes: [UInt8] { terms.canonicalBytes + signature.array }

    /// Reads exactly what `canonicalBytes` writes: no other bytes are this task, and no bytes may follow.
    public init(canonicalBytes bytes: [UInt8]) throws(BinaryError) {
        var reader = BinaryReader(bytes)
        try self.init(from: &reader)
    }

    /// Reads to the end of `reader`.
    init(from reader: inout BinaryReader) throws(BinaryError) {
        guard reader.remaining <= Self.maximumByteCount else {
            throw reader.error("task", .tooLong(length: reader.remaining, limit: Self.maximumByteCount))
        }
        terms = try TaskTerms(from: &reader)
        signature = try reader.readBytes("initiator's signature")
        try reader.finish()
    }
}
