public import HTTPTypes

/// Why a request cannot be signed, or is not taken for signed. Never holds what the request says, but for names of
/// fields.
public enum SignatureError: Error, Hashable, Sendable {
    // What the message carries.

    /// No signature with the expected tag.
    case unsigned
    /// More than one signature with the expected tag.
    case ambiguous
    /// The lines of this field are longer together, or have more parts, than is read.
    case fieldTooLarge(HTTPField.Name)
    /// The field is not a dictionary in the one spelling that RFC 8941 serialises.
    case fieldMalformed(HTTPField.Name)
    /// `Signature` has no 64 bytes under the label of `Signature-Input`.
    case signatureMalformed

    // What the signature covers.

    /// A component with parameters, of an unknown kind or with an impossible name, at this place in the list, from 0.
    case componentUnsupported(index: Int)
    case componentRepeated(Component)
    case componentAbsent(Component)
    /// A covered field stands on several lines: which one counts is anybody's guess.
    case componentOnSeveralLines(Component)
    /// Characters that are no printable ASCII.
    case componentNotPlain(Component)
    /// A component that must be covered is not.
    case notCovered(Component)

    // Its parameters.

    case parameterUnknown(index: Int)
    case parameterMissing(SignatureParameters.Name)
    /// A value of another type, length or range.
    case parameterInvalid(SignatureParameters.Name)
    /// `keyid` is another key than that of whom the request claims to come from.
    case otherSigner
    /// The request is for a host that this service does not answer for.
    case otherAuthority
    /// Created later than now and the allowed difference of the clocks.
    case createdInFuture
    /// Created longer ago than is taken.
    case tooOld
    case expired

    // The cryptography.

    case signatureInvalid
    /// There is content and no `Content-Digest` with sha-256.
    case digestMissing
    case digestMismatch

    // Replays.

    case replayed
    /// More requests than can be remembered were made of late.
    case tooManyNonces

    /// For programs: the case's name in lower case with hyphens.
    public var code: String {
        switch self {
        case .unsigned: "unsigned"
        case .ambiguous: "ambiguous"
        case .fieldTooLarge: "field-too-large"
        case .fieldMalformed: "field-malformed"
        case .signatureMalformed: "signature-malformed"
        case .componentUnsupported: "component-unsupported"
        case .componentRepeated: "component-repeated"
        case .componentAbsent: "component-absent"
        case .componentOnSeveralLines: "component-on-several-lines"
        case .componentNotPlain: "component-not-plain"
        case .notCovered: "not-covered"
        case .parameterUnknown: "parameter-unknown"
        case .parameterMissing: "parameter-missing"
        case .parameterInvalid: "parameter-invalid"
        case .otherSigner: "other-signer"
        case .otherAuthority: "other-authority"
        case .createdInFuture: "created-in-future"
        case .tooOld: "too-old"
        case .expired: "expired"
        case .signatureInvalid: "signature-invalid"
        case .digestMissing: "digest-missing"
        case .digestMismatch: "digest-mismatch"
        case .replayed: "replayed"
        case .tooManyNonces: "too-many-nonces"
        }
    }

    /// One sentence for people.
    public var sentence: String {
        switch self {
        case .unsigned: "The request has no signature with this protocol's tag: sign it as RFC 9421 says."
        case .ambiguous: "The request has several signatures with this protocol's tag: send one."
        case .fieldTooLarge(let name):
            "The field \(name.canonicalName) is larger than is read: send one short signature."
        case .fieldMalformed(let name):
            "The field \(name.canonicalName) is not a dictionary as RFC 8941 serialises it."
        case .signatureMalformed:
            "The field signature has no 64 bytes in canonical base64 under the label of signature-input."
        case .componentUnsupported(let index):
            "The covered component at place \(index + 1) is none that is supported: cover whole fields by their names"
                + " in lower case, @method, @authority, @path and @query."
        case .componentRepeated(let component): "The component \(component.identifier) is covered twice: list it once."
        case .componentAbsent(let component):
            "The component \(component.identifier) is covered but the request has no such thing."
        case .componentOnSeveralLines(let component):
            "The field \(component.identifier) is sent several times: send it once."
        case .componentNotPlain(let component):
            "The component \(component.identifier) has characters that are no printable ASCII: encode them."
        case .notCovered(let component): "The signature must cover \(component.identifier)."
        case .parameterUnknown(let index):
            "The signature's parameter at place \(index + 1) is none that is known: leave it out."
        case .parameterMissing(let name): "The signature must have the parameter \(name.rawValue)."
        case .parameterInvalid(let name): "The signature's parameter \(name.rawValue) must be \(name.expected)."
        case .otherSigner: "The request is signed with another key than that of the identity it speaks for."
        case .otherAuthority:
            "The request is for another host than this service: sign it for the address you send it to."
        case .createdInFuture: "The signature was created in the future: set your clock."
        case .tooOld: "The signature is too old: sign the request again, and check your clock."
        case .expired: "The signature has expired: sign the request again."
        case .signatureInvalid:
            "The signature does not hold: the request was altered, or another key signed it."
        case .digestMissing: "A request with content must have a covered content-digest with sha-256."
        case .digestMismatch: "The content is not what the content-digest says: it was altered or cut short."
        case .replayed: "A request with this nonce was taken before: sign again, with a new nonce."
        case .tooManyNonces: "The service has taken too many requests of late: try again in a minute."
        }
    }
}

extension SignatureError: CustomStringConvertible {
    public var description: String { sentence }
}
