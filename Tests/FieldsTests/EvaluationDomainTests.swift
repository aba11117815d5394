import Fields
import TestSupport
import Testing

@Suite struct EvaluationDomainTests {
    private static func polynomial(_ size: Int, _ generator: inout SeededGenerator) -> [Fr] {
        (0..<size).map { _ in .random(using: &generator) }
    }

    private static func value(of polynomial: [Fr], at x: Fr) -> Fr {
        polynomial.reversed().reduce(.zero) { $0 * x + $1 }
    }

    @Test func theRootsAreTheOnesOfIden3sTools() {
        #expect(
            EvaluationDomain.largestRoot.decimal
                == "19103219067921713944291392827692070036145651957329286315305642004821462161904")
        for logSize in [0, 1, 2, 7, 12] {
            let domain = EvaluationDomain(logSize: logSize)
            #expect(domain.vanishing(at: domain.root).isZero)
            #expect(logSize == 0 || domain.root.power(domain.size / 2) == -.one)
        }
    }

    @Test(arguments: Kernel.available) func theTransformGivesTheValuesInOrder(on kernel: Kernel) {
        kernel.run {
            var generator = SeededGenerator()
            for logSize in 0...9 {
                let domain = EvaluationDomain(logSize: logSize)
                let polynomial = Self.polynomial(domain.size, &generator)
                var values = polynomial
                domain.forward(&values)
                for (index, value) in values.enumerated() {
                    #expect(value == Self.value(of: polynomial, at: domain.root.power(index)))
                }
                domain.inverse(&values)
                #expect(values == polynomial)
            }
        }
    }

    @Test(arguments: Kernel.available) func aLargeTransformAgreesAtSampledPointsAndComesBack(on kernel: Kernel) {
        kernel.run {
            var generator = SeededGenerator()
            for logSize in [13, 15] {
                let domain = EvaluationDomain(logSize: logSize)
                let polynomial = Self.polynomial(domain.size, &generator)
                var values = polynomial
                domain.forward(&values)
                for index in [0, 1, domain.size - 1]
                    + (0..<5).map({ _ in Int.random(in: 0..<domain.size, using: &generator) })
                {
                    #expect(values[index] == Self.value(of: polynomial, at: domain.root.power(index)))
                }
                domain.inverse(&values)
                #expect(values == polynomial)
            }
        }
    }

    /// Values just above zero and just below the modulus, as they are stored, among random ones.
    private static func edges(_ size: Int, _ generator: inout SeededGenerator) -> [Fr] {
        (0..<size).map { index in
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: .zero
            case 1: Fr(montgomery: UInt256(UInt64(index)))
            case 2: -Fr(montgomery: UInt256(UInt64(index + 1)))
            default: .random(using: &generator)
            }
        }
    }

    @Test func theBytesAreTheSameOnEachKernel() {
        var generator = SeededGenerator()
        for logSize in 0...15 {
            let domain = EvaluationDomain(logSize: logSize)
            let shift = Fr.random(using: &generator)
            let values = [Self.edges(domain.size, &generator), [Fr](repeating: -.one, count: domain.size)]
            var results: Set<[Fr]> = []
            for kernel in Kernel.available {
                results.insert(
                    kernel.run {
                        values.flatMap { values in
                            var (forward, inverse, scaled) = (values, values, Array(values.dropLast(3)))
                            domain.forward(&forward)
                            domain.inverse(&inverse)
                            EvaluationDomain.scale(&scaled, byPowersOf: shift)
                            return forward + inverse + scaled
                        }
                    })
            }
            #expect(results.count == 1, "2^\(logSize) elements")
            #expect(results.first!.allSatisfy { $0.montgomery < Fr.modulus })
        }
    }

    @Test func theTransformIsLinearAndTurnsProductsIntoConvolutions() {
        var generator = SeededGenerator()
        let domain = EvaluationDomain(logSize: 6)
        let (a, b) = (Self.polynomial(32, &generator), Self.polynomial(32, &generator))
        let factor = Fr.random(using: &generator)
        let pad = [Fr](repeating: .zero, count: 32)
        var (x, y, sum) = (a + pad, b + pad, zip(a, b).map { $0 + factor * $1 } + pad)
        domain.forward(&x)
        domain.forward(&y)
        domain.forward(&sum)
        #expect(sum == zip(x, y).map { $0 + factor * $1 })
        var product = zip(x, y).map { $0 * $1 }
        domain.inverse(&product)
        var expected = [Fr](repeating: .zero, count: 64)
        for i in 0..<32 { for j in 0..<32 { expected[i + j] += a[i] * b[j] } }
        #expect(product == expected)
    }

    @Test(arguments: Kernel.available) func scalingMovesTheValuesToACoset(on kernel: Kernel) {
        kernel.run {
            var generator = SeededGenerator()
            let domain = EvaluationDomain(logSize: 11)
            let polynomial = Self.polynomial(domain.size, &generator)
            var values = polynomial
            EvaluationDomain.scale(&values, byPowersOf: 7)
            domain.forward(&values)
            for index in [0, 1, 2, 1000, 2047] {
                #expect(values[index] == Self.value(of: polynomial, at: 7 * domain.root.power(index)))
            }
        }
    }

    @Test(arguments: Kernel.available) func theLagrangeCoefficientsInterpolate(on kernel: Kernel) {
        kernel.run {
            var generator = SeededGenerator()
            let domain = EvaluationDomain(logSize: 11)
            let polynomial = Self.polynomial(domain.size, &generator)
            var values = polynomial
            domain.forward(&values)
            for x in [.random(using: &generator), .zero, domain.root, .one] {
                let sum = zip(domain.lagrangeCoefficients(at: x), values).reduce(Fr.zero) { $0 + $1.0 * $1.1 }
                #expect(sum == Self.value(of: polynomial, at: x))
            }
        }
    }

    @Test func theSmallestDomainThatHoldsACountIsChosen() {
        for (count, logSize) in [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (1024, 10), (1025, 11)] {
            #expect(EvaluationDomain(holding: count)?.logSize == logSize)
        }
        #expect(EvaluationDomain(holding: (1 << 28) + 1) == nil)
    }
}
