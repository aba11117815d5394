internal import Fields
public import R1CS

/// Numbers of the one-time authenticator. Source: Bernstein, "The Poly1305-AES message-authentication code"; RFC 8439, 2.5.
enum Poly1305 {
    /// 2¹³⁰ − 5.
    static let prime = (BigInteger(1) << 130) - 5
    /// The bits of r that clamping keeps.
    static let clamp = BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", radix: 16)!
    /// Where a 130-bit number is split: X = 2⁶⁵, and X² = 5 modulo the prime.
    static let splitBits = 65
    static let splitMask = (BigInteger(1) << splitBits) - 1

    /// Whether q·p + h, with q of `quotientBits` bits and h of 130, stays below r, as does `largest`.
    static func fits(_ largest: BigInteger, quotientBits: Int) -> Bool {
        let modulus = BigInteger(Fr.modulus)
        let right = ((BigInteger(1) << quotientBits) - 1) * prime + (BigInteger(1) << 130) - 1
        return largest < modulus && right < modulus
    }
}

extension CircuitBuilder {
    /// Says that `tag` is the Poly1305 of `message` under a key. 5 rows, and 194 for each block of 16 bytes.
    ///
    /// `tag` must be known to be below 2¹²⁸: a public input that the verifier bounds. `r` and `s` are 128 proven bits each,
    /// unclamped; clamping leaves bits of r out of the products. For each block, with a = h + block, a = a₀ + a₁X:
    ///
    ///     a₀ · (r₀ + r₁X) = o                                   (1)
    ///     a₁ · (5r₁ + r₀X) = q·p + h′ − o                       (2)
    ///
    /// with the bits of q and h′ proved. Then, where T is 1 exactly if bits 3 to 129 of the last h are all 1,
    ///
    ///     T · (h₂ + h₀·h₁) = 0                                  (3)
    ///     h + s = tag + carry · 2¹²⁸,  carry in [0, 8)          (4)
    ///
    /// Sound: X² = 5 modulo p, so (1) + (2) say a·r ≡ q·p + h′; both sides stay below r, so they hold over the integers and
    /// h′ ≡ a·r, but h′ may be reduced or not. (3) makes the last h canonical: h ≥ p = 2¹³⁰ − 5 means that bits 3 and
    /// up are 1 and the lowest three spell at least 3, which is h₂ or both of h₀ and h₁. Earlier h's may be either: only their
    /// residue matters, and the bounds allow for all 130 bits. In (4) nothing comes near r, so it holds over the integers,
    /// and tag is h + s modulo 2¹²⁸ because it is below that.
    public mutating func constrainPoly1305(r: [Bit], s: [Bit], message: [Byte], tag: LinearCombination) {
        precondition(r.count == 128 && s.count == 128 && !message.isEmpty)
        let kept = r.enumerated().map { Poly1305.clamp.bit($0) ? $1 : .zero }
        let split = Poly1305.splitBits
        let x = powersOfTwo[split]
        let (r0, r1) = (LinearCombination.number(kept[..<split]), LinearCombination.number(kept[split...]))
        let factors = (r0 + r1 * x, r1 * 5 + r0 * x)
        let (clamp, mask) = (Poly1305.clamp, Poly1305.splitMask)
        let largestFactors = (clamp, 5 * (clamp >> split) + ((clamp % (mask + 1)) << split))

        var hash: [Bit] = []
        for start in stride(from: 0, to: message.count, by: 16) {
            let block = message[start..<min(start + 16, message.count)].flatMap(\.bits) + [.one]
            let a0 = LinearCombination.number(hash.prefix(split)) + .number(block.prefix(split))
            let a1 = LinearCombination.number(hash.dropFirst(split)) + .number(block.dropFirst(split))
            let carried = hash.isEmpty ? 0 : mask
            let largest = (carried + mask) * largestFactors.0 + (carried + (mask >> 1)) * largestFactors.1
            let quotientBits = (largest / Poly1305.prime).bitWidth
            precondition(Poly1305.fits(largest, quotientBits: quotientBits), "the products do not wrap")
            let hinted = quotientAndRemainder((a0, a1), factors, quotientBits)
            let quotient = bits(Array(hinted[..<quotientBits]))
            hash = bits(Array(hinted[quotientBits...]))
            let o = product(a0, factors.0)
            let right = LinearCombination.sum([
                (.number(quotient), Fr(reducing: Poly1305.prime)), (.number(hash), .one), (o, -Fr.one),
            ])
            constrain(a1, factors.1, right)
        }
        constrainCanonical(hash)
        _ = range((.number(hash) + .number(s) - tag) * inversePowersOfTwo[128], bits: 3)
    }

    /// Hints for (2): the bits of the quotient of a·r by p, then 130 of the remainder.
    private mutating func quotientAndRemainder(
        _ a: (LinearCombination, LinearCombination), _ factors: (LinearCombination, LinearCombination),
        _ quotientBits: Int
    ) -> [LinearCombination] {
        hint(quotientBits + 130, from: [a.0, factors.0, a.1, factors.1]) { values in
            let total = BigInteger((values[0] * values[1] + values[2] * values[3]).canonical)
            let (quotient, remainder) = (total / Poly1305.prime, total % Poly1305.prime)
            return (0..<quotientBits).map { quotient.bit($0) ? .one : .zero }
                + (0..<130).map { remainder.bit($0) ? .one : .zero }
        }
    }

    /// (3): the 130 bits spell less than 2¹³⁰ − 5.
    private mutating func constrainCanonical(_ hash: [Bit]) {
        let allOnes = isZero(Fr(127) - .sum(hash[3...].map(\.form)))
        let lowTwo = and(hash[0], hash[1])
        constrain(allOnes.form, hash[2].form + lowTwo.form, .zero)
    }
}
