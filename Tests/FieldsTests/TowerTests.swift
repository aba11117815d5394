import Fields
import TestSupport
import Testing

@Suite struct TowerTests {
    @Test func theLawsHoldInEveryStorey() {
        var generator = SeededGenerator()
        #expect(brokenFieldLaw(Fq2.self) { .random(using: &generator) } == nil)
        #expect(brokenFieldLaw(Fq6.self, rounds: 100) { .random(using: &generator) } == nil)
        #expect(brokenFieldLaw(Fq12.self, rounds: 100) { .random(using: &generator) } == nil)
        let sparse2: [Fq2] = [.zero, .one, Fq2(.zero, .one), -.one]
        let sparse6: [Fq6] = (0..<64).map { Fq6(sparse2[$0 & 3], sparse2[$0 >> 2 & 3], sparse2[$0 >> 4]) }
        #expect(brokenFieldLaw(Fq2.self) { sparse2.randomElement(using: &generator)! } == nil)
        #expect(brokenFieldLaw(Fq6.self) { sparse6.randomElement(using: &generator)! } == nil)
        #expect(
            brokenFieldLaw(Fq12.self) {
                Fq12(sparse6.randomElement(using: &generator)!, sparse6.randomElement(using: &generator)!)
            } == nil)
    }

    @Test func theGeneratorsSatisfyTheirEquations() {
        let u = Fq2(.zero, .one)
        let v = Fq6(.zero, .one, .zero)
        let w = Fq12(.zero, .one)
        #expect(u.squared() == -.one)
        #expect(v.power(3) == Fq6(Fq2(9, 1), .zero, .zero))
        #expect(w.squared() == Fq12(v, .zero))
    }

    @Test func xiIsNeitherASquareNorACube() {
        let order = BigInteger(Fq.modulus) * BigInteger(Fq.modulus) - 1
        #expect(Fq2.xi.power(limbs: limbs(order / 2)) != .one)
        #expect(Fq2.xi.power(limbs: limbs(order / 3)) != .one)
        #expect(order % 6 == 0)
    }

    @Test func theFrobeniusMapsArePowersOfQ() {
        var generator = SeededGenerator()
        let element = Fq12.random(using: &generator)
        var expected = element
        for n in 1...3 {
            expected = expected.power(Fq.modulus)
            #expect(element.frobenius(n) == expected)
        }
        for _ in 4...6 { expected = expected.power(Fq.modulus) }
        #expect(element.conjugate == expected)
        let storey2 = Fq2.random(using: &generator)
        #expect(storey2.conjugate == storey2.power(Fq.modulus))
    }

    @Test func aProductWithALineIsThatWithTheWholeElement() {
        var generator = SeededGenerator()
        var element = Fq12.random(using: &generator)
        let (b1, b3) = (Fq2.random(using: &generator), Fq2.random(using: &generator))
        let line = Fq12(.one, Fq6(b1, b3, .zero))
        let product = element * line
        element.multiply(byLine: b1, b3)
        #expect(element == product)
    }

    @Test(arguments: Kernel.available) func squaresAndPowersInTheCyclotomicSubgroupAreTheOrdinaryOnes(on kernel: Kernel)
    {
        kernel.run {
            var generator = SeededGenerator()
            for exponent in [0, 1, 2, 3, 15, 16, 4_965_661_367_192_848_881, .max, generator.next()] as [UInt64] {
                let element = Fq12.random(using: &generator)
                let ratio = element.conjugate * element.inverse()!
                let cyclotomic = ratio.frobenius(2) * ratio
                #expect(cyclotomic.cyclotomicSquare == cyclotomic * cyclotomic)
                #expect(cyclotomic.cyclotomicPower(exponent) == cyclotomic.power(limbs: [exponent]))
                #expect(cyclotomic.conjugate * cyclotomic == .one)
                #expect(
                    cyclotomic.conjugate.cyclotomicPower(exponent) == cyclotomic.cyclotomicPower(exponent).conjugate)
                #expect(Fq12.one.cyclotomicPower(exponent) == .one)
                // The formula is special: a random element has another square.
                #expect(element.cyclotomicSquare != element.squared())
            }
        }
    }
}

private func limbs(_ value: BigInteger) -> [UInt64] {
    let bytes = value.littleEndianBytes
    return stride(from: 0, to: bytes.count, by: 8).map { start in
        bytes[start..<min(start + 8, bytes.count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
