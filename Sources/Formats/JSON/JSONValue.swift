/// A JSON value (RFC 8259) as it was written: numbers keep their text, so that no amount passes through floating point.
public indirect enum JSONValue: Equatable, Sendable {
    case object([Member])
    case array([JSONValue])
    case string(String)
    /// A number's text, in JSON's grammar.
    case number(String)
    case bool(Bool)
    case null

    public struct Member: Equatable, Sendable {
        public let key: String
        public let value: JSONValue

        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

    public static func hex<let count: Int>(_ bytes: Bytes<count>) -> JSONValue { .string(bytes.hex) }

    /// The value over several lines, two spaces a level, members in their order, with a line feed at the end.
    public var text: String { text(step: "  ") + "\n" }

    /// The value over several lines, `step` a level, members in their order: what `JSON.stringify` makes of it in JavaScript.
    func text(step: String) -> String { render(indent: "", step: step) }

    private func render(indent: String, step: String) -> String {
        let deeper = indent + step
        switch self {
        case .object(let members) where members.isEmpty: return "{}"
        case .object(let members):
            let lines = members.map {
                "\(deeper)\(Self.quoted($0.key)): \($0.value.render(indent: deeper, step: step))"
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        case .array(let values) where values.isEmpty: return "[]"
        case .array(let values):
            let lines = values.map { deeper + $0.render(indent: deeper, step: step) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(indent)]"
        case .string, .number, .bool, .null: return compactText
        }
    }

    /// The value on one line, without white space, members in their order.
    public var compactText: String {
        switch self {
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0.key)):\($0.value.compactText)" }.joined(separator: ",") + "}"
        case .array(let values): "[" + values.map(\.compactText).joined(separator: ",") + "]"
        case .string(let text): Self.quoted(text)
        case .number(let text): text
        case .bool(let value): value ? "true" : "false"
        case .null: "null"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\u{0}"..."\u{1f}": quoted += "\\u00" + Hexadecimal.text(of: [UInt8(scalar.value)])
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
