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
            _ = try values.withUnsafeBufferPointer { try prover.prove(canonicalValues: $0) }
        }
        #expect(throws: ProverError.wrongWitnessSize(1, expected: count)) { try prove([1]) }
        #expect(throws: ProverError.malformedWitness(0)) { try prove([UInt256](repeating: 2, count: count)) }
        var values = [UInt256](repeating: 1, count: count)
        values[4] = Fr.modulus
        #expect(throws: ProverError.malformedWitness(4)) { try prove(values) }
    }

    @Test func whoeverWatchesCanStopIt() throws {
        let cubic = try CubicCase.shared.get()
        let prover = try Prover(cubic.key)
        func prove(_ progress: (Double) -> Bool) throws -> Proof {
            try prover.prove(
                cubicCircuit().witness(publicInputs: cubic.inputs, privateInputs: [3, 9]), progress: progress)
        }
        var shares: [Double] = []
        let proof = try prove { share in
            shares.append(share)
            return true
        }
        #expect(try cubic.verifier.verify(cubic.inputs, proof))
        #expect(shares.count > 2 && shares == shares.sorted() && shares.first == 0 && shares.last == 1)
        for stop in shares {
            var last = 0.0
            #expect(throws: ProverError.cancelled) {
                try prove { share in
                    last = share
                    return share < stop
                }
            }
            #expect(last == stop)
        }
    }

    @Test func twoProofsOfOneWitnessHaveNoPointInCommonAndBothHold() throws {
        let cubic = try CubicCase.shared.get()
        let prover = try Prover(cubic.key, for: cubic.verifyingKey)
        let witness = cubicCircuit().witness(publicInputs: cubic.inputs, privateInputs: [3, 9])
        let (first, second) = try (prover.prove(witness), prover.prove(witness))
        #expect(first.a != second.a && first.b != second.b && first.c != second.c)
        for proof in [first, second] {
            #expect(try Verifier(cubic.verifyingKey).verify(cubic.inputs, proof))
        }
    }

    /// alpha is chosen for one witness, so that its A is the identity before it is blinded: randomising would leave it that.
    @Test func aWitnessWhoseUnblindedAIsTheIdentityIsProven() throws {
        let circuit = cubicCircuit()
        let (system, tau) = (circuit.system, Fr(1_000_003))
        let inputs = cubicInputs(3)
        let witness = circuit.witness(publicInputs: inputs, privateInputs: [3, 9])
        let logSize = Int.bitWidth - (system.boundRowCount - 1).leadingZeroBitCount
        let lagrange = EvaluationDomain(logSize: logSize).lagrangeCoefficients(at: tau)
        let sum = witness.withUnsafeValues { values in
            var sum = Fr.zero
            for row in 0..<system.rowCount {
                for entry in system.a.entries(of: row) {
                    sum += system.a.coefficients[entry] * lagrange[row] * values[Int(system.a.columns[entry])]
                }
            }
            for input in 0..<system.bindingRowCount { sum += lagrange[system.rowCount + input] * values[input] }
            return sum
        }
        func keys(alpha: Fr) throws -> (key: ProvingKey, verifyingKey: VerifyingKey) {
            try makeKeys(for: system, using: ScriptedGenerator([tau, alpha, 5, 7]))
        }
        let (key, verifyingKey) = try keys(alpha: -sum)
        for _ in 0..<3 {
            let proof = try Prover(key, for: verifyingKey).prove(witness)
            #expect(try Verifier(verifyingKey).verify(inputs, proof))
        }
        // Without blinding there is no proof, as there is under a key with another alpha: A is the identity indeed.
        let values = witness.withUnsafeValues { $0.map(\.canonical) }
        func unblinded(_ key: ProvingKey) throws -> Proof? {
            try values.withUnsafeBufferPointer { try Prover(key).prove(canonicalValues: $0, r: .zero, s: .zero) }
        }
        #expect(try unblinded(key) == nil && unblinded(keys(alpha: .one - sum).key) != nil)
    }

    /// With the blinding fixed, keys and proof are functions of the circuit and the witness alone.
    @Test func theKeysAndTheProofHaveTheSameBytesOnEachKernel() throws {
        var builder = CircuitBuilder()
        let input = builder.publicInput("x")
        var value = input
        for row in 0..<900 {
            let bit = builder.hint(1, from: []) { _ in [Fr(row & 1)] }[0]
            builder.constrain(bit, bit - 1, .zero)
            if row % 4 == 0 { value = builder.product(value + bit, value + 3) }
        }
        let circuit = builder.build()
        let witness = circuit.witness(publicInputs: [5], privateInputs: [])
        let values = witness.withUnsafeValues { $0.map(\.canonical) }
        var proofs: [Proof] = []
        var keys: [VerifyingKey] = []
        for kernel in Kernel.available {
            try kernel.run {
                let (key, verifyingKey) = try makeKeys(for: circuit.system, seed: 3)
                let prover = try Prover(key, for: verifyingKey)
                let proof = try #require(
                    try values.withUnsafeBufferPointer { try prover.prove(canonicalValues: $0, r: 11, s: -.one) })
                #expect(try Verifier(verifyingKey).verify([5], proof))
                proofs.append(proof)
                keys.append(verifyingKey)
            }
        }
        #expect(proofs.allSatisfy { $0 == proofs[0] } && keys.allSatisfy { $0 == keys[0] })
    }
}
