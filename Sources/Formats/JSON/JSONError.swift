/// Why a JSON file is not what it claims to be: at which key, and what is wrong. It never holds a value of the input.
public struct JSONError: Error, Equatable {
    public enum Fault: Equatable, Sendable {
        /// The file is longer than this many bytes.
        case tooLarge(limit: Int)
        /// Not JSON, from this line and column (both from 1, columns in bytes) on; the text says what was expected.
        case syntax(line: Int, column: Int, expected: String)
        /// The key is twice in one object.
        case duplicate
        case unknownKey
        case missing
        /// The value is not what the text says.
        case invalid(expected: String)
        /// The value has the right form but cannot be; a sentence says why.
        case refused(reason: String)
    }

    /// The keys from the outermost object inwards, with dots between; empty for the file as a whole.
    public let path: String
    public let fault: Fault

    public init(path: String, fault: Fault) {
        self.path = path
        self.fault = fault
    }

    /// The path of `key` inside the object at `path`. A key that is long or not plain text is not repeated.
    static func path(_ path: String, _ key: String) -> String {
        let isPlain = key.utf8.count <= 40 && key.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        let shown = isPlain ? key : "(a key that is not plain text)"
        return path.isEmpty ? shown : "\(path).\(shown)"
    }
}

extension JSONError: CustomStringConvertible {
    /// One clause for people: "reward" must be a whole number from 0 to 18446744073709551615.
    public var description: String {
        switch fault {
        case .tooLarge(let limit): "the file is larger than \(limit) bytes"
        case .syntax(let line, let column, let expected): "line \(line), column \(column): expected \(expected)"
        case .duplicate: "\"\(path)\" is there twice"
        case .unknownKey: "\"\(path)\" is not a key of this format"
        case .missing: "\"\(path)\" is missing"
        case .invalid(let expected): "\(path.isEmpty ? "the whole" : "\"\(path)\"") must be \(expected)"
        case .refused(let reason): "\"\(path)\": \(reason)"
        }
    }
}
