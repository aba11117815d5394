/// Exactly `count` bytes: a digest, a public key, a signature, a nonce. Public data; secrets live in `Secret`.
public struct Bytes<let count: Int>: Hashable, Sendable {
    public let array: [UInt8]

    /// Nil for any other number of bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == count else { return nil }
        array = Array(bytes)
    }

    /// `count` bytes from `generator`. Use the system's for anything that must not be guessed.
    public static func random(using generator: inout some RandomNumberGenerator) -> Self {
        Self((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) })!
    }

    /// Two lower-case hexadecimal digits a byte.
    public var hex: String { Hexadecimal.text(of: array) }
}

extension Bytes: CustomStringConvertible {
    public var description: String { hex }
}

extension Bytes: Encodable {
    /// As text: `hex`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

extension Bytes: Decodable {
    /// From text: `hex`, in lower case.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let bytes = Hexadecimal.bytes(of: try container.decode(String.self)).flatMap({ Self($0) }) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not \(2 * count) lower-case hexadecimal digits")
        }
        self = bytes
    }
}

/// Bytes as lower-case hexadecimal digits, the only spelling that our files use.
public enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    public static func text(of bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Nil for an odd number of digits and for anything that is not one of `0123456789abcdef`.
    public static func bytes(of text: String) -> [UInt8]? {
        let utf8 = Array(text.utf8)
        guard utf8.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count / 2)
        for index in stride(from: 0, to: utf8.count, by: 2) {
            guard let high = value(utf8[index]), let low = value(utf8[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
