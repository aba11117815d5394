import Curves
import Fields
import Formats
import Foundation
import Groth16
import R1CS
import TestSupport
import Testing

@Suite struct ProofTests {
    @Test func anHonestProofHolds() throws {
        let cubic = try CubicCase.shared.get()
        #expect(try cubic.verifier.verify(cubic.inputs, cubic.proof))
        #expect(cubic.key.verifyingKey == cubic.verifyingKey)
    }

    @Test func twoProofsOfOneStatementDiffer() throws {
        let cubic = try CubicCase.shared.get()
        let again = try Prover(cubic.key).prove(
            cubicCircuit().witness(publicInputs: cubic.inputs, privateInputs: [3, 9]))
        #expect(again.a != cubic.proof.a && again.b != cubic.proof.b && again.c != cubic.proof.c)
        #expect(try cubic.verifier.verify(cubic.inputs, again))
    }

    @Test func aWitnessThatBreaksARowMakesAProofThatDoesNotHold() throws {
        let cubic = try CubicCase.shared.get()
        var inputs = cubic.inputs
        inputs[0] += 1
        let proof = try Prover(cubic.key).prove(cubicCircuit().witness(publicInputs: inputs, privateInputs: [3, 9]))
        #expect(try !cubic.verifier.verify(inputs, proof))
    }

    @Test(arguments: 0..<4) func changingAPublicInputBreaksTheProof(index: Int) throws {
        let cubic = try CubicCase.shared.get()
        for change: Fr in [1, -Fr.one, 0x1234_5678] {
            var inputs = cubic.inputs
            inputs[index] += change
            #expect(try !cubic.verifier.verify(inputs, cubic.proof))
        }
    }

    @Test func changingTwoPublicInputsWithCompensationBreaksTheProof() throws {
        let cubic = try CubicCase.shared.get()
        for (i, j) in [(0, 1), (0, 2), (1, 2), (2, 3)] {
            let changes: [(Fr, Fr)] = [(1, -Fr.one), (-Fr.one, 1), (5, 5), (2, -Fr.one), (1, -Fr(2))]
            for (change, compensation) in changes {
                var inputs = cubic.inputs
                inputs[i] += change
                inputs[j] += compensation
                #expect(try !cubic.verifier.verify(inputs, cubic.proof))
            }
        }
    }

    @Test func aCircuitWithoutPublicInputsIsProven() throws {
        var builder = CircuitBuilder()
        let x = builder.privateInputs(1)[0]
        builder.constrain(x, x, x + 6)
        let circuit = builder.build()
        let (key, verifyingKey) = try makeKeys(for: circuit.system, seed: 2)
        let verifier = try Verifier(verifyingKey)
        let prover = try Prover(key, for: verifyingKey)
        #expect(try verifier.verify([], prover.prove(circuit.witness(publicInputs: [], privateInputs: [3]))))
        #expect(
            try verifier.verify(
                [], prover.prove(circuit.witness(publicInputs: [], privateInputs: [3]), processors: 1)))
        #expect(try !verifier.verify([], prover.prove(circuit.witness(publicInputs: [], privateInputs: [4]))))
    }

    /// A domain that is filled to the last row, and one with a single row more than half of it.
    @Test(arguments: [29, 30, 31]) func circuitsOfAwkwardSizesAreProven(rows: Int) throws {
        var builder = CircuitBuilder()
        let end = builder.publicInput("end")
        let start = builder.privateInputs(1)[0]
        var value = start
        for row in 1..<rows { value = builder.product(value, value + Fr(row)) }
        builder.constrain(value, .one, end)
        let circuit = builder.build()
        var expected: Fr = 11
        for row in 1..<rows { expected *= expected + Fr(row) }
        let (key, verifyingKey) = try makeKeys(for: circuit.system, seed: 3)
        #expect(key.header.domainSize == (rows <= 30 ? 32 : 64))
        let proof = try Prover(key).prove(circuit.witness(publicInputs: [expected], privateInputs: [11]))
        #expect(try Verifier(verifyingKey).verify([expected], proof))
        #expect(try !Verifier(verifyingKey).verify([expected + 1], proof))
    }

    @Test func theCompressedFormComesBack() throws {
        let proof = try CubicCase.shared.get().proof
        let bytes = proof.compressed
        #expect(bytes.count == Proof.compressedByteCount)
        #expect(Proof(compressed: bytes) == proof)
        #expect(Proof(compressed: bytes.dropLast()) == nil)
        #expect(Proof(compressed: bytes + [0]) == nil)
        #expect(Proof(compressed: G1.identity.compressed + bytes[32...]) == nil)
        #expect(Proof(compressed: bytes[..<32] + G2.identity.compressed + bytes[96...]) == nil)
        #expect(Proof(compressed: bytes[..<96] + G1.identity.compressed) == nil)
    }

    @Test func everyFlippedBitOfACompressedProofIsCaught() throws {
        let cubic = try CubicCase.shared.get()
        for index in 0..<Proof.compressedByteCount {
            var bytes = cubic.proof.compressed
            bytes[index] ^= 1 << UInt8(index & 7)
            guard let proof = Proof(compressed: bytes) else { continue }
            #expect(try !cubic.verifier.verify(cubic.inputs, proof), "byte \(index)")
        }
    }

    /// So a submission is known again by its statement, never by the bytes of its proof.
    @Test func aProofCanBeMadeIntoAnotherOfTheSameStatement() throws {
        let cubic = try CubicCase.shared.get()
        let x: Fr = 987_654_321
        let other = try #require(
            Proof(a: x * cubic.proof.a, b: x.inverse()! * cubic.proof.b, c: cubic.proof.c))
        #expect(other.compressed != cubic.proof.compressed)
        #expect(try cubic.verifier.verify(cubic.inputs, other))
    }
}
