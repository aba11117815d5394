internal import Fields
public import R1CS

/// A signed odd digit Σ (2bⱼ − 1)·2^j of a few bits: its sign, and the place of its magnitude among 1, 3, 5, …
public struct SignedDigit: Sendable {
    let bits: [Bit]
    /// 2b_top − 1: the sign.
    let sign: LinearCombination
    /// (|digit| − 1)/2, one-hot.
    let magnitude: TableIndex
}

extension CircuitBuilder {
    /// The digits of windows of `width` bits, the lowest first. For 10 bits, 130 rows each: 9 + 120 + 1.
    ///
    ///     mⱼ = 1 − bⱼ − t + 2·bⱼ·t              for the top bit t and each other bit bⱼ: one row
    ///     one-hot of the m's                    see `oneHot`
    ///
    /// Sound: the digit's sign is that of its top bit, since 2^top > Σ of all below. Where t = 1, the digit is
    /// 1 + 2·Σ bⱼ 2^j; where t = 0, it is minus the same for the complemented bits. So m = b xnor t spells (|digit| − 1)/2.
    public mutating func signedDigits(_ bits: [Bit], width: Int) -> [SignedDigit] {
        precondition(width > 1 && bits.count % width == 0, "whole windows")
        return stride(from: 0, to: bits.count, by: width).map { start in
            let window = bits[start..<start + width]
            let top = window[window.endIndex - 1]
            let magnitude = window.dropLast().map { !xor($0, top) }
            return SignedDigit(
                bits: Array(window), sign: top.form * 2 - .one, magnitude: tableIndex(magnitude))
        }
    }
}
