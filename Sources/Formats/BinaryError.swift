/// Why bytes are not what they claim to be: where, in which field, and what is wrong. It never holds bytes of the input.
public struct BinaryError: Error, Equatable {
    public enum Fault: Equatable, Sendable {
        /// The input ends this many bytes before the field does.
        case endsEarly(missing: Int)
        /// This many bytes follow the last field.
        case trailingBytes(Int)
        /// A length field says more than the format allows.
        case tooLong(length: Int, limit: Int)
        /// A length field says less than the format needs.
        case tooShort(length: Int, minimum: Int)
        /// The fixed bytes that begin the format are not there.
        case wrongMagic
        /// A version, kind or choice that this version of the format does not have.
        case unknown
        /// The bytes have the right length but are no value of the field; the text says what one is.
        case invalid(expected: String)
    }

    /// What the bytes should have been, in words: `sealed box`.
    public let field: String
    /// The offset of the field's first byte in the whole input.
    public let position: Int
    public let fault: Fault

    public init(field: String, position: Int, fault: Fault) {
        self.field = field
        self.position = position
        self.fault = fault
    }
}

extension BinaryError: CustomStringConvertible {
    /// One clause for people: `malformed at byte 12 (sealed box): it ends 5 bytes early`.
    public var description: String { "malformed at byte \(position) (\(field)): \(fault)" }
}

extension BinaryError.Fault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .endsEarly(let missing): "the input ends \(bytes(missing)) early"
        case .trailingBytes(let count): "\(bytes(count)) too many"
        case .tooLong(let length, let limit): "it says \(bytes(length)), and \(limit) is the most"
        case .tooShort(let length, let minimum): "it says \(bytes(length)), and \(minimum) is the least"
        case .wrongMagic: "this is not such a file"
        case .unknown: "this version does not know it"
        case .invalid(let expected): "it is not \(expected)"
        }
    }

    private func bytes(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }
}
