import Curves
import Fields
import TestSupport
import Testing

private func naive<C>(_ points: [AffinePoint<C>], _ scalars: [PrimeField<C.ScalarModulus>]) -> JacobianPoint<C> {
    zip(points, scalars).reduce(JacobianPoint<C>.identity) {
        $0 + JacobianPoint($1.0).multiplied(by: $1.1.canonical)
    }
}

private func agrees<C>(
    _ points: [AffinePoint<C>], _ scalars: [PrimeField<C.ScalarModulus>], _ what: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let sum = multiScalarMultiplication(points, scalars)
    #expect(sum == naive(points, scalars), what, sourceLocation: sourceLocation)
}

private func small<C: ShortWeierstrassCurve>(_: C.Type, sizes: ClosedRange<Int>) {
    typealias Scalar = PrimeField<C.ScalarModulus>
    var generator = SeededGenerator()
    let points = (0..<sizes.upperBound).map { _ in AffinePoint<C>.random(using: &generator) }
    let edges: [Scalar] = [0, 1, 2, 3, -Scalar.one, -Scalar(2), Scalar(UInt64.max)]
    for size in sizes {
        let scalars: [Scalar] = (0..<size).map { _ in .random(using: &generator) }
        agrees(Array(points[..<size]), scalars, "random, \(size)")
        let extremes = (0..<size).map { _ in edges.randomElement(using: &generator)! }
        agrees(Array(points[..<size]), extremes, "edges, \(size)")
    }
}

/// Points of a small set, with their opposites and the identity, so that nearly every addition is a special one.
private func crowded<C: ShortWeierstrassCurve>(_: C.Type, count: Int) {
    typealias Scalar = PrimeField<C.ScalarModulus>
    var generator = SeededGenerator()
    let base = AffinePoint<C>.random(using: &generator)
    let scalars: [Scalar] = (0..<count).map { _ in .random(using: &generator) }
    let few = (0..<count).map { _ in Scalar(UInt64.random(in: 0..<40, using: &generator)) }
    for factors in [[1], [1, -1], [0, 1, -1, 2, -2], [0]] as [[Int]] {
        // Sums of multiples of one base are known without adding points.
        let chosen = (0..<count).map { _ in Scalar(factors.randomElement(using: &generator)!) }
        let multiples = Dictionary(uniqueKeysWithValues: factors.map { (Scalar($0), Scalar($0) * base) })
        let points = chosen.map { multiples[$0]! }
        for scalars in [scalars, few, [Scalar](repeating: 1, count: count), [Scalar](repeating: -.one, count: count)] {
            let expected = zip(chosen, scalars).reduce(Scalar.zero) { $0 + $1.0 * $1.1 } * base
            #expect(multiScalarMultiplication(points, scalars).affine == expected, "\(factors)")
        }
    }
}

/// Known multiples of the generator with scalars of every kind, so that the sum is one multiplication.
private func large<C: ShortWeierstrassCurve>(_: C.Type, count: Int) {
    typealias Scalar = PrimeField<C.ScalarModulus>
    var generator = SeededGenerator()
    let logarithms: [Scalar] = (0..<count).map { $0 % 50 == 0 ? .zero : .random(using: &generator) }
    let points = FixedBaseTable(AffinePoint<C>.generator).multiples(of: logarithms)
    func expect(_ what: Comment, _ scalar: (Int) -> Scalar) {
        let scalars = (0..<count).map(scalar)
        let expected = zip(logarithms, scalars).reduce(Scalar.zero) { $0 + $1.0 * $1.1 } * AffinePoint<C>.generator
        #expect(multiScalarMultiplication(points, scalars).affine == expected, what)
    }
    expect("random") { _ in .random(using: &generator) }
    expect("bits") { _ in Scalar(UInt64.random(in: 0...1, using: &generator)) }
    expect("ones") { _ in .one }
    expect("zeros") { _ in .zero }
    expect("minus one") { _ in -.one }
    expect("small and negative") { _ in -Scalar(UInt64.random(in: 0..<70000, using: &generator)) }
    expect("twos") { _ in 2 }
    expect("small") { _ in Scalar(UInt64.random(in: 0..<70000, using: &generator)) }
    expect("like a witness") { index in
        index % 7 == 0 ? .random(using: &generator) : Scalar(UInt64.random(in: 0...1, using: &generator))
    }
}

@Suite struct MultiScalarMultiplicationTests {
    @Test(arguments: Kernel.available) func smallSumsAreThoseOfOneByOneMultiplication(on kernel: Kernel) {
        kernel.run {
            small(BN254G1.self, sizes: 0...70)
            small(BN254G2.self, sizes: 0...20)
        }
    }

    @Test(arguments: Kernel.available) func largeSumsAreThoseOfTheLogarithms(on kernel: Kernel) {
        kernel.run {
            large(BN254G1.self, count: 5003)
            large(BN254G1.self, count: 40000)
            large(BN254G2.self, count: 2500)
        }
    }

    @Test(arguments: Kernel.available) func pointsThatMeetThemselvesTheirOppositesAndTheIdentityAddUp(on kernel: Kernel)
    {
        kernel.run {
            crowded(BN254G1.self, count: 3000)
            crowded(BN254G2.self, count: 300)
        }
    }

    @Test func theWindowsCoverEveryScalar() {
        var generator = SeededGenerator()
        for bits in 2...16 {
            let half = BigInteger(1) << (bits - 1)
            for greatest in [2, 3, 7, 8, 1_048_576, Fr(UInt64.max), -.one, .random(using: &generator)] as [Fr] {
                let plan = WindowPlan(bits: bits, greatest: greatest.canonical)
                let scaled = BigInteger(greatest.canonical) + BigInteger(plan.offset)
                let top = scaled >> (bits * (plan.windows - 1))
                #expect(top <= half && bits * (plan.windows - 1) < 256)
                #expect(top <= BigInteger(plan.topBuckets) && plan.topBuckets.nonzeroBitCount == 1)
                let signed = (0..<plan.windows).reduce(BigInteger(0)) { sum, window in
                    let digit = (scaled >> (bits * window)) % (half + half)
                    return sum + (digit - (window == plan.windows - 1 ? 0 : half)) << (bits * window)
                }
                #expect(signed == BigInteger(greatest.canonical))
            }
        }
    }
}
