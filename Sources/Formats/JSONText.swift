/// A value of a JSON text, as far as proofs and keys need one.
///
/// Stricter than RFC 8259: an object names no key twice, strings hold no escapes, nesting ends at `maximumDepth`, and the
/// text has a size limit. Numbers and literals stay text.
indirect enum JSONText: Equatable {
    case object([String: JSONText])
    case array([JSONText])
    case string(String)
    /// A number, `true`, `false` or `null`, as it stands in the text.
    case bare(String)

    static let maximumDepth = 8

    /// Nil where the text is not JSON in this sense.
    init?(_ text: some Collection<UInt8>, maximumSize: Int) {
        guard text.count <= maximumSize else { return nil }
        var reader = Reader(bytes: Array(text))
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        mutating func skipSpace() {
            while position < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[position]) { position += 1 }
        }

        var isAtEnd: Bool {
            mutating get {
                skipSpace()
                return position == bytes.count
            }
        }

        /// Steps over `byte` if it comes next behind spaces.
        mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func value(depth: Int) -> JSONText? {
            guard depth <= JSONText.maximumDepth else { return nil }
            if take("{") { return object(depth: depth) }
            if take("[") { return array(depth: depth) }
            if take("\"") { return restOfString().map { .string($0) } }
            return bare()
        }

        private mutating func object(depth: Int) -> JSONText? {
            var members: [String: JSONText] = [:]
            if take("}") { return .object(members) }
            repeat {
                guard take("\""), let key = restOfString(), members[key] == nil, take(":"),
                    let value = value(depth: depth + 1)
                else { return nil }
                members[key] = value
            } while take(",")
            return take("}") ? .object(members) : nil
        }

        private mutating func array(depth: Int) -> JSONText? {
            var elements: [JSONText] = []
            if take("]") { return .array(elements) }
            repeat {
                guard let value = value(depth: depth + 1) else { return nil }
                elements.append(value)
            } while take(",")
            return take("]") ? .array(elements) : nil
        }

        /// What stands before the next quotation mark.
        private mutating func restOfString() -> String? {
            guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\"")) else { return nil }
            let content = bytes[position..<end]
            position = end + 1
            guard content.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\\") }) else { return nil }
            return String(validating: content, as: UTF8.self)
        }

        private mutating func bare() -> JSONText? {
            let isPart: (UInt8) -> Bool = { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
                case UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
                default: false
                }
            }
            let content = bytes[position...].prefix(while: isPart)
            guard !content.isEmpty else { return nil }
            position = content.endIndex
            return .bare(String(decoding: content, as: UTF8.self))
        }
    }
}
