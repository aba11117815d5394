extension Array where Element == UInt8 {
    /// The bytes that lowercase or uppercase hexadecimal digits spell; traps on anything else.
    public init(hex text: String) {
        let digits = [Character](text).map { UInt8($0.hexDigitValue!) }
        precondition(digits.count % 2 == 0, "an odd number of digits")
        self = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// Two lowercase hexadecimal digits a byte.
    public var hex: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
