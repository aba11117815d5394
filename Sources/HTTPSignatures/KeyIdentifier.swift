import Sealing

/// `keyid` in this protocol: the key itself, as 64 lower-case hexadecimal digits.
enum KeyIdentifier {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(of key: VerificationKey) -> String {
        String(decoding: key.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Nil for any other spelling, and for 32 bytes that are no key.
    static func key(of text: String) -> VerificationKey? {
        guard text.utf8.count == 64 else { return nil }
        let values = text.utf8.compactMap { digits.firstIndex(of: $0) }
        guard values.count == 64 else { return nil }
        return VerificationKey(stride(from: 0, to: 64, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) })
    }
}
