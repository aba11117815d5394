internal import Fields
public import R1CS

/// A number modulo 2^width as bits, the lowest first. The ciphers here have words of 32 bits; tests use shorter ones.
public struct Word: Sendable, Equatable {
    public let bits: [Bit]

    public init(_ bits: some Collection<Bit>) {
        precondition((1...32).contains(bits.count), "a word has 1 to 32 bits")
        self.bits = Array(bits)
    }

    public init(constant: UInt32) {
        self.init((0..<32).map { constant >> $0 & 1 == 1 ? .one : .zero })
    }

    public var width: Int { bits.count }

    /// The value in [0, 2^width).
    public var number: LinearCombination { .number(bits) }

    /// The value where every bit is constant.
    public var constant: UInt64? {
        var value: UInt64 = 0
        for (i, bit) in bits.enumerated() {
            guard let bit = bit.constant else { return nil }
            if bit { value |= 1 << UInt64(i) }
        }
        return value
    }

    /// Words of 32 bits, lowest first, from the bits of a little-endian byte string.
    public static func words(_ bits: [Bit]) -> [Word] {
        precondition(bits.count % 32 == 0, "whole words")
        return stride(from: 0, to: bits.count, by: 32).map { Word(bits[$0..<$0 + 32]) }
    }

    /// The exclusive or with a constant, which costs nothing.
    func xor(constant: UInt64) -> Word {
        Word(bits.enumerated().map { i, bit in constant >> UInt64(i) & 1 == 1 ? !bit : bit })
    }
}

extension CircuitBuilder {
    /// (a + b) mod 2^width. width + 1 rows, width variables.
    ///
    ///     sᵢ · (sᵢ − 1) = 0
    ///     c · (c − 1) = 0             with c = (a + b − Σ sᵢ 2^i) / 2^width, a form
    ///
    /// Sound: a + b = s + c · 2^width with all in range, which fixes s and c; nothing comes near r.
    public mutating func sum(_ a: Word, _ b: Word) -> Word {
        precondition(a.width == b.width, "words of one width")
        let total = a.number + b.number
        let sum = Word(bits(hintBits(of: total, count: a.width)))
        _ = bit((total - sum.number) * inversePowersOfTwo[a.width])
        return sum
    }
}
