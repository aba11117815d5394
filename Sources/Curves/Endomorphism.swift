package import Fields

/// ψ on the twist: untwist to the curve over Fq12, take the power q of the coordinates, twist back.
///
/// (x, y) ↦ (x̄·ξ^((q − 1)/3), ȳ·ξ^((q − 1)/2)). On the subgroup of order r it is multiplication by q, so by 6x².
enum TwistFrobenius {
    static let xFactor = Fq12.frobeniusRoot.squared()
    static let yFactor = Fq12.frobeniusRoot.squared() * Fq12.frobeniusRoot

    static func image(of p: G2) -> G2 {
        G2(uncheckedX: p.x.conjugate * xFactor, y: p.y.conjugate * yFactor)
    }

    static func image(of p: JacobianPoint<BN254G2>) -> JacobianPoint<BN254G2> {
        JacobianPoint(uncheckedX: p.x.conjugate * xFactor, y: p.y.conjugate * yFactor, z: p.z.conjugate)
    }
}

/// x = 4965661367192848881, which the primes of BN254 are polynomials in.
package let bn254Parameter: UInt64 = 4_965_661_367_192_848_881

/// φ on G1: (x, y) ↦ (βx, y) with β³ = 1, which is multiplication by λ = 36x³ + 18x² + 6x + 1.
package enum BaseEndomorphism {
    private static let x = BigInteger(UInt256(bn254Parameter))
    private static let beta = Fq(reducing: 18 * x * x * x + 18 * x * x + 9 * x + 1)
    package static let lambda = Fr(reducing: 36 * x * x * x + 18 * x * x + 6 * x + 1)

    package static func image(of p: G1) -> G1 { G1(uncheckedX: p.x * beta, y: p.y) }

    // (2x + 1, −short) and (long, 2x + 1) span the pairs (a, b) with a + bλ = 0; their determinant is r.
    private static let slim = 2 * UInt128(bn254Parameter) + 1
    private static let short = 6 * UInt128(bn254Parameter) * UInt128(bn254Parameter) + 2 * UInt128(bn254Parameter)
    private static let long = short + slim
    /// 2²⁵⁶ times the shares of both vectors in 1, rounded down.
    private static let shares = [slim, short].map {
        ((BigInteger(UInt256($0)) << 256) / BigInteger(Fr.modulus)).uint256!
    }

    /// k₁ and k₂ with k₁ + k₂λ = k: 0 ≤ k₁ < 0.9761·2¹²⁷ and −0.9407·2¹²⁷ < k₂ < 0.61·2⁶⁴.
    ///
    /// Whole multiples of both vectors are taken off (k, 0). Their numbers are rounded down, and the shares before them, which
    /// loses less than 2⁻²⁵⁶·k each, 0.0818 and 0.1225 at most: what is left is f·(2x + 1, −short) + g·(long, 2x + 1) for f from
    /// 0 to 1.0818 and g from 0 to 1.1225. Source: Gallant, Lambert, Vanstone, "Faster Point Multiplication on Elliptic Curves
    /// with Efficient Endomorphisms", section 4.
    package static func split(_ scalar: Fr) -> (UInt128, Int128) {
        let k = scalar.canonical
        let (first, second) = (highProduct(k, shares[0]), highProduct(k, shares[1]))
        // Both results are small, so nothing above 128 bits matters.
        let k1 = k.lowHalf &- first &* slim &- second &* long
        let k2 = first &* short &- second &* slim
        return (k1, Int128(truncatingIfNeeded: k2))
    }

    /// ⌊a·b / 2²⁵⁶⌋ modulo 2¹²⁸.
    private static func highProduct(_ a: UInt256, _ b: UInt256) -> UInt128 {
        var columns: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for i in 0..<4 {
            // The words of a so far, times b, over 2⁶⁴ⁱ.
            var carry: UInt64 = 0
            let word = a[limb: i]
            columns.0 = multiplyAdd(columns.0, word, b.l0, &carry)
            columns.1 = multiplyAdd(columns.1, word, b.l1, &carry)
            columns.2 = multiplyAdd(columns.2, word, b.l2, &carry)
            columns.3 = multiplyAdd(columns.3, word, b.l3, &carry)
            // The lowest word is final: the others move down.
            columns = (columns.1, columns.2, columns.3, carry)
        }
        return UInt128(columns.1) << 64 | UInt128(columns.0)
    }
}

extension BN254G2 {
    /// Whether a point of the twist is in the subgroup of order r: [x + 1]Q + ψ([x]Q) + ψ²([x]Q) = ψ³([2x]Q).
    ///
    /// In the subgroup ψ is multiplication by 6x², and the equation holds modulo r. Conversely ψ² − tψ + q = 0 on the whole
    /// twist with t = 6x² + 1, so the equation makes Q vanish under the norm of (x + 1) + xψ + xψ² − 2xψ³ in Z[ψ]; that
    /// norm has no factor in common with the cofactor 2q − r, as `PairingTests` derives, so the order of Q divides r.
    /// Source: Dai, Lin, Zhao, Zhou, "Fast subgroup membership testings for G1, G2 and GT on pairing-friendly curves".
    public static func isInSubgroup(_ point: AffinePoint<BN254G2>) -> Bool {
        let multiple = JacobianPoint(point).multiplied(by: UInt256(bn254Parameter))
        let first = TwistFrobenius.image(of: multiple)
        let second = TwistFrobenius.image(of: first)
        let third = TwistFrobenius.image(of: second)
        return multiple + point + first + second == third.doubled()
    }
}
