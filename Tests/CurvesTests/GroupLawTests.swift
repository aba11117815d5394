import Curves
import Fields
import TestSupport
import Testing

private func laws<C: ShortWeierstrassCurve>(_: C.Type) {
    typealias Scalar = PrimeField<C.ScalarModulus>
    var generator = SeededGenerator()
    let g = AffinePoint<C>.generator
    #expect(AffinePoint<C>(x: g.x, y: g.y) == g)
    #expect(JacobianPoint(g).multiplied(by: Scalar.modulus).isIdentity)
    for _ in 0..<20 {
        let (s, t) = (Scalar.random(using: &generator), Scalar.random(using: &generator))
        let (p, q) = (s * g, t * g)
        #expect(p + q == (s + t) * g)
        #expect(p + q == q + p)
        #expect(p + p == JacobianPoint(p).doubled().affine)
        #expect((p - p).isIdentity)
        #expect(p + .identity == p && .identity + p == p)
        #expect(t * p == (s * t) * g)
        #expect(JacobianPoint(p) + JacobianPoint(q) == JacobianPoint(p) + q)
        #expect(AffinePoint<C>(x: p.x, y: p.y) == p)
        #expect(AffinePoint<C>(x: p.x, y: p.y + .one) == nil)
    }
    #expect(AffinePoint<C>(x: .zero, y: .zero) == nil)
}

@Suite struct GroupLawTests {
    @Test func theLawsHoldInEveryGroup() {
        laws(BN254G1.self)
        laws(BN254G2.self)
        laws(Secp256k1.self)
    }
}
