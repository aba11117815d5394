/// The 20 bytes of a public key's RIPEMD-160 of SHA-256, as a number: ordered as big-endian, as base58 orders addresses.
@frozen
public struct Hash160: Hashable, Sendable {
    /// Bytes 0 to 7.
    public let high: UInt64
    /// Bytes 8 to 15.
    public let middle: UInt64
    /// Bytes 16 to 19.
    public let low: UInt32

    @inlinable
    public init(high: UInt64, middle: UInt64, low: UInt32) {
        self.high = high
        self.middle = middle
        self.low = low
    }

    /// Reads exactly 20 bytes, most significant first; nil for any other length.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 20 else { return nil }
        func word(_ slice: some Sequence<UInt8>) -> UInt64 { slice.reduce(0) { $0 << 8 | UInt64($1) } }
        self.init(
            high: word(bytes.prefix(8)), middle: word(bytes.dropFirst(8).prefix(8)),
            low: UInt32(word(bytes.dropFirst(16))))
    }

    /// The hash of an encoded public key.
    public init(publicKey: some Collection<UInt8>) {
        self.init(bytes: RIPEMD160.hash(SHA256.hash(publicKey)))!
    }

    /// 20 bytes, most significant first.
    public var bytes: [UInt8] {
        let words =
            [UInt32(high >> 32), UInt32(truncatingIfNeeded: high)]
            + [UInt32(middle >> 32), UInt32(truncatingIfNeeded: middle), low]
        return words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
    }
}

extension Hash160: Comparable {
    @inlinable
    public static func < (a: Hash160, b: Hash160) -> Bool {
        if a.high != b.high { return a.high < b.high }
        if a.middle != b.middle { return a.middle < b.middle }
        return a.low < b.low
    }
}
