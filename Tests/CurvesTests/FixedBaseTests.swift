import Curves
import Fields
import TestSupport
import Testing

private func multiplesAgree<C: ShortWeierstrassCurve>(_: C.Type, count: Int) {
    typealias Scalar = PrimeField<C.ScalarModulus>
    var generator = SeededGenerator()
    let base = Scalar.random(using: &generator) * AffinePoint<C>.generator
    let scalars: [Scalar] =
        [0, 1, 2, 127, 128, 129, 255, 256, 257, -Scalar.one, -Scalar(2), -Scalar(255)]
        + (0..<count).map { _ in .random(using: &generator) }
    let multiples = FixedBaseTable(base).multiples(of: scalars)
    #expect(multiples.count == scalars.count)
    for (scalar, multiple) in zip(scalars, multiples) { #expect(multiple == scalar * base) }
}

@Suite struct FixedBaseTests {
    @Test(arguments: Kernel.available) func theMultiplesAreThoseOfOneByOneMultiplication(on kernel: Kernel) {
        kernel.run {
            multiplesAgree(BN254G1.self, count: 1500)
            multiplesAgree(BN254G2.self, count: 300)
            multiplesAgree(Secp256k1.self, count: 300)
        }
    }

    @Test func theMultiplesOfTheIdentityAreTheIdentity() {
        let multiples = FixedBaseTable(G1.identity).multiples(of: [0, 1, -Fr.one])
        #expect(multiples == [.identity, .identity, .identity])
        #expect(FixedBaseTable(G1.generator).multiples(of: []).isEmpty)
    }
}
