import Fields

/// Bitcoin's base 58: the bytes as one big-endian number, with a "1" before it for every leading zero byte.
///
/// Source: Bitcoin Core, `base58.h`. Every byte string has one text and every text one byte string.
public enum Base58 {
    /// The digits in order; 0, O, I and l are left out, since they are easily confused.
    package static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)

    /// The digits of GMP's radix 58, in order.
    private static let radixDigits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv".utf8)

    /// The value of a digit, 0 to 57; nil for what is no digit.
    package static func value(_ digit: UInt8) -> Int? { alphabet.firstIndex(of: digit) }

    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        let zeros = bytes.prefix { $0 == 0 }.count
        let number = BigInteger(bigEndianBytes: bytes.dropFirst(zeros))
        let digits =
            number.isZero ? [] : number.description(radix: 58).utf8.map { alphabet[radixDigits.firstIndex(of: $0)!] }
        return String(decoding: [UInt8](repeating: alphabet[0], count: zeros) + digits, as: UTF8.self)
    }

    /// Throws ``AddressError/notBase58(position:)`` for a character outside the alphabet, spaces among them.
    public static func decode(_ text: some StringProtocol) throws(AddressError) -> [UInt8] {
        var digits: [UInt8] = []
        for (position, character) in text.enumerated() {
            guard let ascii = character.asciiValue, character != "\r\n", let value = value(ascii) else {
                throw .notBase58(position: position + 1)
            }
            digits.append(radixDigits[value])
        }
        let zeros = digits.prefix { $0 == radixDigits[0] }.count
        let number = BigInteger(String(decoding: digits, as: UTF8.self), radix: 58) ?? 0
        return [UInt8](repeating: 0, count: zeros) + number.littleEndianBytes.reversed()
    }

    /// Base58Check: the payload and four bytes of checksum, the first of its double SHA-256.
    public static func encodeChecked(_ payload: some Collection<UInt8>) -> String {
        encode(payload + checksum(payload))
    }

    /// The payload of a Base58Check text of at least four bytes with the right checksum.
    public static func decodeChecked(_ text: some StringProtocol) throws(AddressError) -> [UInt8] {
        let bytes = try decode(text)
        guard bytes.count >= 4 else { throw .wrongLength(bytes: bytes.count) }
        let payload = Array(bytes.dropLast(4))
        guard checksum(payload) == Array(bytes.suffix(4)) else { throw .wrongChecksum }
        return payload
    }

    package static func checksum(_ payload: some Collection<UInt8>) -> [UInt8] {
        Array(SHA256.twice(payload).prefix(4))
    }
}
