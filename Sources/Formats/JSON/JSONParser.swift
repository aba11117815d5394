/// Reads JSON (RFC 8259) strictly: one value, UTF-8, no key twice in an object, at most 32 levels deep.
///
/// Foundation's readers keep one of two equal keys in silence and let `5.0` and `5e6` pass for integers. Neither may happen
/// to a text that is signed, or that says how much is paid.
package struct JSONParser {
    private static let maximumDepth = 32

    private let input: [UInt8]
    private var position = 0
    private var depth = 0
    private var path = ""
    /// How many more values there may be.
    private var valuesLeft: Int

    /// The value that `bytes` spell. Throws where they are more than `limit` bytes, before it looks at them.
    ///
    /// - Parameter mostValues: how many values there may be, one in another each counted: a short text of many small ones takes
    ///   some hundred times its length of memory.
    package static func parse(
        _ bytes: [UInt8], limit: Int, mostValues: Int = .max
    ) throws(JSONError) -> JSONValue {
        guard bytes.count <= limit else { throw JSONError(path: "", fault: .tooLarge(limit: limit)) }
        var parser = JSONParser(input: bytes, mostValues: mostValues)
        let value = try parser.value()
        parser.skipSpace()
        guard parser.next == nil else { throw parser.error("the end of the file") }
        return value
    }

    private init(input: [UInt8], mostValues: Int) {
        self.input = input
        valuesLeft = mostValues
    }

    private var next: UInt8? { position < input.count ? input[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    /// Passes over `character` and says so; false, in place, where it does not come next.
    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private func error(_ expected: String) -> JSONError {
        let before = input[..<position]
        let line = before.count { $0 == 0x0a } + 1
        let column = position - (before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0) + 1
        return JSONError(path: "", fault: .syntax(line: line, column: column, expected: expected))
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        guard let next else { throw error("a value") }
        guard valuesLeft > 0 else { throw error("the end, after so many values") }
        valuesLeft -= 1
        switch next {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), 0x30...0x39: return .number(try number())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw error("a value")
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        guard depth < Self.maximumDepth else { throw error("at most \(Self.maximumDepth) levels") }
        depth += 1
        defer { depth -= 1 }
        position += 1
        skipSpace()
        return try body(&self)
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        var members: [JSONValue.Member] = []
        var keys: Set<String> = []
        if skip("}") { return .object([]) }
        let outer = path
        defer { path = outer }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("a key in quotation marks") }
            let key = try string()
            path = JSONError.path(outer, key)
            guard keys.insert(key).inserted else { throw JSONError(path: path, fault: .duplicate) }
            skipSpace()
            guard skip(":") else { throw error("a colon") }
            members.append(JSONValue.Member(key, try value()))
            skipSpace()
        } while skip(",")
        guard skip("}") else { throw error("a comma or a closing brace") }
        return .object(members)
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        var values: [JSONValue] = []
        if skip("]") { return .array([]) }
        repeat {
            values.append(try value())
            skipSpace()
        } while skip(",")
        guard skip("]") else { throw error("a comma or a closing bracket") }
        return .array(values)
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard input[position...].starts(with: word.utf8) else { throw error("a value") }
        position += word.utf8.count
        return value
    }

    private mutating func number() throws(JSONError) -> String {
        let start = position
        _ = skip("-")
        if !skip("0") { try digits() }
        if skip(".") { try digits() }
        if skip("e") || skip("E") {
            if !skip("-") { _ = skip("+") }
            try digits()
        }
        return String(decoding: input[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw error("a digit") }
    }

    private mutating func string() throws(JSONError) -> String {
        position += 1
        var utf8: [UInt8] = []
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw error("no control character in a text") }
            if byte == UInt8(ascii: "\\") {
                utf8.append(contentsOf: String(try escape()).utf8)
            } else {
                utf8.append(byte)
                position += 1
            }
        }
        guard let text = String(validating: utf8, as: UTF8.self) else { throw error("a text in UTF-8") }
        guard skip("\"") else { throw error("a closing quotation mark") }
        return text
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        position += 1
        defer { position += 1 }
        switch next {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw error("an escape that JSON has")
        }
    }

    /// Stands on the `u` before, and on the last digit after.
    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xd800...0xdbff).contains(unit), input[(position + 1)...].starts(with: "\\u".utf8) else {
            throw error("a pair of surrogates")
        }
        position += 2
        let low = try codeUnit()
        guard (0xdc00...0xdfff).contains(low) else { throw error("a pair of surrogates") }
        return Unicode.Scalar(0x10000 + (UInt32(unit - 0xd800) << 10 | UInt32(low - 0xdc00)))!
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        let digits = input[(position + 1)...].prefix(4)
        guard digits.count == 4, let text = String(validating: digits, as: UTF8.self),
            text.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }), let unit = UInt16(text, radix: 16)
        else { throw error("four hexadecimal digits") }
        position += 4
        return unit
    }
}
