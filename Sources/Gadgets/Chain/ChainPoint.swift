public import Fields
public import R1CS

/// A point to add in a chain: x as k limb forms, many of them zero, y as the forms of its two groups, and their bounds.
public struct ChainPoint<M: Modulus>: Sendable {
    let xLimbs: [LinearCombination]
    let xBounds: Bounds
    let yLow: LinearCombination
    let yHigh: LinearCombination
    let yBounds: Bounds
}

extension ChainPoint {
    /// A point that comes from outside, known to be on the curve: x as unsigned parts of `stride` limbs each, y as its low
    /// and high group. The forms must be known to lie in their ranges, [0, 2^(stride·B)), [0, 2^(Bg)), [0, 2^(B(k−g))).
    public init(
        xParts: [LinearCombination], stride: Int, yLow: LinearCombination, yHigh: LinearCombination,
        in field: ForeignField<M>
    ) {
        let k = field.limbCount
        precondition(xParts.count * stride == k, "parts that make up all limbs")
        xLimbs = (0..<k).map { $0 % stride == 0 ? xParts[$0 / stride] : .zero }
        xBounds = field.unsignedBounds(stride: stride)
        (self.yLow, self.yHigh) = (yLow, yHigh)
        yBounds = field.unsignedBounds
    }
}

extension CircuitBuilder {
    /// The table point that `digit` chooses in a window: for 512 entries, three rows a form, and two for the sign of y.
    ///
    ///     |x limbs|, |y groups|                 see `select`
    ///     sign · |y group| = y group            two rows
    ///
    /// Sound: the multiple of an odd digit is ± the multiple of its magnitude, and −(x, y) = (x, −y).
    mutating func tablePoint<M>(
        _ chain: FixedBaseChain<M>, window: Int, _ digit: SignedDigit
    ) -> ChainPoint<M> {
        let (field, table) = (chain.field, chain.tables[window])
        let limbs = table.map { field.tableLimbs($0.x) }
        let groups = table.map { field.groupValues($0.y) }
        var places = [LinearCombination](repeating: .zero, count: field.limbCount)
        for i in limbs[0].indices {
            places[i * field.tableStride] = select(limbs.map { $0[i] }, digit.magnitude)
        }
        let low = select(groups.map(\.low), digit.magnitude)
        let high = select(groups.map(\.high), digit.magnitude)
        return ChainPoint(
            xLimbs: places, xBounds: field.tableLimbBounds,
            yLow: product(digit.sign, low), yHigh: product(digit.sign, high), yBounds: field.limbBounds)
    }
}
