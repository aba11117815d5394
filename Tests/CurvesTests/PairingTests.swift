import Curves
import Fields
import TestSupport
import Testing

@Suite struct PairingTests {
    private static let x = BigInteger(UInt256(bn254Parameter))

    @Test(arguments: Kernel.available) func thePairingIsBilinearAndNotDegenerate(on kernel: Kernel) {
        kernel.run {
            var generator = SeededGenerator()
            let base = Pairing.pairing(.generator, .generator)
            #expect(base != .one)
            #expect(base.power(Fr.modulus) == .one)
            for _ in 0..<5 {
                let (a, b) = (Fr.random(using: &generator), Fr.random(using: &generator))
                let value = Pairing.pairing(a * .generator, b * .generator)
                #expect(value == base.power((a * b).canonical))
                #expect(Pairing.pairing(b * .generator, a * .generator) == value)
                #expect(Pairing.pairing(-(a * .generator), b * .generator) == value.conjugate)
            }
        }
    }

    @Test(arguments: Kernel.available) func theLoopOverPairsIsTheProductOfThePairings(on kernel: Kernel) {
        kernel.run {
            var generator = SeededGenerator()
            var (pairs, product) = ([(G1, PreparedG2)](), GT.one)
            for _ in 0..<4 {
                let (p, q): (G1, G2) = (.random(using: &generator), .random(using: &generator))
                pairs.append((p, PreparedG2(q)))
                product *= Pairing.pairing(p, q)
                #expect(Pairing.finalExponentiation(Pairing.millerLoop(pairs)) == product)
            }
        }
    }

    @Test(arguments: Kernel.available) func anIdentityCountsAsOne(on kernel: Kernel) {
        kernel.run {
            let (p, q): (G1, G2) = (.generator, .generator)
            #expect(Pairing.pairing(.identity, q) == .one && Pairing.pairing(p, .identity) == .one)
            let prepared = PreparedG2(q)
            #expect(Pairing.isIdentity([]))
            #expect(
                Pairing.isIdentity([(.identity, prepared), (p, prepared), (p, PreparedG2(.identity)), (-p, prepared)]))
            #expect(!Pairing.isIdentity([(p, prepared), (.identity, prepared)]))
        }
    }

    @Test(arguments: Kernel.available) func groth16LikeProductsAreJudgedRightly(on kernel: Kernel) {
        kernel.run {
            var generator = SeededGenerator()
            let (a, b, c) = (Fr.random(using: &generator), Fr.random(using: &generator), Fr.random(using: &generator))
            let pairs: [(G1, PreparedG2)] = [
                (a * .generator, PreparedG2(b * .generator)), (c * .generator, PreparedG2(.generator)),
                (-((a * b + c) * .generator), PreparedG2(.generator)),
            ]
            #expect(Pairing.isIdentity(pairs))
            var wrong = pairs
            wrong[1].0 = (c + 1) * .generator
            #expect(!Pairing.isIdentity(wrong))
        }
    }

    @Test func allKernelsGiveTheSamePairingsForAnyNumberOfPairs() {
        var generator = SeededGenerator()
        let edges: [(G1, G2)] = [(.generator, .generator), (-.generator, .generator), (2 * .generator, -.generator)]
        let pairs = edges + (0..<6).map { _ in (.random(using: &generator), .random(using: &generator)) }
        for count in 0...pairs.count {
            let values = Kernel.available.map { kernel in
                kernel.run { Pairing.millerLoop(pairs[..<count].map { ($0, PreparedG2($1)) }) }
            }
            for (kernel, value) in zip(Kernel.available, values) {
                #expect(
                    kernel.run { Pairing.finalExponentiation(value) } == Pairing.finalExponentiation(values[0]),
                    "\(count) pairs on \(kernel)")
                // The factors between them are in Fq2.
                let ratio = value * values[0].inverse()!
                #expect(ratio == Fq12(Fq6(ratio.c0.c0, .zero, .zero), .zero))
            }
        }
    }

    @Test func aPointThatWasPreparedOnOneKernelServesTheOthers() {
        for kernel in Kernel.available {
            let prepared = kernel.run { PreparedG2(.generator) }
            for other in Kernel.available {
                #expect(other.run { Pairing.isIdentity([(.generator, prepared), (-.generator, prepared)]) })
                #expect(!other.run { Pairing.isIdentity([(.generator, prepared), (.generator, prepared)]) })
            }
        }
    }

    @Test func theExponentOfTheLastPartIsTheOneOfTheDoc() {
        let (x, p, r) = (Self.x, BigInteger(Fq.modulus), BigInteger(Fr.modulus))
        let power2 = 12 * x * x * x + 6 * x * x + 6 * x
        let power1 = power2 - 2 * x
        let exponent = power2 + 6 * x * x + 1 + power1 * p + power2 * p * p + (power1 - 1) * p * p * p
        let factor = 2 * x * (6 * x * x + 3 * x + 1)
        #expect(exponent * r == factor * (p * p * p * p - p * p + 1))
        #expect(factor.inverse(modulo: r) != nil)
    }

    @Test func theSubgroupCheckIsEquivalentToTheOrder() {
        let (x, p, r) = (Self.x, BigInteger(Fq.modulus), BigInteger(Fr.modulus))
        let trace = 6 * x * x + 1
        // a + b·ψ is (x + 1) + xψ + xψ² − 2xψ³ with ψ² = tψ − p.
        let (b2, a2) = (trace, -p)
        let (b3, a3) = (trace * b2 + a2, -p * b2)
        let (a, b) = (x + 1 + x * a2 - 2 * x * a3, x + x * b2 - 2 * x * b3)
        let norm = a * a + a * b * trace + b * b * p
        let cofactor = 2 * p - r
        #expect(norm % r == 0)
        #expect((norm / r).inverse(modulo: cofactor) != nil && r.inverse(modulo: cofactor) != nil)
        let q = 6 * x * x
        #expect((x + 1 + x * q + x * q * q - 2 * x * q * q * q) % r == 0)
    }

    @Test func pointsOutsideTheSubgroupAreFoundOut() {
        var generator = SeededGenerator()
        let cofactor = (BigInteger(Fq.modulus) * 2 - BigInteger(Fr.modulus)).uint256!
        for _ in 0..<20 {
            let point = G2.randomOnTwist(using: &generator)
            let slow = JacobianPoint(point).multiplied(by: Fr.modulus).isIdentity
            #expect(BN254G2.isInSubgroup(point) == slow)
            #expect(!slow)
            #expect(G2(x: point.x, y: point.y) == nil)
            let cleared = JacobianPoint(point).multiplied(by: cofactor).affine
            #expect(BN254G2.isInSubgroup(cleared) && G2(x: cleared.x, y: cleared.y) == cleared)
            let torsion = JacobianPoint(point).multiplied(by: Fr.modulus).affine
            #expect(!BN254G2.isInSubgroup(torsion))
        }
    }
}

extension AffinePoint {
    /// A random multiple of the generator.
    static func random(using generator: inout SeededGenerator) -> Self {
        PrimeField<C.ScalarModulus>.random(using: &generator) * .generator
    }
}

extension G2 {
    /// A random point of the whole twist, in the subgroup with a chance of 2⁻²⁵⁴.
    static func randomOnTwist(using generator: inout SeededGenerator) -> G2 {
        while true {
            let x = Fq2.random(using: &generator)
            if let y = (x.squared() * x + BN254G2.b).squareRoot() { return G2(uncheckedX: x, y: y) }
        }
    }
}
