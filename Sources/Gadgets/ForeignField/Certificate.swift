internal import Fields
package import R1CS

extension CircuitBuilder {
    /// Says that low + 2^(Bg) · high is zero modulo p, for two forms whose limbs have the `bounds` given.
    ///
    /// The quotient and the carry are forms, not hints, so there is one witness at most:
    ///
    ///     q = (low + 2^(Bg) · high) / p   in Fr          q in [−2^(n−1), 2^(n−1))           n rows
    ///     c = q · p_high − high           in Fr          c in [−2^(m−1), 2^(m−1))           m rows
    ///
    /// where p = p_low + 2^(Bg) · p_high. Widths: n is such that an honest |q| ≤ (Σ boundᵢ 2^(Bi)) / p + 1 fits, m likewise.
    ///
    /// Sound: the range checks make q and c small integers. high = q·p_high − c holds modulo r by the definition of c, and
    /// both sides are so small that they differ by less than r: it holds over the integers. Put into the definition of
    /// q, it leaves low = q·p_low + c·2^(Bg) modulo r; again both sides are small: it holds over the integers. Together
    /// low + 2^(Bg)·high = q·p over the integers. The two bounds are checked here, for every call.
    ///
    /// Throws `BoundError` where a bound reaches r.
    package mutating func constrainZero<M>(
        low: LinearCombination, high: LinearCombination, bounds: Bounds, in field: ForeignField<M>
    ) throws(BoundError) {
        let width = try CertificateWidths(bounds: bounds, in: field)
        let cut = field.limbBits * field.lowLimbCount
        let inverse = Fr(reducing: field.modulus).inverse()!
        let quotient = (low + high * field.groupBase) * inverse
        _ = range(quotient + powersOfTwo[width.quotient - 1], bits: width.quotient)
        let carry = quotient * Fr(reducing: field.modulus >> cut) - high
        _ = range(carry + powersOfTwo[width.carry - 1], bits: width.carry)
    }
}

/// How many bits a certificate's quotient and carry have.
struct CertificateWidths: Equatable {
    let quotient: Int
    let carry: Int

    init<M>(bounds: Bounds, in field: ForeignField<M>) throws(BoundError) {
        let (bits, cut) = (field.limbBits, field.limbBits * field.lowLimbCount)
        func total(_ bounds: some Sequence<BigInteger>) -> BigInteger {
            bounds.enumerated().reduce(BigInteger(0)) { $0 + ($1.element << (bits * $1.offset)) }
        }
        let bounds = bounds.limbs
        let r = BigInteger(Fr.modulus)
        let high = field.modulus >> cut
        let low = field.modulus - (high << cut)

        quotient = (2 * (total(bounds) / field.modulus + 1)).bitWidth
        let largestLow = total(bounds[..<field.lowLimbCount]) + (low << quotient)
        let largestHigh = total(bounds[field.lowLimbCount...]) + (high << quotient)
        carry = (2 * ((largestLow >> cut) + 1)).bitWidth
        let lowTotal = largestLow + (BigInteger(1) << (carry + cut))
        guard lowTotal < r else { throw .lowGroupWraps(bits: lowTotal.bitWidth) }
        let highTotal = largestHigh + (BigInteger(1) << carry)
        guard highTotal < r else { throw .highGroupWraps(bits: highTotal.bitWidth) }
    }
}
