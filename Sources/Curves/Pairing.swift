public import Fields

/// The values of the pairing: the elements of order r in Fq12.
public typealias GT = Fq12

/// The optimal ate pairing of BN254.
///
/// Source: Vercauteren, "Optimal Pairings", and for the shape of the loop Beuchat, González-Díaz, Mitsunari, Okamoto,
/// Rodríguez-Henríquez, Teruya, "High-Speed Software Implementation of the Optimal Ate Pairing over Barreto–Naehrig
/// Curves", algorithm 1. Variable-time.
public enum Pairing {
    /// 6x + 2, a number of 65 bits.
    private static let loopLength = (6 * BigInteger(UInt256(bn254Parameter)) + 2).uint256!

    /// 6x + 2 in non-adjacent form, most significant first.
    static let loopDigits = Array(signedDigits(of: loopLength, width: 2).reversed().drop { $0 == 0 })

    /// Whether up to four pairs cost what one does, on the kernel in use.
    package static var loopsAreFour: Bool { Kernel.current == .ifma }

    /// The product of the Miller functions of all pairs, up to a factor in Fq2, which the final power takes away. A pair with an
    /// identity counts as one.
    public static func millerLoop(_ pairs: [(G1, PreparedG2)]) -> Fq12 {
        let pairs = pairs.filter { !$0.0.isIdentity && !$0.1.point.isIdentity }
        return Kernel.current == .ifma ? millerLoopsInLanes(pairs.map { ($0, $1.point) }) : sharedLoop(pairs)
    }

    /// One squaring chain for all pairs, none of them with an identity.
    private static func sharedLoop(_ pairs: [(G1, PreparedG2)]) -> Fq12 {
        let lines = pairs.map(\.1.lines)
        var inverses = pairs.map(\.0.y)
        invertAll(&inverses)
        // No point of G1 has y = 0, since its order is odd.
        let points = zip(pairs, inverses).map { pair, inverse in (negatedRatio: -(pair.0.x * inverse), inverse: inverse)
        }
        var value = Fq12.one
        var step = 0
        func multiplyByLines() {
            for (lines, point) in zip(lines, points) {
                let line = lines[step]
                value.multiply(
                    byLine: line.slope.scaled(by: point.negatedRatio), line.intercept.scaled(by: point.inverse))
            }
            step += 1
        }
        for digit in loopDigits.dropFirst() {
            value = value.squared()
            multiplyByLines()
            if digit != 0 { multiplyByLines() }
        }
        multiplyByLines()
        multiplyByLines()
        return value
    }

    /// The power 2x(6x² + 3x + 1) · (q¹² − 1)/r of a nonzero value: bilinear and not degenerate like the one without the
    /// factor, which is prime to r, and what iden3's tools compute.
    ///
    /// Source: Fuentes-Castañeda, Knapp, Rodríguez-Henríquez, "Faster Hashing to G2", section 5: the power of the last part
    /// is λ₀ + λ₁q + λ₂q² + λ₃q³ with λ₂ = 12x³ + 6x² + 6x, λ₁ = λ₂ − 2x, λ₀ = λ₂ + 6x² + 1, λ₃ = λ₁ − 1.
    public static func finalExponentiation(_ value: Fq12) -> GT {
        precondition(!value.isZero, "no Miller function is zero")
        // (q⁶ − 1)(q² + 1): from here on an inverse is a conjugate.
        let ratio = value.conjugate * value.inverse()!
        let f = ratio.frobenius(2) * ratio

        let f2x = f.cyclotomicPower(bn254Parameter).cyclotomicSquare
        let f6x = f2x.cyclotomicSquare * f2x
        let f6xx = f6x.cyclotomicPower(bn254Parameter)
        let f12xxx = f6xx.cyclotomicSquare.cyclotomicPower(bn254Parameter)
        let power2 = f12xxx * f6xx * f6x
        let power1 = power2 * f2x.conjugate
        let power0 = power2 * f6xx * f
        let power3 = power1 * f.conjugate
        return power0 * power1.frobenius(1) * power2.frobenius(2) * power3.frobenius(3)
    }

    /// e(p, q).
    public static func pairing(_ p: G1, _ q: G2) -> GT { finalExponentiation(millerLoop([(p, PreparedG2(q))])) }

    /// Whether the product of the pairings of all pairs is one; so for no pairs.
    public static func isIdentity(_ pairs: [(G1, PreparedG2)]) -> Bool {
        finalExponentiation(millerLoop(pairs)) == .one
    }
}
