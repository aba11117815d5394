import Fields
import R1CS
import TestSupport
import Testing

/// The tests' own instruments: they must see a variable that is free.
@Suite struct WitnessSpaceTests {
    /// a·b = c and c + d = 9, with 9 public; `extra` rows more.
    private func space(_ extra: (inout CircuitBuilder, [LinearCombination]) -> Void) -> WitnessSpace {
        var builder = CircuitBuilder()
        let nine = builder.publicInput("nine")
        let values: [Fr] = [2, 3, 6, 3]
        let hints = builder.hint(4, from: []) { _ in values }
        builder.constrain(hints[0], hints[1], hints[2])
        builder.constrain(hints[2] + hints[3], .one, nine)
        extra(&builder, hints)
        let circuit = builder.build()
        let witness = circuit.witness(publicInputs: [9], privateInputs: [])
        return WitnessSpace(system: circuit.system, values: witness.withUnsafeValues(Array.init))
    }

    /// Each variable is noticed alone, but all four can move together: only the Jacobian tells.
    @Test func whatMovesTogetherIsSeenByTheJacobianAlone() {
        let loose = space { _, _ in }
        #expect(loose.unnoticed([1, 5]).isEmpty)
        let rank = loose.jacobianRank()
        #expect(rank.peeled + rank.eliminated == 2)
    }

    @Test func peelingAndEliminationAddUp() {
        let peeled = space { builder, v in
            builder.constrain(v[0], .one, LinearCombination(constant: 2))
            builder.constrain(v[1], .one, LinearCombination(constant: 3))
        }
        #expect(peeled.jacobianRank() == (4, 0))
        let eliminated = space { builder, v in
            builder.constrain(v[0] + v[1], .one, LinearCombination(constant: 5))
            builder.constrain(v[0] - v[1] + v[3], .one, LinearCombination(constant: 2))
        }
        #expect(eliminated.jacobianRank() == (0, 4))
    }

    @Test func aVariableInNoRowIsUnnoticed() {
        let loose = space { builder, _ in _ = builder.hint(1, from: []) { _ in [7] } }
        #expect(loose.unnoticed([1]) == [6])
    }
}
