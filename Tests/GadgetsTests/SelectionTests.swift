import Fields
import Gadgets
import R1CS
import TestSupport
import Testing

@Suite struct SelectionTests {
    @Test func oneHotIsOneAtTheNumberAlone() {
        for n in 1...4 {
            let probe = Probe(inputs: 1) { builder, inputs in
                let bits = builder.range(inputs[0], bits: n)
                let hot = builder.region("gadget") { $0.oneHot(bits) }
                // The position is read back twice: as a sum of positions, and of their squares.
                builder.constrainEqual(.sum(hot.enumerated().map { ($1.form, Fr($0)) }), inputs[0])
                builder.constrain(
                    inputs[0], inputs[0], .sum(hot.enumerated().map { ($1.form, Fr($0 * $0)) }))
            }
            #expect(probe.cost == (1 << n) - n - 1)
            for value in 0..<1 << n { #expect(probe.accepts([Fr(value)])) }
        }
    }

    @Test func aTableGivesTheEntryAtItsIndex() {
        var generator = SeededGenerator()
        let table = (0..<32).map { _ in Fr.random(using: &generator) }
        for (columnBits, rows) in [(5, 0), (3, 3), (2, 7)] {
            let probe = Probe(inputs: 2) { builder, inputs in
                let index = builder.tableIndex(builder.range(inputs[0], bits: 5), columnBits: columnBits)
                let entry = builder.region("gadget") { $0.select(table, index) }
                builder.constrainEqual(entry, inputs[1])
            }
            #expect(probe.cost == rows)
            for (i, entry) in table.enumerated() {
                #expect(probe.accepts([Fr(i), entry]))
                #expect(!probe.accepts([Fr(i), table[(i + 1) % 32]]))
            }
            #expect(probe.survivors([Fr(19), table[19]], using: &generator).isEmpty)
        }
    }

    @Test func aTenBitDigitCostsAHundredAndThirtyRows() {
        let probe = Probe(inputs: 10) { builder, inputs in
            let bits = builder.bits(inputs)
            builder.region("gadget") { _ = $0.signedDigits(bits, width: 10) }
        }
        #expect(probe.cost == 130)
    }
}
