public import HTTPTypes

/// A part of a request that a signature covers. Source: RFC 9421, section 2.
///
/// Of the derived components these four, and every field, as a whole: components with parameters (`;sf`, `;key`, `;bs`,
/// `;req`, `;tr`) are not supported.
public enum Component: Hashable, Sendable {
    /// `@method`: case matters.
    case method
    /// `@authority`: host and port, in lower case, without the port that the scheme has by default.
    case authority
    /// `@path`: as it was sent, not decoded, `/` where it is empty.
    case path
    /// `@query`: from the question mark on, as it was sent, not decoded; `?` where there is none.
    case query
    /// A field; the lines of one that is sent several times are joined by a comma and a space.
    case field(HTTPField.Name)

    /// The longest identifier that is read.
    static let maximumIdentifierLength = 64

    /// As it stands in the signature's parameters: `@method`, or a field's name in lower case.
    public var identifier: String {
        switch self {
        case .method: "@method"
        case .authority: "@authority"
        case .path: "@path"
        case .query: "@query"
        case .field(let name): name.canonicalName
        }
    }

    /// Nil for another derived component, and for what is not the name of a field in lower case, of at most 64 bytes.
    public init?(identifier: String) {
        switch identifier {
        case "@method": self = .method
        case "@authority": self = .authority
        case "@path": self = .path
        case "@query": self = .query
        default:
            guard identifier.utf8.count <= Self.maximumIdentifierLength, identifier.utf8.first != UInt8(ascii: ":"),
                let name = HTTPField.Name(parsed: identifier)
            else { return nil }
            self = .field(name)
        }
    }

    /// The component's value in the signature base: printable ASCII, perhaps with tabs, on one line.
    ///
    /// Throws `componentAbsent`, and `componentNotPlain` for other characters: a line feed would let one value pass for
    /// several lines.
    public func value(in request: HTTPRequest) throws(SignatureError) -> String {
        guard let value = rawValue(in: request) else { throw .componentAbsent(self) }
        guard value.utf8.allSatisfy({ (0x20...0x7e).contains($0) || $0 == 0x09 }) else {
            throw .componentNotPlain(self)
        }
        return value
    }

    private func rawValue(in request: HTTPRequest) -> String? {
        switch self {
        case .method: return request.method.rawValue
        case .authority: return request.normalizedAuthority
        case .path: return request.target.map { $0.path.isEmpty ? "/" : $0.path }
        case .query: return request.target.map { $0.query.isEmpty ? "?" : $0.query }
        case .field(let name):
            let lines = request.headerFields[values: name]
            return lines.isEmpty ? nil : lines.map(trimmed).joined(separator: ", ")
        }
    }
}

extension HTTPRequest {
    /// The query begins with its question mark. Nil where there are neither: `*`, the target of CONNECT, an absolute URL.
    ///
    /// Cut between bytes: a question mark and an accent after it are one character of a text.
    fileprivate var target: (path: String, query: String)? {
        guard let path, path.isEmpty || path.utf8.first == UInt8(ascii: "/") || path.utf8.first == UInt8(ascii: "?")
        else { return nil }
        let cut = path.utf8.firstIndex(of: UInt8(ascii: "?")) ?? path.endIndex
        return (String(path[..<cut]), String(path[cut...]))
    }

    /// Source: RFC 9110, section 4.2.3.
    fileprivate var normalizedAuthority: String? {
        guard let authority, !authority.isEmpty else { return nil }
        // In ASCII only: elsewhere there are letters whose lower case is one of ASCII.
        let lower = String(
            decoding: authority.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
        let defaultPort = [("http", ":80"), ("https", ":443")].first { $0.0 == scheme?.lowercased() }?.1
        guard let defaultPort, lower.hasSuffix(defaultPort) else { return lower }
        return String(lower.dropLast(defaultPort.count))
    }
}

/// Without the white space around it, which is no part of a field's value (RFC 9110, section 5.5).
private func trimmed(_ line: String) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    let start = line.drop(while: isSpace)
    guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
    return String(start[...last])
}

extension HTTPField.Name {
    /// `Content-Digest`, RFC 9530.
    public static let contentDigest = Self("Content-Digest")!
    /// `Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header.
    public static let idempotencyKey = Self("Idempotency-Key")!
    /// `Signature`, RFC 9421, section 4.2.
    public static let signature = Self("Signature")!
    /// `Signature-Input`, RFC 9421, section 4.1.
    public static let signatureInput = Self("Signature-Input")!
}
