import Fields
import Gadgets
import R1CS
import TestSupport
import Testing

@Suite struct BitsTests {
    @Test func aRangeCheckTakesExactlyItsRange() {
        var generator = SeededGenerator()
        let probe = Probe(inputs: 1) { builder, inputs in
            builder.region("gadget") { _ = $0.range(inputs[0], bits: 5) }
        }
        #expect(probe.cost == 5 && probe.hidden.count == 4)
        for value in -3..<40 { #expect(probe.accepts([Fr(value)]) == (0..<32).contains(value)) }
        #expect(!probe.accepts([Fr(2).inverse()!]))
        #expect(probe.survivors([21], using: &generator).isEmpty)
        // Every choice of bits for a number out of range.
        for value in [32, -1, 33] {
            for bits in 0..<16 {
                let lie = (0..<4).map { (variable(probe.hidden.lowerBound + $0), Fr(bits >> $0 & 1)) }
                #expect(!probe.accepts([Fr(value)], replacing: Dictionary(uniqueKeysWithValues: lie)))
            }
        }
    }

    @Test func theBitsOfARangeCheckSpellTheNumber() {
        let probe = Probe(inputs: 2) { builder, inputs in
            let bits = builder.range(inputs[0], bits: 253)
            builder.constrainEqual(.number(bits), inputs[1])
        }
        let largest: Fr = Fr(2).power(253) - .one
        #expect(probe.accepts([largest, largest]) && !probe.accepts([largest, largest - .one]))
        #expect(!probe.accepts([largest + .one, largest + .one]))
    }

    @Test func aDecompositionInto254BitsIsRefusedWhenTheCircuitIsWritten() async {
        // r has 254 bits: small elements would have two spellings, their own and that of x + r.
        await #expect(processExitsWith: .failure) {
            var builder = CircuitBuilder()
            _ = builder.range(builder.publicInput("element"), bits: 254)
        }
        await #expect(processExitsWith: .success) {
            var builder = CircuitBuilder()
            _ = builder.range(builder.publicInput("element"), bits: 253)
        }
    }

    @Test func exclusiveOrAndConjunctionAreTheirTables() {
        var generator = SeededGenerator()
        let probe = Probe(inputs: 4) { builder, inputs in
            let bits = builder.bits(Array(inputs[..<2]))
            let results: [Bit] = builder.region("gadget") { [$0.xor(bits[0], bits[1]), $0.and(bits[0], bits[1])] }
            builder.constrainEqual(results[0].form, inputs[2])
            builder.constrainEqual(results[1].form, inputs[3])
        }
        #expect(probe.cost == 2)
        for (a, b, x, y) in (0..<16).map({ ($0 & 1, $0 >> 1 & 1, $0 >> 2 & 1, $0 >> 3) }) {
            #expect(probe.accepts([Fr(a), Fr(b), Fr(x), Fr(y)]) == (x == a ^ b && y == a & b))
        }
        #expect(probe.survivors([1, 1, 0, 1], using: &generator).isEmpty)
    }

    @Test func constantsMakeExclusiveOrFree() {
        var builder = CircuitBuilder()
        let bit = builder.bit(builder.publicInput("bit"))
        let rows = builder.rowCount
        #expect(builder.xor(bit, .zero) == bit && builder.xor(.one, bit) == !bit)
        #expect(builder.rowCount == rows)
    }

    @Test func zeroIsToldFromEverythingElse() {
        let probe = Probe(inputs: 2) { builder, inputs in
            let isZero = builder.region("gadget") { $0.isZero(inputs[0]) }
            builder.constrainEqual(isZero.form, inputs[1])
        }
        let (inverse, bit) = (variable(probe.hidden.lowerBound), variable(probe.hidden.lowerBound + 1))
        #expect(probe.cost == 2)
        for x: Fr in [.zero, .one, 5, -.one] {
            #expect(probe.accepts([x, x.isZero ? 1 : 0]) && !probe.accepts([x, x.isZero ? 0 : 1]))
            // The result, and the hint, to values that would make one of the rows hold.
            for lie: Fr in [.zero, .one, 2, -.one] {
                #expect(!probe.accepts([x, x.isZero ? 0 : 1], replacing: [inverse: lie]))
                #expect(!probe.accepts([x, x.isZero ? 0 : 1], replacing: [bit: x.isZero ? 0 : 1, inverse: lie]))
            }
        }
    }

    @Test func somethingElseThanZeroHasAnInverse() {
        let probe = Probe(inputs: 1) { builder, inputs in
            builder.region("gadget") { $0.constrainNonZero(inputs[0]) }
        }
        #expect(probe.cost == 1 && probe.accepts([3]))
        for lie: Fr in [.zero, .one, -.one, 7] { #expect(!probe.accepts([0], replacing: [variable(2): lie])) }
    }

    @Test func aSumOfWordsDropsItsCarry() {
        var generator = SeededGenerator()
        let probe = Probe(inputs: 3) { builder, inputs in
            let words = inputs.prefix(2).map { Word(builder.range($0, bits: 3)) }
            let sum = builder.region("gadget") { $0.sum(words[0], words[1]) }
            builder.constrainEqual(sum.number, inputs[2])
        }
        #expect(probe.cost == 4)
        for (a, b, s) in (0..<512).map({ ($0 & 7, $0 >> 3 & 7, $0 >> 6) }) {
            #expect(probe.accepts([Fr(a), Fr(b), Fr(s)]) == ((a + b) % 8 == s))
        }
        #expect(probe.survivors([6, 7, 5], using: &generator).isEmpty)
    }
}
