public import Fields
public import R1CS

/// A sum of points whose x is known by its values at the field's points, and whose y is never written down.
///
/// y follows from the last addition: y = λ · (x_T − x) − y_T, with T the point added last and λ the slope.
public struct ChainSum<M: Modulus>: Sendable {
    let curve: CubicCurve<M>
    let field: ForeignField<M>
    let x: SampledPolynomial
    /// The point added last, or the sum itself at the start.
    let last: ChainPoint<M>
    /// The last slope at the points; nil at the start.
    let slope: [LinearCombination]?

    /// A sum that is one point so far. Its x may be given in another form than the point's, for tests.
    package init(
        _ point: ChainPoint<M>, x: SampledPolynomial? = nil, on curve: CubicCurve<M>, over field: ForeignField<M>
    ) {
        self.init(
            curve: curve, field: field,
            x: x ?? SampledPolynomial(limbs: point.xLimbs, bounds: point.xBounds, in: field), last: point, slope: nil)
    }

    init(
        curve: CubicCurve<M>, field: ForeignField<M>, x: SampledPolynomial, last: ChainPoint<M>,
        slope: [LinearCombination]?
    ) {
        (self.curve, self.field, self.x, self.last, self.slope) = (curve, field, x, last, slope)
    }
}

extension CircuitBuilder {
    /// The multiple of the chain's base by the scalar of these digits.
    ///
    /// 472 rows a window of 10 bits on Curve25519: table point 32, then those of `add`.
    @specialized(where M == Curve25519BaseModulus)
    @specialized(where M == Secp256k1BaseModulus)
    public mutating func multiple<M>(
        _ chain: FixedBaseChain<M>, by digits: [SignedDigit]
    ) throws(BoundError) -> ChainSum<M> {
        precondition(digits.count == chain.tables.count, "one digit a window")
        let (field, k) = (chain.field, chain.field.limbCount)
        let slopes = hint((digits.count - 1) * k, from: digits.flatMap { $0.bits.map(\.form) }) { values in
            chain.multiple(FixedBaseChain<M>.bools(values)).slopes.flatMap { field.limbs($0) }
        }
        var total = ChainSum(tablePoint(chain, window: 0, digits[0]), on: chain.curve, over: field)
        for window in 1..<digits.count {
            let point = tablePoint(chain, window: window, digits[window])
            total = try add(total, point, slope: Array(slopes[(window - 1) * k..<window * k]))
        }
        return total
    }

    /// One more point on top of a multiple, which must not be ± it: whoever supplies the point sees to that.
    @specialized(where M == Curve25519BaseModulus)
    @specialized(where M == Secp256k1BaseModulus)
    public mutating func add<M>(
        _ sum: ChainSum<M>, _ point: ChainPoint<M>, toMultipleOf chain: FixedBaseChain<M>, by digits: [SignedDigit]
    ) throws(BoundError) -> ChainSum<M> {
        let bits = digits.flatMap { $0.bits.map(\.form) }
        let field = chain.field
        let slope = hint(field.limbCount, from: bits + point.xLimbs + [point.yLow, point.yHigh]) { values in
            let total = chain.multiple(FixedBaseChain<M>.bools(values[..<bits.count])).point
            let limbs = values[bits.count..<values.count - 2]
            let other = FixedBaseChain<M>.Point(
                x: field.element(limbs: limbs), y: field.element(groups: values.suffix(2)))
            return field.limbs(chain.curve.slope(total, other) ?? .zero)
        }
        return try add(sum, point, slope: slope)
    }

    /// sum + point, by a slope λ that the prover chose: k limbs of B bits in range, and with X the sum's x, Y its y,
    ///
    ///     λ(t) · (x_n(t) − X(t)) = e(t)                    at each of 2k − 1 points t
    ///     λ′(t) · (x_T(t) − X(t)) = e′(t)                  likewise, for the slope and point of the addition before
    ///     Σ e + Σ e′ − y_T − y_n ≡ 0 modulo p              one certificate: `constrainZero`
    ///     λ(t) · λ(t) = X′(t) + X(t) + x_n(t) + a          at each t: the new x
    ///
    /// Since Y = λ′(x_T − X) − y_T, the third says λ(x_n − X) = y_n − Y: consecutive slopes telescope and no y is ever a
    /// variable. At the start there is no λ′ and Y = y_T.
    ///
    /// Sound: 2k − 1 values fix a product of two polynomials of degree k − 1. As X ≠ x_n modulo p (see `FixedBaseChain`; or
    /// the verifier for a point from outside), λ is *the* slope modulo p, and X′ = λ² − a − X − x_n the sum's x. X′ is never
    /// reduced; its bounds grow a little with each step, and the certificates of later steps take account of them.
    private mutating func add<M>(
        _ sum: ChainSum<M>, _ point: ChainPoint<M>, slope limbs: [LinearCombination]
    ) throws(BoundError) -> ChainSum<M> {
        let (field, curve) = (sum.field, sum.curve)
        for limb in limbs { _ = range(limb + powersOfTwo[field.limbBits - 1], bits: field.limbBits) }
        let slopeSpan = LinearSpan(limbs)
        let slope = field.evaluation.map { slopeSpan.combination($0) }

        var line = slopeProduct(slope, point, sum)
        var sign = Fr.one
        if let previous = sum.slope {
            line = line + slopeProduct(previous, sum.last, sum)
            sign = -sign
        }
        let groups = line.groups(in: field)
        try constrainZero(
            low: groups.low + sum.last.yLow * sign - point.yLow,
            high: groups.high + sum.last.yHigh * sign - point.yHigh,
            bounds: line.bounds + sum.last.yBounds + point.yBounds, in: field)

        let pointSpan = LinearSpan(point.xLimbs)
        let a = Fr(canonical: curve.a.canonical)!
        let x = zip(slope, zip(sum.x.values, field.evaluation)).map { slope, old in
            product(slope, slope, minus: old.0 + pointSpan.combination(old.1) + a)
        }
        let square = field.productBounds(field.limbBounds, field.limbBounds)
        return ChainSum(
            curve: curve, field: field,
            x: SampledPolynomial(
                values: x, bounds: square + sum.x.bounds + point.xBounds + Bounds(constant: curve.a, in: field)),
            last: point, slope: slope)
    }

    /// slope · (point's x − sum's x), one row at each point.
    mutating func slopeProduct<M>(
        _ slope: [LinearCombination], _ point: ChainPoint<M>, _ sum: ChainSum<M>
    ) -> SampledPolynomial {
        let field = sum.field
        let span = LinearSpan(point.xLimbs + sum.x.values)
        let values = slope.enumerated().map { i, slope in
            product(slope, span.combination(field.evaluation[i] + field.refolding[i].map { -$0 }))
        }
        return SampledPolynomial(
            values: values, bounds: field.productBounds(field.limbBounds, point.xBounds + sum.x.bounds))
    }
}
