internal import Fields
package import R1CS

/// A polynomial of degree up to 2k − 2 by its values at the field's points, with the bounds of its folded limbs.
package struct SampledPolynomial: Sendable {
    let values: [LinearCombination]
    let bounds: Bounds

    init(values: [LinearCombination], bounds: Bounds) { (self.values, self.bounds) = (values, bounds) }

    /// The polynomial with these limbs.
    package init<M>(limbs: [LinearCombination], bounds: Bounds, in field: ForeignField<M>) {
        let span = LinearSpan(limbs)
        self.init(values: field.evaluation.map { span.combination($0) }, bounds: bounds)
    }

    static func + (a: SampledPolynomial, b: SampledPolynomial) -> SampledPolynomial {
        SampledPolynomial(values: zip(a.values, b.values).map { $0 + $1 }, bounds: a.bounds + b.bounds)
    }

    /// The low and the high group of the folded polynomial.
    func groups<M>(in field: ForeignField<M>) -> (low: LinearCombination, high: LinearCombination) {
        let span = LinearSpan(values)
        return (span.combination(field.groups.low), span.combination(field.groups.high))
    }

    /// The folded limbs.
    func limbs<M>(in field: ForeignField<M>) -> [LinearCombination] {
        let span = LinearSpan(values)
        return field.folding.map { span.combination($0) }
    }
}
