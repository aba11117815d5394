import CSodium
import Fields
import Gadgets
import R1CS
import TestSupport
import Testing

private func words(_ bytes: [UInt8]) -> [Fr] {
    stride(from: 0, to: bytes.count, by: 4).map { number(bytes[$0..<$0 + 4]) }
}

/// Inputs: 8 words of key, 4 of input, 8 of output.
private let hSalsa20 = Probe(inputs: 20) { builder, inputs in
    let (key, input) = (words(&builder, inputs[..<8]), words(&builder, inputs[8..<12]))
    let output = builder.region("gadget") { $0.hSalsa20(key: key, input: input) }
    for (word, expected) in zip(output, inputs[12...]) { builder.constrainEqual(word.number, expected) }
}

private func words(_ builder: inout CircuitBuilder, _ forms: some Collection<LinearCombination>) -> [Word] {
    forms.map { Word(builder.range($0, bits: 32)) }
}

@Suite struct Salsa20Tests {
    @Test func hSalsa20IsLibsodiums() {
        var generator = SeededGenerator()
        for round in 0..<6 {
            let edge: [UInt8]? = [0: [UInt8](repeating: 0, count: 48), 1: [UInt8](repeating: 255, count: 48)][round]
            let bytes = edge ?? generator.bytes(48)
            let (key, input) = (Array(bytes[..<32]), Array(bytes[32...]))
            var output = [UInt8](repeating: 0, count: 32)
            _ = crypto_core_hsalsa20(&output, input, key, nil)
            #expect(hSalsa20.accepts(words(key + input + output)))
            output[round] ^= 1 << UInt8(round)
            #expect(!hSalsa20.accepts(words(key + input + output)))
        }
        #expect(hSalsa20.cost == 15_680)
    }

    @Test func aConstantInputSavesRows() {
        let probe = Probe(inputs: 16) { builder, inputs in
            let key = words(&builder, inputs[..<8])
            let zeros = [Word](repeating: Word(constant: 0), count: 4)
            let output = builder.region("gadget") { $0.hSalsa20(key: key, input: zeros) }
            for (word, expected) in zip(output, inputs[8...]) { builder.constrainEqual(word.number, expected) }
        }
        var generator = SeededGenerator()
        let key = generator.bytes(32)
        var output = [UInt8](repeating: 0, count: 32)
        _ = crypto_core_hsalsa20(&output, [UInt8](repeating: 0, count: 16), key, nil)
        #expect(probe.accepts(words(key + output)))
        #expect(probe.cost == 15_647)
    }

    @Test func aBlockIsLibsodiums() {
        let counter: UInt64 = 0x1_0000_0003
        let probe = Probe(inputs: 26) { builder, inputs in
            let start = Salsa20State(
                key: words(&builder, inputs[..<8]), nonce: words(&builder, inputs[8..<10]), counter: counter)
            let end = builder.region("gadget") { $0.salsa20Rounds(start) }
            for (i, expected) in inputs[10...].enumerated() {
                let sum = builder.sum(end.words[i], start.words[i])
                builder.constrainEqual(sum.number, expected)
            }
        }
        var generator = SeededGenerator()
        let (key, nonce) = (generator.bytes(32), generator.bytes(8))
        let input = nonce + (0..<8).map { UInt8(truncatingIfNeeded: counter >> UInt64(8 * $0)) }
        var block = [UInt8](repeating: 0, count: 64)
        _ = crypto_core_salsa20(&block, input, key, nil)
        #expect(probe.accepts(words(key + nonce + block)))
        block[63] ^= 128
        #expect(!probe.accepts(words(key + nonce + block)))
    }

    @Test func liesAboutAnyWordAreRefused() {
        var generator = SeededGenerator()
        let bytes = generator.bytes(48)
        var output = [UInt8](repeating: 0, count: 32)
        _ = crypto_core_hsalsa20(&output, Array(bytes[32...]), Array(bytes[..<32]), nil)
        #expect(hSalsa20.survivors(words(bytes + output), limit: 12, using: &generator).isEmpty)
    }
}

/// The packing of two updates on words of two bits: every input with every choice of the prover.
@Suite struct ExclusiveSumTests {
    @Test func twoUpdatesLeaveTheProverNoChoice() {
        let probe = Probe(inputs: 5) { builder, inputs in
            let words = inputs.map { Word(builder.range($0, bits: 2)) }
            builder.region("gadget") { builder in
                var sum = ExclusiveSum(words[0])
                sum.update(words[1], words[2], rotatedBy: 1, in: &builder)
                sum.update(words[3], words[4], rotatedBy: 1, in: &builder)
                sum.finish(in: &builder)
            }
        }
        #expect(probe.cost == 2 * (3 * 2 + 2) / 2)
        // Behind the inputs' five bits: two new words of two bits, two products, the carry.
        let hidden = probe.hidden.lowerBound + 5
        let choice = [hidden, hidden + 1, hidden + 2, hidden + 3, hidden + 6].map(variable)
        for input in 0..<1024 {
            let values = (0..<5).map { input >> (2 * $0) & 3 }
            let first = values[0] ^ rotated(values[1] + values[2])
            let second = first ^ rotated(values[3] + values[4])
            let honest = first | second << 2 | ((values[1] + values[2]) >> 2) << 4
            for lie in 0..<32 {
                let bits = choice.enumerated().map { ($1, Fr(lie >> $0 & 1)) }
                let accepted = probe.accepts(
                    values.map { Fr($0) }, replacing: Dictionary(uniqueKeysWithValues: bits))
                #expect(accepted == (lie == honest))
            }
        }
    }

    @Test func anOddUpdateLeavesTheProverNoChoice() {
        let probe = Probe(inputs: 3) { builder, inputs in
            let words = inputs.map { Word(builder.range($0, bits: 2)) }
            builder.region("gadget") { builder in
                var sum = ExclusiveSum(words[0])
                sum.update(words[1], words[2], rotatedBy: 1, in: &builder)
                sum.finish(in: &builder)
            }
        }
        #expect(probe.cost == 5)
        let hidden = probe.hidden.lowerBound + 3
        for (input, lie) in (0..<64).flatMap({ input in (0..<4).map { (input, $0) } }) {
            let values = (0..<3).map { input >> (2 * $0) & 3 }
            let accepted = probe.accepts(
                values.map { Fr($0) },
                replacing: [variable(hidden): Fr(lie & 1), variable(hidden + 1): Fr(lie >> 1)])
            #expect(accepted == (lie == values[0] ^ rotated(values[1] + values[2])))
        }
    }

    /// The two low bits, swapped.
    private func rotated(_ sum: Int) -> Int { (sum & 1) << 1 | (sum & 2) >> 1 }
}
