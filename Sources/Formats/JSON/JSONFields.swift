/// The members of one JSON object, by key. All required keys are there and, unless others are ignored, no key is there
/// that the format does not know.
package struct JSONFields {
    /// What becomes of a key that is neither required nor optional.
    package enum UnknownKeys {
        case refused
        case ignored
    }

    private let path: String
    private let members: [JSONValue.Member]

    /// `value` stands at `path` and must be an object with all `required` keys and, unless others are ignored, none but
    /// those and the `optional` ones.
    package init(
        _ value: JSONValue, at path: String, required: [String], optional: [String] = [],
        unknown: UnknownKeys = .refused
    ) throws(JSONError) {
        guard case .object(let members) = value else {
            throw JSONError(path: path, fault: .invalid(expected: "an object"))
        }
        self.path = path
        self.members = members
        // An unknown key first: a slip of the pen is both unknown and missing, and this names what was written.
        let known = required + optional
        for member in members where !known.contains(where: { $0.utf8.elementsEqual(member.key.utf8) }) {
            if unknown == .refused {
                throw JSONError(path: JSONError.path(path, member.key), fault: .unknownKey)
            }
        }
        for key in required where self[key] == nil {
            throw JSONError(path: JSONError.path(path, key), fault: .missing)
        }
    }

    /// Nil where an optional key is absent.
    package subscript(key: String) -> JSONValue? { members.first { $0.key == key }?.value }

    package func invalid(_ key: String, _ expected: String) -> JSONError {
        JSONError(path: JSONError.path(path, key), fault: .invalid(expected: expected))
    }

    package func refused(_ key: String, because reason: String) -> JSONError {
        JSONError(path: JSONError.path(path, key), fault: .refused(reason: reason))
    }

    /// The object under `key`.
    package func object(
        _ key: String, required: [String], optional: [String] = [], unknown: UnknownKeys = .refused
    ) throws(JSONError) -> JSONFields {
        try JSONFields(
            self[key] ?? .null, at: JSONError.path(path, key), required: required, optional: optional,
            unknown: unknown)
    }

    /// The texts, numbers or objects of the list under `key`, each with its path: `tasks[3]`.
    package func list(
        _ key: String, atMost limit: Int
    ) throws(JSONError) -> [(value: JSONValue, path: String)] {
        guard case .array(let values) = self[key], values.count <= limit else {
            throw invalid(key, "a list of at most \(limit)")
        }
        let path = JSONError.path(path, key)
        return values.enumerated().map { ($1, "\(path)[\($0)]") }
    }

    /// The path of `key`, for what reads the value itself.
    package func path(of key: String) -> String { JSONError.path(path, key) }

    package func text(_ key: String, expecting expected: String = "a text") throws(JSONError) -> String {
        guard case .string(let text) = self[key] else { throw invalid(key, expected) }
        return text
    }

    /// What `convert` makes of the text under `key`. Throws where it makes nothing of it.
    package func value<Value>(
        _ key: String, expecting expected: String, _ convert: (String) -> Value?
    ) throws(JSONError) -> Value {
        guard let value = convert(try text(key, expecting: expected)) else { throw invalid(key, expected) }
        return value
    }

    /// A whole number without fraction, exponent or the sign of a zero.
    package func integer<T: FixedWidthInteger>(_ key: String, in range: ClosedRange<T> = T.min...T.max)
        throws(JSONError) -> T
    {
        guard case .number(let text) = self[key], text != "-0", let integer = T(text), range.contains(integer) else {
            throw invalid(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return integer
    }

    package func bytes<let count: Int>(_ key: String) throws(JSONError) -> Bytes<count> {
        try value(key, expecting: "\(2 * count) lower-case hexadecimal digits") { text in
            Hexadecimal.bytes(of: text).flatMap { Bytes($0) }
        }
    }
}
