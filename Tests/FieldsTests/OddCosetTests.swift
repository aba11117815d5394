import Fields
import TestSupport
import Testing

@Suite struct OddCosetTests {
    private static func random(_ count: Int, _ generator: inout SeededGenerator) -> [Fr] {
        (0..<count).map { _ in .random(using: &generator) }
    }

    /// −size times the values on the odd coset, from those on the domain.
    private static func evaluated(_ values: [Fr], _ coset: OddCoset, _ domain: EvaluationDomain) -> [Fr] {
        var values = values
        values.withUnsafeMutableBufferPointer {
            domain.forwardMirrored($0)
            coset.evaluate($0)
        }
        return values
    }

    @Test(arguments: Kernel.available) func theTransformGivesTheValuesOnTheOddCoset(on kernel: Kernel) {
        kernel.run {
            var generator = SeededGenerator()
            for logSize in 0...14 {
                let domain = EvaluationDomain(logSize: logSize)
                let shift = EvaluationDomain(logSize: logSize + 1).root
                let polynomial = Self.random(domain.size, &generator)
                var values = polynomial
                domain.forward(&values)
                var expected = polynomial
                EvaluationDomain.scale(&expected, byPowersOf: shift)
                domain.forward(&expected)
                let factor = -Fr(UInt64(domain.size))
                let found = Self.evaluated(values, OddCoset(of: domain), domain)
                #expect(found == expected.map { factor * $0 }, "2^\(logSize) values")
            }
        }
    }

    @Test func theBytesAreTheSameOnEachKernel() {
        var generator = SeededGenerator()
        for logSize in [1, 3, 6, 7, 8, 9, 11, 12, 13, 15] {
            let domain = EvaluationDomain(logSize: logSize)
            let rows = [
                [Fr](repeating: -.one, count: domain.size), [Fr](repeating: .zero, count: domain.size),
                (0..<domain.size).map { Fr(montgomery: UInt256(UInt64($0))) },
                Self.random(domain.size, &generator).map { $0.canonical.bit(0) ? -.one : $0 },
            ]
            let results = Set(
                Kernel.available.map { kernel in
                    kernel.run {
                        let coset = OddCoset(of: domain)
                        return rows.flatMap { Self.evaluated($0, coset, domain) }
                    }
                })
            #expect(results.count == 1, "2^\(logSize) elements")
            #expect(results.first!.allSatisfy { $0.montgomery < Fr.modulus })
        }
    }
}

@Suite struct ProductsTests {
    /// Values just above zero and just below the modulus, as they are stored, among random ones.
    private static func row(_ count: Int, _ generator: inout SeededGenerator) -> [Fr] {
        (0..<count).map { index in
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: .zero
            case 1: Fr(montgomery: UInt256(UInt64(index + 1)))
            case 2: -Fr(montgomery: UInt256(UInt64(index + 1)))
            default: .random(using: &generator)
            }
        }
    }

    @Test(arguments: Kernel.available) func rowsMultiplyElementByElement(on kernel: Kernel) {
        kernel.run {
            var generator = SeededGenerator()
            for count in [0, 1, 7, 8, 9, 64, 2_051] {
                var (a, b) = (Self.row(count, &generator), Self.row(count, &generator))
                let expected = zip(a, b).map { $0 * $1 }
                a.withUnsafeMutableBufferPointer { a in
                    b.withUnsafeMutableBufferPointer { b in multiplyAll(a, b, into: b) }
                }
                #expect(b == expected)
            }
        }
    }

    @Test(arguments: Kernel.available) func rowsCombineInCanonicalForm(on kernel: Kernel) {
        kernel.run {
            var generator = SeededGenerator()
            for count in [0, 1, 8, 9, 2_051] {
                var rows = (0..<3).map { _ in Self.row(count, &generator) }
                for (x, y) in [(Fr.random(using: &generator), -Fr.one), (.zero, .one), (-.one, .zero)] {
                    let expected = (0..<count).map { (x * rows[0][$0] * rows[1][$0] + y * rows[2][$0]).canonical }
                    var results = [UInt256](repeating: .one, count: count)
                    var (a, b, c) = (rows[0], rows[1], rows[2])
                    a.withUnsafeMutableBufferPointer { a in
                        b.withUnsafeMutableBufferPointer { b in
                            c.withUnsafeMutableBufferPointer { c in
                                results.withUnsafeMutableBufferPointer {
                                    combineAll(a, b, times: x, plus: c, times: y, into: $0)
                                }
                            }
                        }
                    }
                    #expect(results == expected)
                    rows.swapAt(0, 2)
                }
            }
        }
    }
}
