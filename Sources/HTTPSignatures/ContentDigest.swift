import HTTPTypes
import RawStructuredFieldValues
import Sealing

/// The SHA-256 of a request's content, as `Content-Digest` carries it. Source: RFC 9530, section 2.
public struct ContentDigest: Hashable, Sendable {
    private static let algorithm = "sha-256"

    /// 32 bytes.
    public let bytes: [UInt8]

    /// The digest of `content`.
    public init(of content: [UInt8]) { bytes = SHA256.hash(content) }

    /// The digest in `fields`; nil where the field is absent. Digests under other algorithms are passed over.
    ///
    /// Throws for a field that is no dictionary, and for one without 32 bytes under `sha-256` in canonical base64.
    init?(in fields: HTTPFields) throws(SignatureError) {
        guard fields.contains(.contentDigest) else { return nil }
        let members = try StructuredDictionary.read(.contentDigest, of: fields)
        guard let member = members[Self.algorithm] else { throw .digestMissing }
        guard let bytes = member.byteSequence, bytes.count == 32 else { throw .fieldMalformed(.contentDigest) }
        self.bytes = bytes
    }

    /// The field's value: `sha-256=:…:`.
    public var fieldValue: String { "\(Self.algorithm)=:\(Base64.standard.text(of: bytes)):" }
}

extension ItemOrInnerList {
    /// The bytes of an item that is nothing but a byte sequence in canonical base64; nil for all else.
    var byteSequence: [UInt8]? {
        guard case .item(let item) = self, item.rfc9651Parameters.isEmpty,
            case .undecodedByteSequence(let text) = item.rfc9651BareItem
        else { return nil }
        return Base64.standard.bytes(of: text)
    }
}
