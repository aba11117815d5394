import Circuits
import Curves
import Fields
import Gadgets
import TestSupport
import Testing

/// The constants that the rows are made of, from their definitions. H itself is derived in the tests of the curves.
@Suite struct ConstantsTests {
    let known = KnownAnswer.shared

    @Test func theBasesAreTheBasePointAndH() {
        #expect(known.point(known.baseCoordinates) == Edwards25519Point.generator.montgomery)
        #expect(known.point(known.maskCoordinates) == Edwards25519Point.nothingUpMySleeve.montgomery)
    }

    @Test func everyTableOfCurve25519HoldsOddMultiples() {
        var generator = SeededGenerator()
        let bases = [
            (SealedBoxConstraints.chainOfG, Edwards25519Point.generator),
            (SealedBoxConstraints.chainOfMinusH, -Edwards25519Point.nothingUpMySleeve),
        ]
        for (chain, base) in bases {
            #expect(chain.tables.count == 25 && chain.tables.allSatisfy { $0.count == 512 })
            for window in 0..<25 {
                for index in [0, 511, Int.random(in: 1..<511, using: &generator)] {
                    let factor = Scalar25519(2).power(10 * window) * Scalar25519(2 * index + 1)
                    let expected = (factor * base).montgomery
                    let point = chain.tables[window][index]
                    #expect(point.x == expected.u && point.y == expected.v)
                }
            }
            #expect(chain.tables.allSatisfy { $0.allSatisfy(SealedBoxConstraints.curve.contains) })
        }
    }

    @Test func everyTableOfSecp256k1HoldsOddMultiplesOfHalfTheGenerator() {
        var generator = SeededGenerator()
        let half = SecpScalar(2).inverse()!
        for window in 0..<25 {
            for index in [0, 511, Int.random(in: 1..<511, using: &generator)] {
                let factor = half * SecpScalar(2).power(10 * window) * SecpScalar(2 * index + 1)
                let expected = factor * AffinePoint<Secp256k1>.generator
                let point = VanityPoint.chain.tables[window][index]
                #expect(point.x == expected.x && point.y == expected.y)
            }
        }
    }

    @Test func theOffsetIsHalfOfAllOnes() {
        let all = SecpScalar(reducing: (BigInteger(1) << 250) - 1) * SecpScalar(2).inverse()!
        #expect(VanityPoint.offset == all * AffinePoint<Secp256k1>.generator)
    }
}
