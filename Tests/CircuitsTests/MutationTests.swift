import Circuits
import Fields
import Foundation
import R1CS
import TestSupport
import Testing

private let isExhaustive = ProcessInfo.processInfo.environment["VC_EXHAUSTIVE"] == "1"

/// No variable of the flagship circuit is free: alone, with all that follows from it, or together.
@Suite struct MutationTests {
    let known = KnownAnswer.shared
    let system = KnownAnswer.circuit.system

    private var space: WitnessSpace {
        WitnessSpace(system: system, values: known.witness().withUnsafeValues(Array.init))
    }

    /// Every variable, one at a time, moved by 1, by −1 and at random, all others staying. The binding element is in no row of
    /// the circuit's own: its binding row is what ties it to the proof.
    @Test func everyVariableButTheBindingElementIsCaught() {
        var generator = SeededGenerator()
        let unnoticed = space.unnoticed([.one, -.one, .random(using: &generator)])
        #expect(unnoticed == [1])
        if isExhaustive {
            print("mutations: \(3 * (system.variableCount - 1)) tried, all caught but those of variables \(unnoticed)")
        }
    }

    /// Variables lied about while everything after them is computed from the lie. Sampled; more with VC_EXHAUSTIVE=1.
    @Test func liesThatAreCarriedOnAreCaught() {
        var generator = SeededGenerator()
        let honest = known.witness().withUnsafeValues(Array.init)
        for _ in 0..<(isExhaustive ? 500 : 12) {
            var lie: [Variable: Fr] = [:]
            for _ in 0..<Int.random(in: 1...2, using: &generator) {
                let index = Int.random(in: 269..<honest.count, using: &generator)
                let delta: Fr = [.one, -.one, .random(using: &generator)].randomElement(using: &generator)!
                lie[Variable(index)] = honest[index] + delta
            }
            #expect(!known.failures(replacing: lie).isEmpty, "\(lie)")
        }
    }

    /// With the public inputs fixed, no direction in the private variables leaves all rows alone. With VC_EXHAUSTIVE=1.
    @Test(.enabled(if: isExhaustive)) func theJacobianHasFullRank() {
        let rank = space.jacobianRank()
        let variables = system.variableCount - 1 - system.publicInputCount
        print("Jacobian: \(rank.peeled) by peeling and \(rank.eliminated) by elimination, of \(variables)")
        #expect(rank.peeled + rank.eliminated == variables)
    }
}
