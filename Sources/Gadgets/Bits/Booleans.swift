internal import Fields
public import R1CS

extension CircuitBuilder {
    /// One row that says that `form` is 0 or 1:
    ///
    ///     b · (b − 1) = 0
    ///
    /// Sound: a field has no zero divisors.
    public mutating func bit(_ form: LinearCombination) -> Bit {
        constrain(form, form - Fr.one, .zero)
        return Bit(knownBoolean: form)
    }

    /// A bit for each form that the prover chose: a row each.
    public mutating func bits(_ forms: [LinearCombination]) -> [Bit] { forms.map { bit($0) } }

    /// The `count` bits of `form`, which is thereby proved to lie in [0, 2^count). `count` rows, `count` − 1 variables.
    ///
    ///     bᵢ · (bᵢ − 1) = 0                          for i < count − 1, hinted
    ///     top · (top − 1) = 0                        with top = (form − Σ bᵢ 2^i) / 2^(count − 1), a form
    ///
    /// Sound: the form equals Σ bᵢ 2^i + top · 2^(count − 1) by the definition of top, and all of them are bits.
    /// The bits are unique because `count` is below 254: two bit strings for one value would differ by r or more.
    public mutating func range(_ form: LinearCombination, bits count: Int) -> [Bit] {
        precondition((1..<254).contains(count), "a range check of 1 to 253 bits")
        let low = bits(hintBits(of: form, count: count - 1))
        let top = (form - .number(low)) * inversePowersOfTwo[count - 1]
        return low + [bit(top)]
    }

    /// a ⊕ b. One row and one variable, or neither where one of them is constant.
    ///
    ///     −2a · b = x − a − b
    ///
    /// Sound: on bits, a + b − 2ab is the exclusive or, so x is a bit without a row of its own.
    public mutating func xor(_ a: Bit, _ b: Bit) -> Bit {
        if let a = a.constant { return a ? !b : b }
        if let b = b.constant { return b ? !a : a }
        return Bit(knownBoolean: product(-a.form * 2, b.form, minus: -(a.form + b.form)))
    }

    /// a ∧ b. One row and one variable, or neither where one of them is constant. Sound: a product of bits is a bit.
    public mutating func and(_ a: Bit, _ b: Bit) -> Bit { Bit(knownBoolean: product(a.form, b.form)) }

    /// A bit that is 1 exactly when `x` is zero. Two rows, two variables, one of them a free hint `i`:
    ///
    ///     −x · i = b − 1     (1)
    ///     x · b = 0          (2)
    ///
    /// Sound: at `x = 0`, (1) leaves only `b = 1`; at `x ≠ 0`, (2) leaves only `b = 0`.
    public mutating func isZero(_ x: LinearCombination) -> Bit {
        let inverse = hint(1, from: [x]) { [$0[0].inverse() ?? .zero] }[0]
        let isZero = product(-x, inverse, minus: -.one)
        constrain(x, isZero, .zero)
        return Bit(knownBoolean: isZero)
    }

    /// One row and one hint `i` that say that `x` is not zero: x · i = 1.
    public mutating func constrainNonZero(_ x: LinearCombination) {
        let inverse = hint(1, from: [x]) { [$0[0].inverse() ?? .zero] }[0]
        constrain(x, inverse, .one)
    }

    /// One row: `a` equals `b`.
    public mutating func constrainEqual(_ a: LinearCombination, _ b: LinearCombination) {
        constrain(a - b, .one, .zero)
    }
}
