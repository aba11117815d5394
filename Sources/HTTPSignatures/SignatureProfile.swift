import HTTPTypes

/// What signer and verifier agree on beyond RFC 9421 (section 1.4 asks for it).
public struct SignatureProfile: Hashable, Sendable {
    /// The value of `tag`: says what the signature is for, and tells it from others on the same request.
    public let tag: String
    /// Covered in every request.
    public let required: [Component]
    /// Covered wherever the request has them.
    public let requiredWherePresent: [Component]

    public init(tag: String, required: [Component], requiredWherePresent: [Component]) {
        self.tag = tag
        self.required = required
        self.requiredWherePresent = requiredWherePresent
    }

    /// Requests to a verifier service: all of the target, all of the content, and what makes a repetition harmless.
    public static let verifierService = SignatureProfile(
        tag: "verified-compute", required: [.method, .authority, .path, .query],
        requiredWherePresent: [.field(.contentDigest), .field(.contentType), .field(.idempotencyKey)])

    /// The profile's components for a request that has these fields.
    func components(where isPresent: (Component) -> Bool) -> [Component] {
        required + requiredWherePresent.filter(isPresent)
    }
}
