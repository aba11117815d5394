import Circuits
import Curves
import Fields
import R1CS
import TestSupport
import Testing

/// Where such circuits go wrong: each trap of the sealed box and the vanity point, tried.
@Suite struct TrapTests {
    let known = KnownAnswer.shared
    let circuit = KnownAnswer.circuit

    private func random(_ bits: Int, _ generator: inout SeededGenerator) -> BigInteger {
        BigInteger(littleEndianBytes: generator.bytes(32)) % (BigInteger(1) << bits)
    }

    @Test func freshBoxesThatLibsodiumOpensAreAccepted() throws {
        var generator = SeededGenerator()
        for k in [1, (BigInteger(1) << 250) - 1, random(250, &generator)] {
            let instance = SealedInstance(message(k), using: &generator)
            #expect(instance.opened == message(k))
            #expect(try instance.failures(vanityPoint(k), in: circuit) == [])
        }
    }

    /// −s has the same epk u, and a box keyed with C + s·H that the initiator cannot open. Only epk's v tells.
    @Test func theNegatedScalarIsRefusedByTheCheckOfVAlone() throws {
        var generator = SeededGenerator()
        let k = random(250, &generator)
        let attack = SealedInstance(message(k), attackBySign: true, using: &generator)
        #expect(attack.opened == nil)
        #expect(try attack.failures(vanityPoint(k), in: circuit) == ["epk v"])
    }

    @Test func complementingEveryDigitIsRefused() {
        #expect(known.failures(bits: known.scalarBits.map { !$0 }).contains("epk v"))
    }

    @Test func anyOtherScalarIsRefused() {
        for i in [0, 9, 10, 125, 249] {
            var bits = known.scalarBits
            bits[i].toggle()
            #expect(known.failures(bits: bits).isSuperset(of: ["epk u", "epk v"]))
        }
    }

    /// k + 2²⁵⁰ has the digits of k, but is another number.
    @Test func aMessageOfMoreThan250BitsIsRefusedByTheRangeAlone() throws {
        var generator = SeededGenerator()
        let k = random(250, &generator)
        for bit in 250..<256 {
            let long = k + (BigInteger(1) << bit)
            let instance = SealedInstance(message(long), using: &generator)
            #expect(instance.opened == message(long))
            #expect(try instance.failures(vanityPoint(k), in: circuit) == ["k < 2^250"])
        }
    }

    /// k and its complement give R′ and −R′: the same x.
    @Test func theNegativePointIsRefusedByItsYAlone() throws {
        var generator = SeededGenerator()
        let k = random(250, &generator)
        let complement = (BigInteger(1) << 250) - 1 - k
        let instance = SealedInstance(message(complement), using: &generator)
        #expect(try instance.failures(vanityPoint(k), in: circuit) == ["R y"])
        #expect(try instance.failures(vanityPoint(complement), in: circuit) == [])
    }

    /// A dishonest one-time key: a word of the stream altered, and the tag or the ciphertext made to match.
    @Test func aChangedKeyWordIsRefusedByTheStreamAlone() throws {
        let system = circuit.system
        let words = variables(of: "stream words")
        #expect(words.count == 16 * 32)
        func lie(word: Int, bit: Int, honest: [Fr]) -> [Variable: Fr] {
            let index = words.lowerBound + 32 * word + bit
            return [Variable(index): .one - honest[index]]
        }
        let honest = known.witness().withUnsafeValues(Array.init)
        // Bits of r that clamping clears: nothing but the stream's own row knows them.
        for (word, bit) in [(0, 31), (1, 0), (3, 30)] {
            #expect(known.failures(replacing: lie(word: word, bit: bit, honest: honest)) == ["stream words"])
        }
        // The lowest bit of s, and the tag moved with it.
        let index = words.lowerBound + 32 * 4
        var inputs = known.publicInputs
        inputs[4] += honest[index].isZero ? .one : -.one
        #expect(known.failures(publicInputs: inputs) == ["Poly1305"])
        #expect(
            known.failures(publicInputs: inputs, replacing: lie(word: 4, bit: 0, honest: honest))
                == ["stream words"])
        #expect(system.publicInputCount == 18)
    }

    @Test func everyPublicInputIsBound() throws {
        for i in 1..<18 {
            var inputs = known.publicInputs
            inputs[i] += .one
            #expect(!known.failures(publicInputs: inputs).isEmpty, "\(circuit.publicInputNames[i])")
        }
    }

    /// Two parts of one number changed so that the number is the same modulo r, though not as an integer. (The same integer
    /// in another split is no canonical pair: the verifier, who computes the parts, never has it.)
    @Test func twoPublicInputsChangedWithCompensationAreRefused() {
        let two = Fr(2)
        let pairs: [(Int, Int, Fr)] = [
            (5, 6, two.power(119)), (7, 8, two.power(119)), (9, 10, two.power(85)), (10, 11, two.power(85)),
            (12, 13, two.power(119)), (14, 15, two.power(128)), (16, 17, two.power(128)), (2, 3, two.power(248)),
        ]
        for (low, high, base) in pairs {
            var inputs = known.publicInputs
            let step = Fr(987_654_321)
            inputs[low] += step
            inputs[high] -= step * base.inverse()!
            #expect(!known.failures(publicInputs: inputs).isEmpty)
        }
    }

    /// The binding element and no other variable is in no row but its binding row; a setup lays one for each public input.
    @Test func noVariableIsUnused() {
        let system = circuit.system
        var used = Set<UInt32>()
        for matrix in [system.a, system.b, system.c] { used.formUnion(matrix.columns) }
        let unused = (0..<system.variableCount).filter { !used.contains(UInt32($0)) }
        #expect(unused == [1] && circuit.publicInputNames[0] == "binding")
        #expect(system.bindingRowCount == 19 && system.boundRowCount == system.rowCount + 19)
    }

    private func variables(of region: String) -> Range<Int> { regionVariables(circuit.system, region) }
}

/// The variables that a region made: behind the constant, the public and the private inputs, in the order of the regions.
func regionVariables(_ system: ConstraintSystem, _ name: String) -> Range<Int> {
    var start = 1 + system.publicInputCount + SealedStatement<VanityPoint>.scalarBitCount
    for region in system.regions {
        if region.name == name { return start..<start + region.variableCount }
        start += region.variableCount
    }
    return 0..<0
}
