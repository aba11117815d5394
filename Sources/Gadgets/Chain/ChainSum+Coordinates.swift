public import Fields
public import R1CS

extension CircuitBuilder {
    /// Says that the sum's x is low + 2^(Bg) · high modulo p. One certificate: 54 rows and more.
    ///
    /// The forms must be known to lie in [0, 2^(Bg)) and [0, 2^(B(k−g))). Canonical only if they are known to spell less than p.
    public mutating func constrainX<M>(
        of sum: ChainSum<M>, low: LinearCombination, high: LinearCombination
    ) throws(BoundError) {
        let groups = sum.x.groups(in: sum.field)
        try constrainZero(
            low: groups.low - low, high: groups.high - high, bounds: sum.x.bounds + sum.field.unsignedBounds,
            in: sum.field)
    }

    /// The same for the sum's y = λ · (x_T − x) − y_T, from the last slope: 2k − 1 rows and one certificate.
    public mutating func constrainY<M>(
        of sum: ChainSum<M>, low: LinearCombination, high: LinearCombination
    ) throws(BoundError) {
        guard let slope = sum.slope else { preconditionFailure("a sum of at least two points") }
        let line = slopeProduct(slope, sum.last, sum)
        let groups = line.groups(in: sum.field)
        try constrainZero(
            low: groups.low - sum.last.yLow - low, high: groups.high - sum.last.yHigh - high,
            bounds: line.bounds + sum.last.yBounds + sum.field.unsignedBounds, in: sum.field)
    }

    /// The canonical bits of the sum's x modulo p = 2²⁵⁵ − 19, the lowest first.
    ///
    ///     bᵢ · (bᵢ − 1) = 0                        255 bits
    ///     Σ bᵢ 2^i ≡ x modulo p                    `constrainX`
    ///     (Σ_{i ≥ 5} bᵢ − 250) · inverse = 1       not all of bits 5 to 254 are 1
    ///
    /// Sound: the bits spell less than 2²⁵⁵ − 32 < p, so they are the one canonical value. An honest x from 2²⁵⁵ − 32 up to p
    /// is refused as well: that has probability 2⁻²⁵⁰, and the prover draws again.
    public mutating func canonicalXBits(
        of sum: ChainSum<Curve25519BaseModulus>
    ) throws(BoundError) -> [Bit] {
        let field = sum.field
        let hinted = hint(255, from: sum.x.limbs(in: field)) { limbs in
            let x = field.element(limbs: limbs).canonical
            return (0..<255).map { x.bit($0) ? .one : .zero }
        }
        let bits = bits(hinted)
        let cut = field.limbBits * field.lowLimbCount
        try constrainX(of: sum, low: .number(bits[..<cut]), high: .number(bits[cut...]))
        constrainNonZero(.sum(bits[5...].map(\.form)) - 250)
        return bits
    }
}
