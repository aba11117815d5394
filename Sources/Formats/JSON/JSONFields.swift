/// The members of one JSON object, by key. All required keys are there and no key is there that the format does not know.
struct JSONFields {
    private let path: String
    private let members: [JSONValue.Member]

    /// `value` stands at `path` and must be an object with all `required` keys and none but those and the `optional` ones.
    init(_ value: JSONValue, at path: String, required: [String], optional: [String] = []) throws(JSONError) {
        guard case .object(let members) = value else {
            throw JSONError(path: path, fault: .invalid(expected: "an object"))
        }
        self.path = path
        self.members = members
        // An unknown key first: a slip of the pen is both unknown and missing, and this names what was written.
        for member in members where !(required + optional).contains(where: { $0.utf8.elementsEqual(member.key.utf8) }) {
            throw JSONError(path: JSONError.path(path, member.key), fault: .unknownKey)
        }
        for key in required where self[key] == nil {
            throw JSONError(path: JSONError.path(path, key), fault: .missing)
        }
    }

    /// Nil where an optional key is absent.
    subscript(key: String) -> JSONValue? { members.first { $0.key == key }?.value }

    func invalid(_ key: String, _ expected: String) -> JSONError {
        JSONError(path: JSONError.path(path, key), fault: .invalid(expected: expected))
    }

    func refused(_ key: String, because reason: String) -> JSONError {
        JSONError(path: JSONError.path(path, key), fault: .refused(reason: reason))
    }

    /// The object under `key`.
    func object(_ key: String, required: [String]) throws(JSONError) -> JSONFields {
        try JSONFields(self[key] ?? .null, at: JSONError.path(path, key), required: required)
    }

    func text(_ key: String, expecting expected: String = "a text") throws(JSONError) -> String {
        guard case .string(let text) = self[key] else { throw invalid(key, expected) }
        return text
    }

    /// What `convert` makes of the text under `key`. Throws where it makes nothing of it.
    func value<Value>(
        _ key: String, expecting expected: String, _ convert: (String) -> Value?
    ) throws(JSONError) -> Value {
        guard let value = convert(try text(key, expecting: expected)) else { throw invalid(key, expected) }
        return value
    }

    /// A whole number without fraction, exponent or the sign of a zero.
    func integer<T: FixedWidthInteger>(_ key: String, in range: ClosedRange<T> = T.min...T.max) throws(JSONError) -> T {
        guard case .number(let text) = self[key], text != "-0", let integer = T(text), range.contains(integer) else {
            throw invalid(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return integer
    }

    func bytes<let count: Int>(_ key: String) throws(JSONError) -> Bytes<count> {
        try value(key, expecting: "\(2 * count) lower-case hexadecimal digits") { text in
            Hexadecimal.bytes(of: text).flatMap { Bytes($0) }
        }
    }
}
