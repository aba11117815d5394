public import Fields

/// What the circuit knows of one constant base point: the odd multiples of 2^(w·i) times it, window by window.
///
/// A scalar is Σ (2bⱼ − 1)·2^j over all bits, always odd, in windows of w bits. Its multiple is a sum of one table point a
/// window, the lowest window first.
///
/// No sum is degenerate, whatever the bits: when window i is added, the accumulator is an odd multiple below 2^(wi) and the
/// table point one of at least 2^(wi), in absolute value, and both together stay below 2^(w·windows), which the order of
/// the base exceeds. So their x-coordinates always differ, and no slope ever has a zero denominator.
public struct FixedBaseChain<M: Modulus>: Sendable {
    public typealias Point = CubicCurve<M>.Point

    public let field: ForeignField<M>
    public let curve: CubicCurve<M>
    public let windowBits: Int
    /// `tables[i][j]` is (2j + 1)·2^(windowBits · i) times the base.
    public let tables: [[Point]]

    /// - Parameter order: the order of `base`, a prime. Throws `.orderReached` where 2^(windows · windowBits) exceeds it.
    public init(
        _ base: Point, order: BigInteger, on curve: CubicCurve<M>, over field: ForeignField<M>, windows: Int,
        windowBits: Int
    ) throws(BoundError) {
        precondition(windows > 1 && windowBits > 1, "at least two windows of two bits")
        precondition(curve.contains(base), "the base is a point of the curve")
        guard BigInteger(1) << (windows * windowBits) <= order else { throw .orderReached }
        self.init(unchecked: base, on: curve, over: field, windows: windows, windowBits: windowBits)
    }

    /// No look at the order: for a test of what then goes wrong.
    ///
    /// The coefficient a must be small, since rows carry it as an integer.
    @specialized(where M == Curve25519BaseModulus)
    @specialized(where M == Secp256k1BaseModulus)
    package init(
        unchecked base: Point, on curve: CubicCurve<M>, over field: ForeignField<M>, windows: Int, windowBits: Int
    ) {
        precondition(curve.a.canonical.bitWidth <= 64, "a small coefficient a")
        (self.curve, self.field, self.windowBits) = (curve, field, windowBits)
        var bases = [base]
        while bases.count < windows {
            bases.append((0..<windowBits).reduce(bases[bases.count - 1]) { point, _ in curve.doubled(point)! })
        }
        tables = curve.oddMultiples(of: bases, count: 1 << (windowBits - 1))
    }

    public var bitCount: Int { tables.count * windowBits }

    // MARK: The prover's side

    /// The table point of window `window` for the digit of these bits.
    func tablePoint(_ window: Int, _ bits: ArraySlice<Bool>) -> Point {
        let isPositive = bits[bits.endIndex - 1]
        let index = bits.dropLast().reversed().reduce(0) { $0 << 1 | ($1 == isPositive ? 1 : 0) }
        return isPositive ? tables[window][index] : -tables[window][index]
    }

    /// The multiple of the base, and the slope of each addition.
    ///
    /// Where the bits are no bits and a sum degenerates, it goes on with a zero slope: the rows refuse it.
    public func multiple(_ bits: [Bool]) -> (point: Point, slopes: [PrimeField<M>]) {
        precondition(bits.count == bitCount)
        var total = tablePoint(0, bits[..<windowBits])
        var slopes: [PrimeField<M>] = []
        for window in 1..<tables.count {
            let point = tablePoint(window, bits[window * windowBits..<(window + 1) * windowBits])
            let slope = curve.slope(total, point) ?? .zero
            slopes.append(slope)
            total = curve.sum(total, otherX: point.x, slope: slope)
        }
        return (total, slopes)
    }

    /// Values that ought to be 0 or 1, as bits.
    static func bools(_ values: some Collection<Fr>) -> [Bool] { values.map { $0.canonical.bit(0) } }
}
