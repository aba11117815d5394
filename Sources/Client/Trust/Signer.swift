internal import FoundationEssentials
internal import HTTPSignatures
internal import HTTPTypes
package import Sealing

/// Signs requests for one identity, which is wiped with it.
package final class Signer: Sendable {
    private let identity: Identity

    package init(_ identity: consuming Identity) { self.identity = identity }

    package var key: VerificationKey { identity.verificationKey }

    /// Signs the request and its content as of now, with a nonce of its own.
    func sign(_ request: inout HTTPRequest, content: [UInt8]) throws(SignatureError) {
        try request.sign(with: identity.signingKey, content: content, at: Int64(Date().timeIntervalSince1970))
    }
}
