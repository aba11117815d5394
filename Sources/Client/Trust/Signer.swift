internal import FoundationEssentials
internal import HTTPSignatures
internal import HTTPTypes
package import Sealing

/// Signs requests for one identity, which is wiped with the last of its signers.
package final class Signer: Sendable {
    private final class Holder: Sendable {
        let identity: Identity

        init(_ identity: consuming Identity) { self.identity = identity }
    }

    private let holder: Holder
    private let clock: @Sendable () -> Int64

    package convenience init(_ identity: consuming Identity) {
        self.init(Holder(identity), clock: { Int64(Date().timeIntervalSince1970) })
    }

    private init(_ holder: Holder, clock: @escaping @Sendable () -> Int64) {
        self.holder = holder
        self.clock = clock
    }

    /// The same identity, which signs at the seconds since 1970 that `clock` tells: a service's own, where this machine's clock
    /// may be wrong.
    package func timed(by clock: @escaping @Sendable () -> Int64) -> Signer { Signer(holder, clock: clock) }

    package var key: VerificationKey { holder.identity.verificationKey }

    /// Lends the identity.
    package func withIdentity<Value, Failure: Error>(
        _ body: (borrowing Identity) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try body(holder.identity)
    }

    /// Signs the request and its content as of now, with a nonce of its own.
    func sign(_ request: inout HTTPRequest, content: [UInt8]) throws(SignatureError) {
        try request.sign(with: holder.identity.signingKey, content: content, at: clock())
    }
}
