import Fields
import R1CS
import TestSupport
import Testing

/// x³ + x + 5 = y, with y public: two products and one plain row.
private func cubic() -> (Circuit, x: Variable) {
    var builder = CircuitBuilder()
    let y = builder.publicInput("y")
    let x = builder.privateInputs(1)[0]
    builder.region("powers") { builder in
        let square = builder.product(x, x)
        let cube = builder.product(square, x)
        builder.constrain(cube + x + 5, .one, y)
    }
    return (builder.build(), x.terms[0].variable)
}

@Suite struct CircuitBuilderTests {
    @Test func theWitnessIsComputedInOnePass() {
        let (circuit, _) = cubic()
        let witness = circuit.witness(publicInputs: [35], privateInputs: [3])
        #expect(witness.withUnsafeValues { Array($0) } == [1, 35, 3, 9, 27])
        #expect(witness.withUnsafeValues { circuit.system.firstUnsatisfiedRow($0) } == nil)
    }

    @Test func aFalseStatementNamesItsRow() {
        let (circuit, _) = cubic()
        let witness = circuit.witness(publicInputs: [36], privateInputs: [3])
        #expect(witness.withUnsafeValues { circuit.system.unsatisfiedRows($0) } == [2])
        #expect(circuit.system.regionName(ofRow: 2) == "powers")
    }

    @Test func aLieIsCarriedOnAndFoundWhereItWasTold() {
        let (circuit, x) = cubic()
        let square = Variable(Int(x.index) + 1)
        let witness = circuit.witness(publicInputs: [40], replacing: [square: 10]) { $0[0] = 3 }
        #expect(witness.withUnsafeValues { Array($0) } == [1, 40, 3, 10, 30])
        #expect(witness.withUnsafeValues { circuit.system.unsatisfiedRows($0) } == [0, 2])
    }

    @Test func costsAreCountedByRegion() {
        let (circuit, _) = cubic()
        #expect(circuit.system.rowCount == 3 && circuit.system.boundRowCount == 5)
        #expect(circuit.system.variableCount == 5 && circuit.system.publicInputCount == 1)
        #expect(circuit.system.costs.map(\.rows) == [3] && circuit.system.costs.map(\.variables) == [2])
    }

    @Test func sumsHaveNoZeroAndNoDoubleTerm() {
        var generator = SeededGenerator()
        let variables = (0..<6).map { LinearCombination(Variable($0)) }
        for _ in 0..<200 {
            let parts = (0..<8).map { _ in
                (variables.randomElement(using: &generator)!, Fr(Int.random(in: -2...2, using: &generator)))
            }
            let total = LinearCombination.sum(parts)
            #expect(total == parts.reduce(.zero) { $0 + $1.0 * $1.1 })
            #expect(total.terms.allSatisfy { !$0.coefficient.isZero })
            #expect(zip(total.terms, total.terms.dropFirst()).allSatisfy { $0.variable < $1.variable })
            #expect(total - total == .zero)
        }
    }

    @Test func hintsSeeTheValuesOfTheirForms() {
        var builder = CircuitBuilder()
        let x = builder.publicInput("x")
        let bits = builder.hintBits(of: x + 1, count: 4)
        let inverse = builder.hint(1, from: [x]) { [$0[0].inverse() ?? .zero] }
        builder.constrain(x, inverse[0], .one)
        let circuit = builder.build()
        let witness = circuit.witness(publicInputs: [6], privateInputs: [])
        #expect(witness.withUnsafeValues { Array($0[2..<6]) } == [1, 1, 1, 0])
        #expect(witness.withUnsafeValues { circuit.system.firstUnsatisfiedRow($0) } == nil)
        #expect(bits.count == 4)
    }

    @Test func aSpanGivesTheCombinationsThatSumGives() {
        var generator = SeededGenerator()
        let variables = (0..<9).map { LinearCombination(Variable($0 * 7 % 9)) }
        for _ in 0..<50 {
            let forms = (0..<6).map { _ in
                LinearCombination.sum(
                    (0..<4).map { _ in
                        (variables.randomElement(using: &generator)!, Fr(Int.random(in: -2...2, using: &generator)))
                    })
            }
            let factors = forms.map { _ in Fr(Int.random(in: -1...1, using: &generator)) }
            #expect(LinearSpan(forms).combination(factors) == .sum(zip(forms, factors)))
        }
        #expect(LinearSpan([]).combination([Fr]()) == .zero)
    }

    @Test func bitsAreHintedFromAnyPlaceUp() {
        var builder = CircuitBuilder()
        let x = builder.publicInput("x")
        _ = builder.hintBits(of: x, from: 62, count: 4)
        let witness = builder.build().witness(publicInputs: [Fr(2).power(63) + Fr(2).power(64)], privateInputs: [])
        #expect(witness.withUnsafeValues { Array($0[2...]) } == [0, 1, 1, 0])
    }
}
