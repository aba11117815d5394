import RawStructuredFieldValues

/// What a signature covers and says about itself: one member of `Signature-Input`. Source: RFC 9421, section 2.3.
public struct SignatureParameters: Hashable, Sendable {
    /// The parameters that there are.
    public enum Name: String, Sendable, CaseIterable {
        case created, expires, nonce, keyid, alg, tag

        var expected: String {
            switch self {
            case .created, .expires: "a whole number of seconds since the beginning of 1970"
            case .nonce, .keyid, .tag: "a text of 1 to \(SignatureParameters.maximumTextLength) characters"
            case .alg: "\"\(SignatureParameters.algorithm)\""
            }
        }
    }

    /// The one value that `alg` may have.
    public static let algorithm = "ed25519"
    /// The beginning of 1970 to the end of 9999.
    public static let times: ClosedRange<Int64> = 0...253_402_300_799
    /// The most characters of `nonce`, `keyid` and `tag`.
    public static let maximumTextLength = 128

    public let components: [Component]
    /// Seconds since the beginning of 1970, as is `expires`.
    public private(set) var created: Int64?
    public private(set) var expires: Int64?
    public private(set) var nonce: String?
    public private(set) var keyid: String?
    /// `algorithm`, or nil where `alg` is left out.
    public private(set) var alg: String?
    public private(set) var tag: String?
    /// As it stands in `Signature-Input` and at the end of the signature base, parameters in their order.
    public private(set) var text = ""

    /// Parameters in the order `created`, `expires`, `nonce`, `keyid`, `alg`, `tag`.
    ///
    /// Throws `componentRepeated`, and `parameterInvalid` for times outside `times`, for texts of other lengths and for
    /// those that are no printable ASCII.
    public init(
        components: [Component], created: Int64? = nil, expires: Int64? = nil, nonce: String? = nil,
        keyid: String? = nil, alg: String? = nil, tag: String? = nil
    ) throws(SignatureError) {
        var parameters = OrderedMap<String, RFC9651BareItem>()
        parameters["created"] = created.map { RFC9651BareItem.integer($0) }
        parameters["expires"] = expires.map { RFC9651BareItem.integer($0) }
        parameters["nonce"] = nonce.map { RFC9651BareItem.string($0) }
        parameters["keyid"] = keyid.map { RFC9651BareItem.string($0) }
        parameters["alg"] = alg.map { RFC9651BareItem.string($0) }
        parameters["tag"] = tag.map { RFC9651BareItem.string($0) }
        let items = components.map { Item(bareItem: RFC9651BareItem.string($0.identifier), parameters: [:]) }
        try self.init(InnerList(bareInnerList: items.reduce(into: []) { $0.append($1) }, parameters: parameters))
    }

    /// What the member of a dictionary says that `StructuredDictionary` has read.
    init(_ list: InnerList) throws(SignatureError) {
        var components: [Component] = []
        for (index, item) in list.bareInnerList.enumerated() {
            guard case .string(let identifier) = item.rfc9651BareItem, item.rfc9651Parameters.isEmpty,
                let component = Component(identifier: identifier)
            else { throw .componentUnsupported(index: index) }
            components.append(component)
        }
        var seen: Set<Component> = []
        for component in components where !seen.insert(component).inserted { throw .componentRepeated(component) }
        self.components = components

        for (index, (key, value)) in list.rfc9651Parameters.enumerated() {
            guard let name = Name(rawValue: key) else { throw .parameterUnknown(index: index) }
            try set(name, to: value)
        }
        // Every text was checked, and everything else has a serialisation.
        let bytes = StructuredDictionary.text(of: ["x": .innerList(list)])!
        text = String(decoding: bytes.dropFirst(2), as: UTF8.self)
    }

    private mutating func set(_ name: Name, to value: RFC9651BareItem) throws(SignatureError) {
        switch (name, value) {
        case (.created, .integer(let seconds)) where Self.times.contains(seconds): created = seconds
        case (.expires, .integer(let seconds)) where Self.times.contains(seconds): expires = seconds
        case (.nonce, .string(let text)) where Self.isPlain(text): nonce = text
        case (.keyid, .string(let text)) where Self.isPlain(text): keyid = text
        case (.tag, .string(let text)) where Self.isPlain(text): tag = text
        case (.alg, .string(Self.algorithm)): alg = Self.algorithm
        default: throw .parameterInvalid(name)
        }
    }

    private static func isPlain(_ text: String) -> Bool {
        (1...maximumTextLength).contains(text.utf8.count) && text.utf8.allSatisfy { (0x20...0x7e).contains($0) }
    }
}
