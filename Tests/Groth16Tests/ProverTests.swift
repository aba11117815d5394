import Curves
import Fields
import Formats
import Foundation
import Groth16
import R1CS
import TestSupport
import Testing

@Suite struct ProverTests {
    private func expectRefusal(_ error: ProverError, delta1: G1, delta2: G2) throws {
        let key = try CubicCase.shared.get().key
        final class Owner {}
        let hostile = key.with(header: key.header.with(delta1: delta1, delta2: delta2), owner: Owner())
        #expect(throws: error) { try Prover(hostile) }
    }

    /// Under such a key A and B would be the same for every proof of a witness.
    @Test func aKeyWithoutBlindingIsRefused() throws {
        let header = try CubicCase.shared.get().key.header
        try expectRefusal(.hostileKey, delta1: .identity, delta2: header.delta2)
        try expectRefusal(.hostileKey, delta1: header.delta1, delta2: .identity)
        try expectRefusal(.hostileKey, delta1: .identity, delta2: .identity)
    }

    @Test func deltasThatDisagreeAreRefused() throws {
        let header = try CubicCase.shared.get().key.header
        try expectRefusal(.hostileKey, delta1: .generator, delta2: header.delta2)
        try expectRefusal(.hostileKey, delta1: header.delta1, delta2: .generator)
    }

    @Test func theKeyOfAnotherVerifyingKeyIsRefused() throws {
        let (other, _) = try makeKeys(for: cubicCircuit().system, seed: 7)
        let cubic = try CubicCase.shared.get()
        #expect(throws: ProverError.otherVerifyingKey) { try Prover(other, for: cubic.verifyingKey) }
        #expect(throws: Never.self) { try Prover(cubic.key, for: cubic.verifyingKey) }
    }

    @Test func aWitnessOfAnotherCircuitIsRefused() throws {
        var builder = CircuitBuilder()
        let x = builder.publicInput("x")
        builder.constrain(x, x, x)
        let prover = try Prover(CubicCase.shared.get().key)
        #expect(throws: ProverError.wrongWitnessSize(2, expected: 8)) {
            try prover.prove(builder.build().witness(publicInputs: [1], privateInputs: []))
        }
    }

    @Test func valuesThatAreNotCanonicalAreRefused() throws {
        let prover = try Prover(CubicCase.shared.get().key)
        let count = prover.key.header.variableCount
        func prove(_ values: [UInt256]) throws {
            _ = try values.withUnsafeBufferPointer(prover.prove(canonicalValues:))
        }
        #expect(throws: ProverError.wrongWitnessSize(1, expected: count)) { try prove([1]) }
        #expect(throws: ProverError.malformedWitness(0)) { try prove([UInt256](repeating: 2, count: count)) }
        var values = [UInt256](repeating: 1, count: count)
        values[4] = Fr.modulus
        #expect(throws: ProverError.malformedWitness(4)) { try prove(values) }
    }
}
