import CSodium
import Circuits
import Fields
import R1CS
import TestSupport
import Testing

/// The whole circuit: a sealed box of k, and k·G = R.
@Suite struct FlagshipTests {
    let known = KnownAnswer.shared
    let system = KnownAnswer.circuit.system

    @Test func itsSizeIsPinned() {
        #expect(system.boundRowCount == 91_075 && known.rows == 91_075)
        #expect(system.variableCount == 90_397 && known.variables == 90_397)
        #expect(system.publicInputCount == 18)
        let nonZeros = system.nonZeroCounts
        #expect([nonZeros.a, nonZeros.b, nonZeros.c] == [358_274, 798_654, 151_395])
        #expect(zip([nonZeros.a, nonZeros.b, nonZeros.c], known.nonZeros).allSatisfy { $0 <= $1 })
    }

    @Test func everyRegionCostsWhatItMust() {
        var expected = known.rowsByRegion
        #expect(expected.removeValue(forKey: "binding rows") == system.bindingRowCount)
        for cost in system.costs {
            #expect(cost.rows == expected.removeValue(forKey: cost.name), "\(cost.name)")
        }
        #expect(expected.isEmpty)
    }

    @Test func theKnownAnswerIsAccepted() {
        #expect(known.failures() == [])
    }

    @Test func writingItDownTwiceGivesTheSameRows() {
        var (first, second) = ([UInt8](), [UInt8]())
        KnownAnswer.circuit.system.canonicalEncoding { first += $0 }
        KnownAnswer.Flagship.circuit().system.canonicalEncoding { second += $0 }
        #expect(first == second)
    }

    /// Values on the way agree with those of the model: the shared secret, the box's key, the message.
    @Test func whatIsOnTheWayAgrees() {
        let values = known.witness().withUnsafeValues(Array.init)
        func bits(_ range: some Sequence<Int>) -> [UInt8] {
            let bits = range.map { values[$0] }
            return stride(from: 0, to: bits.count, by: 8).map { start in
                (0..<min(8, bits.count - start)).reduce(0) { $0 | (bits[start + $1] == .one ? 1 << UInt8($1) : 0) }
            }
        }
        let shared = regionVariables(system, "shared u bits")
        #expect(bits(shared.prefix(255)) == bytes(hex: known.sharedU))
        let message = regionVariables(system, "message bits")
        #expect(message.count == 256)
        #expect(BigInteger(bigEndianBytes: bits(message)) == BigInteger(known.k)!)
        // Outputs of a permutation are the last bits that each of its words had: recomputed here from the shared secret.
        var key = [UInt8](repeating: 0, count: 32)
        _ = crypto_core_hsalsa20(&key, [UInt8](repeating: 0, count: 16), bits(shared.prefix(255)), nil)
        #expect(key == bytes(hex: known.k1))
    }
}
