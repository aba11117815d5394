import Curves
import Fields
import TestSupport
import Testing

@Suite struct CurveCheckTests {
    /// Points of the group and identities among them.
    private func points<C: ShortWeierstrassCurve>(_ count: Int, _: C.Type, _ generator: inout SeededGenerator)
        -> [AffinePoint<C>]
    where C.ScalarModulus == BN254ScalarModulus {
        let scalars = (0..<count).map { $0 % 7 == 3 ? Fr.zero : Fr.random(using: &generator) }
        return FixedBaseTable<C>(C.generator).multiples(of: scalars)
    }

    private func prefix<C: ShortWeierstrassCurve>(_ points: [AffinePoint<C>]) -> Int {
        Kernel.ifma.run { points.withUnsafeBufferPointer { soundPrefix(of: $0) } }
    }

    /// Every limb of every coordinate of every lane is changed once, by any bit.
    private func expectEachChangeIsFound<C: ShortWeierstrassCurve>(_: C.Type)
    where C.ScalarModulus == BN254ScalarModulus {
        var generator = SeededGenerator()
        let good = points(19, C.self, &generator)
        #expect(prefix(good) == 16)
        for place in 0..<16 {
            for byte in 0..<MemoryLayout<AffinePoint<C>>.size {
                var changed = good
                changed.withUnsafeMutableBytes {
                    $0[place * MemoryLayout<AffinePoint<C>>.stride + byte] ^= UInt8.random(
                        in: 1...255, using: &generator)
                }
                #expect(prefix(changed) == place, "point \(place), byte \(byte), seed \(generator.seed)")
            }
        }
    }

    @Test(.enabled(if: Kernel.ifma.isAvailable)) func eachChangeOfAPointIsFoundOnG1() {
        expectEachChangeIsFound(BN254G1.self)
    }

    @Test(.enabled(if: Kernel.ifma.isAvailable)) func eachChangeOfAPointIsFoundOnG2() {
        expectEachChangeIsFound(BN254G2.self)
    }

    /// The same point spelled with the modulus more, where that fits: the curve's equation alone would let it pass.
    @Test(.enabled(if: Kernel.ifma.isAvailable)) func coordinatesThatAreNotCanonicalAreFound() {
        var generator = SeededGenerator()
        let good = points(8, BN254G1.self, &generator)
        for place in 0..<8 where !good[place].isIdentity {
            for offset in [0, 32] {
                var changed = good
                changed.withUnsafeMutableBytes { bytes in
                    var carry: UInt64 = 0
                    for limb in 0..<4 {
                        let at = place * 64 + offset + 8 * limb
                        let (sum, first) = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                            .addingReportingOverflow(Fq.modulus[limb: limb])
                        let (total, second) = sum.addingReportingOverflow(carry)
                        bytes.storeBytes(of: total, toByteOffset: at, as: UInt64.self)
                        carry = (first ? 1 : 0) + (second ? 1 : 0)
                    }
                    #expect(carry == 0)
                }
                #expect(prefix(changed) == place)
            }
        }
    }

    @Test func theOtherKernelsAndCurvesKnowNothing() {
        var generator = SeededGenerator()
        let points = points(8, BN254G1.self, &generator)
        Kernel.portable.run { #expect(points.withUnsafeBufferPointer { soundPrefix(of: $0) } == 0) }
        let others = [AffinePoint<Secp256k1>](repeating: Secp256k1.generator, count: 8)
        #expect(others.withUnsafeBufferPointer { soundPrefix(of: $0) } == 0)
        #expect([AffinePoint<BN254G1>]().withUnsafeBufferPointer { soundPrefix(of: $0) } == 0)
    }
}
