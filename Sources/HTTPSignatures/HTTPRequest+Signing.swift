public import HTTPTypes
public import Sealing

extension HTTPRequest {
    /// The label under which a signature stands.
    private static let signatureLabel = "sig1"

    /// Signs the request and its content: sets `Signature-Input`, `Signature` and, with content, `Content-Digest`.
    ///
    /// All else must be set before: method, scheme, authority, path, and the fields that the profile covers. `keyid` is
    /// the key in 64 lower-case hexadecimal digits.
    ///
    /// - Parameters:
    ///   - now: seconds since the beginning of 1970.
    ///   - lifetime: after so many seconds the signature is void. The verifier may refuse it sooner.
    ///   - nonce: 1 to 128 printable characters that this key has never signed before; random where it is left out.
    ///
    /// Throws where something that must be covered is absent, is no printable ASCII, or stands on several lines.
    public mutating func sign(
        with key: borrowing SigningKey, content: [UInt8] = [], at now: Int64, lifetime: Int64 = 60,
        nonce: String? = nil, profile: SignatureProfile = .verifierService
    ) throws(SignatureError) {
        headerFields[.contentDigest] = content.isEmpty ? nil : ContentDigest(of: content).fieldValue
        let components = profile.components { $0.isPresent(in: self) }
        for component in components { try component.requireOneLine(in: self) }
        let (expires, overflow) = now.addingReportingOverflow(lifetime)
        guard !overflow else { throw .parameterInvalid(.expires) }
        let parameters = try SignatureParameters(
            components: components, created: now, expires: expires,
            nonce: nonce ?? Base64.url.text(of: Sodium.randomBytes(16)),
            keyid: KeyIdentifier.text(of: key.verificationKey), alg: SignatureParameters.algorithm, tag: profile.tag)
        let signature = key.signature(ofBareText: try parameters.signatureBase(of: self))
        headerFields[.signatureInput] = "\(Self.signatureLabel)=\(parameters.text)"
        headerFields[.signature] = "\(Self.signatureLabel)=:\(Base64.standard.text(of: signature)):"
    }
}

extension Component {
    /// False for a field that the request does not have.
    func isPresent(in request: HTTPRequest) -> Bool {
        guard case .field(let name) = self else { return true }
        return request.headerFields.contains(name)
    }

    func requireOneLine(in request: HTTPRequest) throws(SignatureError) {
        guard case .field(let name) = self, request.headerFields[values: name].count > 1 else { return }
        throw .componentOnSeveralLines(self)
    }
}
