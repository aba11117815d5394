public import HTTPTypes
public import Sealing

/// The head of a request whose signature holds. Only `RequestVerifier` makes one.
public struct SignedHead: Sendable {
    public let head: HTTPRequest
    /// Whose key signed it.
    public let signer: VerificationKey
    /// When it was signed, by the signer's clock: seconds since the beginning of 1970.
    public let created: Int64
    public let nonce: String
    /// Covered by the signature; nil where the request has no content.
    public let digest: ContentDigest?

    /// Throws `otherSigner` unless the signer is the identity with these 32 bytes.
    public func require(signer claimed: [UInt8]) throws(SignatureError) {
        guard signer.bytes == claimed else { throw .otherSigner }
    }

    /// The whole request, once the content is what was signed. Throws `digestMissing` for content without a digest, and
    /// `digestMismatch`.
    public func request(content: [UInt8]) throws(SignatureError) -> SignedRequest {
        if let digest {
            guard digest == ContentDigest(of: content) else { throw .digestMismatch }
        } else {
            guard content.isEmpty else { throw .digestMissing }
        }
        return SignedRequest(head: self, content: content)
    }
}

/// A request all of which was signed: whoever holds one need check no signature, digest or nonce.
public struct SignedRequest: Sendable {
    public let head: SignedHead
    public let content: [UInt8]

    public var signer: VerificationKey { head.signer }

    fileprivate init(head: SignedHead, content: [UInt8]) {
        self.head = head
        self.content = content
    }
}
