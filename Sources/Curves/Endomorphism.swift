internal import Fields

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
