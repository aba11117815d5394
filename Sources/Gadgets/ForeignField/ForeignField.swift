public import Fields

/// How the rows over Fr speak of integers modulo another prime p: as polynomials of k small limbs in X = 2^B, where X^k is
/// a polynomial with small coefficients modulo p, its *fold*.
///
/// A product of two such polynomials is known from its values at 2k − 1 points, and a value is one row. A product so given
/// is never written out in limbs: interpolating, folding, and evaluating again are linear.
///
/// Limbs are signed and carry bounds with them. "This is zero modulo p" is one certificate over two groups of limbs, the
/// lowest g and the rest: see `constrainZero`.
public struct ForeignField<M: Modulus>: Sendable {
    public typealias Element = PrimeField<M>

    /// k.
    public let limbCount: Int
    /// B.
    public let limbBits: Int
    /// g: how many limbs the low group has.
    public let lowLimbCount: Int
    /// The x-coordinates of constant tables have a limb only at every `tableStride`-th place: fewer forms to select.
    public let tableStride: Int

    /// Half of each limb's range: Σ 2^(B(i + 1) − 1), which makes signed limbs plain slices; and the same for wide limbs.
    let halves: UInt256
    let tableHalves: UInt256

    /// X^i for i < 2k − 1 as k coefficients.
    let reductions: [[Int]]
    /// One row a point: the powers of the point.
    let evaluation: [[Fr]]
    /// k rows: from values at the points to folded coefficients.
    let folding: [[Fr]]
    /// One row a point: from values to the values of the folded polynomial.
    let refolding: [[Fr]]
    /// From values to the folded polynomial's low and high group.
    let groups: (low: [Fr], high: [Fr])

    /// - Parameter fold: the coefficients of X^k modulo p, lowest first, at most k of them.
    ///
    /// Traps where 2^(kB) is not what `fold` says, or p does not fit kB bits: the parameters are constants of the program.
    public init(limbs k: Int, of bits: Int, fold: [Int], lowLimbs: Int, tableStride: Int = 1) {
        precondition(k > 1 && (1..<k).contains(lowLimbs) && fold.count <= k && (1...k).contains(tableStride))
        precondition((M.value.bitWidth...256).contains(k * bits), "p fits the limbs, and they 256 bits")
        var folded = BigInteger(0)
        for (i, factor) in fold.enumerated() { folded = folded + (BigInteger(factor) << (bits * i)) }
        precondition(
            ((BigInteger(1) << (k * bits)) - folded) % BigInteger(M.value) == 0, "the fold is X^k modulo p")
        (limbCount, limbBits, lowLimbCount, self.tableStride) = (k, bits, lowLimbs, tableStride)

        func halves(stride step: Int) -> UInt256 {
            var total = BigInteger(0)
            for start in stride(from: 0, to: k, by: step) {
                total = total + (BigInteger(1) << (min(k, start + step) * bits - 1))
            }
            return total.uint256!
        }
        self.halves = halves(stride: 1)
        tableHalves = halves(stride: tableStride)

        var reductions = [[1] + [Int](repeating: 0, count: k - 1)]
        while reductions.count < 2 * k - 1 {
            let last = reductions[reductions.count - 1]
            var next = [0] + last.dropLast()
            for (i, factor) in fold.enumerated() { next[i] += last[k - 1] * factor }
            reductions.append(next)
        }
        self.reductions = reductions
        // Small points of both signs: 0, 1, −1, 2, −2, …
        let points: [Fr] = [.zero] + (1..<k).flatMap { [Fr($0), -Fr($0)] }
        let evaluation = points.map { point in (0..<k).map { point.power($0) } }
        let interpolation = interpolationMatrix(points)
        var folding = [[Fr]](repeating: [Fr](repeating: .zero, count: points.count), count: k)
        for (reduction, row) in zip(reductions, interpolation) {
            for (i, factor) in reduction.enumerated() where factor != 0 {
                for (column, entry) in row.enumerated() { folding[i][column] += Fr(factor) * entry }
            }
        }
        func combine(_ factors: [Fr]) -> [Fr] {
            var total = [Fr](repeating: .zero, count: points.count)
            for (factor, row) in zip(factors, folding) {
                for (column, entry) in row.enumerated() { total[column] += factor * entry }
            }
            return total
        }
        self.evaluation = evaluation
        self.folding = folding
        refolding = evaluation.map(combine)
        let x = Fr(2).power(bits)
        groups = (
            combine((0..<k).map { $0 < lowLimbs ? x.power($0) : .zero }),
            combine((0..<k).map { $0 < lowLimbs ? .zero : x.power($0 - lowLimbs) })
        )
    }

    var pointCount: Int { 2 * limbCount - 1 }

    /// The modulus p.
    var modulus: BigInteger { BigInteger(M.value) }

    /// 2^(Bg): what the high group counts.
    var groupBase: Fr { Fr(2).power(limbBits * lowLimbCount) }
}

/// Row i: the coefficient of X^i as a combination of the values at `points` (Lagrange).
private func interpolationMatrix(_ points: [Fr]) -> [[Fr]] {
    let count = points.count
    var full = [Fr.one]
    for point in points {
        var next = [Fr.zero] + full
        for (i, coefficient) in full.enumerated() { next[i] -= point * coefficient }
        full = next
    }
    var matrix = [[Fr]](repeating: [Fr](repeating: .zero, count: count), count: count)
    for (column, point) in points.enumerated() {
        var product = Fr.one
        for (i, other) in points.enumerated() where i != column { product *= point - other }
        let scale = product.inverse()!
        // Synthetic division of Π (X − t) by (X − point).
        var coefficient = Fr.zero
        for i in stride(from: count, to: 0, by: -1) {
            coefficient = full[i] + point * coefficient
            matrix[i - 1][column] = coefficient * scale
        }
    }
    return matrix
}
