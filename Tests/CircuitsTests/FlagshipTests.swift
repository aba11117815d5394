import Circuits
import Curves
import Fields
import R1CS
import TestSupport
import Testing

/// The whole circuit: a sealed box of k, and k·G = R.
@Suite struct FlagshipTests {
    let known = KnownAnswer.shared
    let system = KnownAnswer.circuit.system

    @Test func itsSizeIsPinned() {
        #expect(system.boundRowCount == known.rows && system.boundRowCount <= 95_000)
        #expect(system.variableCount == known.variables)
        #expect(system.publicInputCount == 18)
        let nonZeros = system.nonZeroCounts
        print("non-zeros", nonZeros)
    }

    @Test func everyRegionCostsWhatItMust() {
        var expected = known.rows_by_part
        #expect(expected.removeValue(forKey: "binding rows") == system.bindingRowCount)
        for cost in system.costs {
            #expect(cost.rows == expected.removeValue(forKey: cost.name), "\(cost.name)")
        }
        #expect(expected.isEmpty)
    }

    @Test func anHonestWitnessIsAccepted() {
        #expect(known.failures() == [])
        let clock = ContinuousClock()
        print("build", clock.measure { _ = KnownAnswer.Flagship.circuit() })
        print("build", clock.measure { _ = KnownAnswer.Flagship.circuit() })
        print("witness", clock.measure { _ = known.witness() })
        print("witness", clock.measure { _ = known.witness() })
        print("check", clock.measure { _ = known.failures() })
    }

    @Test func thePublicInputsAreThoseOfTheKnownAnswer() throws {
        #expect(KnownAnswer.Flagship.publicInputNames == known.public_inputs.map(\.name))
        let inputs = try KnownAnswer.Flagship.publicInputs(
            binding: known.binding, nonce: known.nonceBytes, box: known.boxBytes, ephemeralKey: known.ephemeralKey,
            commitment: known.commitment, relation: VanityPoint(known.target))
        #expect(inputs == known.publicInputs)
    }
}
