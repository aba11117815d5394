import Fields
import Search
import TestSupport
import Testing

@Suite struct LooseElementTests {
    /// Values about 0, p and 2²⁵⁶, where folding carries twice, and random ones.
    private func values(_ generator: inout SeededGenerator) -> [UInt256] {
        let (p, top) = (BigInteger(SecpBase.modulus), BigInteger(1) << 256)
        let edges = [
            0, 1, 2, p - 2, p - 1, p, p + 1, p + 2, top - 2, top - 1, BigInteger(1) << 255, top - (BigInteger(1) << 64),
        ]
        return edges.map { $0.uint256! }
            + (0..<30).map { _ in UInt256(generator.next(), generator.next(), generator.next(), generator.next()) }
    }

    @Test func everyOperationAgreesWithGMP() {
        var generator = SeededGenerator()
        let p = BigInteger(SecpBase.modulus)
        let values = values(&generator)
        for a in values {
            let x = BigInteger(a)
            #expect(BigInteger(LooseElement(a).canonical) == x % p)
            #expect(LooseElement(a).inverse().map { BigInteger($0.canonical) } == (x % p).inverse(modulo: p))
            for b in values {
                let y = BigInteger(b)
                let (u, v) = (LooseElement(a), LooseElement(b))
                #expect(BigInteger((u * v).canonical) == x * y % p)
                #expect(BigInteger((u + v).canonical) == (x + y) % p)
                #expect(BigInteger((u - v).canonical) == (x - y) % p)
            }
        }
    }
}
