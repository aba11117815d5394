public import HTTPTypes
import RawStructuredFieldValues
import Sealing

/// Decides who signed a request, and takes each signed request once. May be shared by any number of tasks.
public final class RequestVerifier: Sendable {
    public let policy: SignaturePolicy
    private let nonces: NonceStore

    /// A verifier that remembers nothing yet.
    ///
    /// After a restart the nonces of the last minutes are gone. With `horizon` at the second of the start, plus
    /// `policy.clockSkew`, plus 1, no request from before can be taken again, at the price that nobody's is taken for
    /// `clockSkew` seconds. A service whose state tells repetitions apart by itself may begin at an earlier second.
    ///
    /// - Parameters:
    ///   - capacity: the most requests that are taken within `policy.maximumAge`; about 40 bytes each.
    ///   - horizon: requests created before this second are refused.
    public init(policy: SignaturePolicy, capacity: Int = 1 << 20, horizon: Int64) {
        self.policy = policy
        nonces = NonceStore(capacity: capacity, horizon: horizon)
    }

    /// The head of a request, once its signature holds, its time has come and not gone, and its nonce is new.
    ///
    /// What costs least is checked first, the signature before the nonce: nobody can use up another's nonces. The
    /// content is checked by `SignedHead.request(content:)`, so that it need not be read of those who may not send it.
    ///
    /// - Parameter now: seconds since the beginning of 1970.
    public func head(of request: HTTPRequest, at now: Int64) throws(SignatureError) -> SignedHead {
        let (parameters, signature) = try signature(on: request)
        try checkCover(parameters, request)
        let coversDigest = parameters.components.contains(.field(.contentDigest))
        let digest = coversDigest ? try ContentDigest(in: request.headerFields) : nil

        guard let created = parameters.created else { throw .parameterMissing(.created) }
        guard let nonce = parameters.nonce else { throw .parameterMissing(.nonce) }
        guard let keyid = parameters.keyid else { throw .parameterMissing(.keyid) }
        guard created <= now + policy.clockSkew else { throw .createdInFuture }
        guard created >= now - policy.maximumAge else { throw .tooOld }
        if let expires = parameters.expires {
            guard expires >= created else { throw .parameterInvalid(.expires) }
            guard expires >= now else { throw .expired }
        }
        guard policy.authorities.contains(try Component.authority.value(in: request)) else { throw .otherAuthority }

        let base = try parameters.signatureBase(of: request)
        guard let signer = KeyIdentifier.key(of: keyid) else { throw .parameterInvalid(.keyid) }
        guard signer.isValid(signature, ofBareText: base) else { throw .signatureInvalid }
        try nonces.claim(nonce, of: signer, created: created, horizon: now - policy.maximumAge)
        return SignedHead(head: request, signer: signer, created: created, nonce: nonce, digest: digest)
    }

    /// The one signature that has the profile's tag. Others, which a proxy may have added, are passed over.
    private func signature(
        on request: HTTPRequest
    ) throws(SignatureError) -> (SignatureParameters, signature: [UInt8]) {
        let inputs = try StructuredDictionary.read(.signatureInput, of: request.headerFields)
        let ours = inputs.compactMap { label, member -> (label: String, list: InnerList)? in
            guard case .innerList(let list) = member, list.rfc9651Parameters["tag"] == .string(policy.profile.tag)
            else { return nil }
            return (label, list)
        }
        guard let (label, list) = ours.first else { throw .unsigned }
        guard ours.count == 1 else { throw .ambiguous }
        let signatures = try StructuredDictionary.read(.signature, of: request.headerFields)
        guard let signature = signatures[label]?.byteSequence, signature.count == 64 else {
            throw .signatureMalformed
        }
        return (try SignatureParameters(list), signature)
    }

    /// Covered is all that the profile says, and nothing that can be read in two ways.
    private func checkCover(_ parameters: SignatureParameters, _ request: HTTPRequest) throws(SignatureError) {
        for component in policy.profile.components(where: { $0.isPresent(in: request) })
        where !parameters.components.contains(component) {
            throw .notCovered(component)
        }
        for component in parameters.components { try component.requireOneLine(in: request) }
    }
}
