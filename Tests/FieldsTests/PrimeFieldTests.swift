import Fields
import TestSupport
import Testing

/// Edges that random draws do not reach.
private func edges<M: Modulus>(_: M.Type) -> [PrimeField<M>] {
    let p = BigInteger(M.value)
    return [0, 1, 2, p - 1, p - 2, (p - 1) / 2, (p + 1) / 2, BigInteger(1) << 64, BigInteger(1) << 128]
        .map { PrimeField<M>(reducing: $0) }
}

private func laws<M: Modulus>(_: M.Type) {
    var generator = SeededGenerator()
    #expect(brokenFieldLaw(PrimeField<M>.self) { .random(using: &generator) } == nil)
    let special = edges(M.self)
    #expect(brokenFieldLaw(PrimeField<M>.self, rounds: 1000) { special.randomElement(using: &generator)! } == nil)
}

private func agreesWithGMP<M: Modulus>(_: M.Type) {
    var generator = SeededGenerator()
    let p = BigInteger(M.value)
    let elements = edges(M.self) + (0..<200).map { _ in .random(using: &generator) }
    for a in elements {
        let b = elements.randomElement(using: &generator)!
        let (x, y) = (BigInteger(a.canonical), BigInteger(b.canonical))
        #expect(BigInteger((a * b).canonical) == x * y % p)
        #expect(BigInteger((a + b).canonical) == (x + y) % p)
        #expect(BigInteger((a - b).canonical) == (x - y) % p)
        #expect(a.inverse().map { BigInteger($0.canonical) } == x.inverse(modulo: p))
        #expect(a.squared().squareRoot().map { $0 == a || $0 == -a } == true)
        #expect((a.squared() * PrimeField<M>(M.nonResidue)).squareRoot() == nil || a.isZero)
        #expect(PrimeField<M>(decimal: a.decimal) == a)
        #expect(PrimeField<M>(littleEndianBytes: a.littleEndianBytes) == a)
        #expect(PrimeField<M>(bigEndianBytes: a.bigEndianBytes) == a)
    }
}

private func constants<M: Modulus>(_: M.Type) {
    let (p, r) = (BigInteger(M.value), BigInteger(1) << 256)
    #expect(BigInteger(M.r) == r % p)
    #expect(BigInteger(M.rSquared) == r * r % p)
    let word = BigInteger(1) << 64
    #expect(BigInteger(UInt256(M.negativeInverse)) == (-p.inverse(modulo: word)!) % word)
    let half = (p - 1) / 2
    #expect(BigInteger(Int(M.nonResidue)).power(half, modulo: p) == p - 1)
    for small in 2..<max(2, Int(M.nonResidue)) { #expect(BigInteger(small).power(half, modulo: p) == 1) }
}

@Suite struct PrimeFieldTests {
    @Test func theLawsHoldInEveryField() {
        laws(BN254BaseModulus.self)
        laws(BN254ScalarModulus.self)
        laws(Secp256k1BaseModulus.self)
        laws(Secp256k1ScalarModulus.self)
        laws(Curve25519BaseModulus.self)
        laws(Curve25519ScalarModulus.self)
    }

    @Test func everyOperationAgreesWithGMP() {
        agreesWithGMP(BN254BaseModulus.self)
        agreesWithGMP(BN254ScalarModulus.self)
        agreesWithGMP(Secp256k1BaseModulus.self)
        agreesWithGMP(Secp256k1ScalarModulus.self)
        agreesWithGMP(Curve25519BaseModulus.self)
        agreesWithGMP(Curve25519ScalarModulus.self)
    }

    @Test func theConstantsAreWhatTheirDefinitionsSay() {
        constants(BN254BaseModulus.self)
        constants(BN254ScalarModulus.self)
        constants(Secp256k1BaseModulus.self)
        constants(Secp256k1ScalarModulus.self)
        constants(Curve25519BaseModulus.self)
        constants(Curve25519ScalarModulus.self)
        let x: BigInteger = 4_965_661_367_192_848_881
        let common = 36 * x * x * x * x + 36 * x * x * x + 6 * x + 1
        #expect(BigInteger(Fq.modulus) == common + 24 * x * x)
        #expect(BigInteger(Fr.modulus) == common + 18 * x * x)
        #expect(BigInteger(SecpBase.modulus) == (BigInteger(1) << 256) - (BigInteger(1) << 32) - 977)
        #expect(BigInteger(Base25519.modulus) == (BigInteger(1) << 255) - 19)
    }

    @Test func whatIsNotCanonicalIsRefused() {
        #expect(Fr(canonical: Fr.modulus) == nil)
        #expect(Fr(decimal: BigInteger(Fr.modulus).description) == nil)
        #expect(Fr(decimal: (BigInteger(Fr.modulus) - 1).description) == -Fr.one)
        for text in ["", "-1", "+1", "01", "00", " 1", "1 ", "0x1", "1e3", "١"] { #expect(Fr(decimal: text) == nil) }
        #expect(Fr(decimal: String(repeating: "9", count: 1000)) == nil)
        #expect(Fr(littleEndianBytes: [UInt8](repeating: 0, count: 31)) == nil)
        #expect(Fr(littleEndianBytes: [UInt8](repeating: 255, count: 32)) == nil)
    }

    @Test func invertingAllLeavesZerosAlone() {
        var generator = SeededGenerator()
        var elements: [Fr] = [0, 1, .random(using: &generator), 0, .random(using: &generator)]
        let before = elements
        invertAll(&elements)
        for (a, b) in zip(before, elements) { #expect(b == (a.inverse() ?? .zero)) }
    }

    @Test func powersByWindowsAreThoseBitByBit() {
        var generator = SeededGenerator()
        let base = Fq.random(using: &generator)
        let edges = [.zero, .one, 15, 16, UInt256(1 << 32), UInt256(.max), UInt256(0, 0, 0, 1 << 63)] as [UInt256]
        let random = (0..<20).map {
            UInt256(generator.next(), generator.next(), generator.next(), generator.next() >> UInt64(3 * $0))
        }
        for n in edges + random + [UInt256(.max, .max, .max, .max)] {
            #expect(base.power(n) == base.power(limbs: [n.l0, n.l1, n.l2, n.l3]))
            #expect(Fq.zero.power(n) == (n.isZero ? .one : .zero))
        }
    }
}
