import Fields
import Formats
import Foundation
import Groth16
import TestSupport
import Testing

/// Files that snarkjs and others made, read where they lie.
@Suite struct PeerFilesTests {
    @Test(arguments: ["bn254_circuit2_131", "bn254_groth16_1000"])
    func keysAndWitnessesOfSnarkjsAreProvenInPlace(name: String) throws {
        guard let text = VectorFiles.shared("snarkjs-made/\(name).vk.json") else { return }
        let key = try SnarkjsJSON.verifyingKey(text)
        try prove(name: "snarkjs-made/\(name)", under: key)
        let proof = try SnarkjsJSON.proof(#require(VectorFiles.shared("snarkjs-made/\(name).proof.json")))
        let inputs = try SnarkjsJSON.publicInputs(#require(VectorFiles.shared("snarkjs-made/\(name).public.json")))
        #expect(try Verifier(key).verify(inputs, proof))
    }

    @Test(arguments: ["synthetic-dense-2p10", "synthetic-bits-2p10", "synthetic-bits-2p14"])
    func syntheticCircuitsAreProvenInPlace(name: String) throws {
        guard let text = VectorFiles.shared("synthetic/\(name)_vkey.json") else { return }
        let key = try SnarkjsJSON.verifyingKey(text)
        try prove(name: "synthetic/\(name)", under: key)
        let proof = try SnarkjsJSON.proof(#require(VectorFiles.shared("synthetic/\(name)_proof.json")))
        let inputs = try SnarkjsJSON.publicInputs(#require(VectorFiles.shared("synthetic/\(name)_public.json")))
        #expect(try Verifier(key).verify(inputs, proof))
    }

    private func prove(name: String, under key: VerifyingKey) throws {
        let zkey = try Zkey(path: VectorFiles.sharedURL(name + ".zkey").path, trust: .digest)
        let witness = try Wtns(path: VectorFiles.sharedURL(name + ".wtns").path)
        let proof = try witness.withUnsafeValues { try Prover(zkey.provingKey, for: key).prove(canonicalValues: $0) }
        #expect(try Verifier(key).verify(witness.publicInputs(key.publicInputCount), proof))
    }

    @Test func aKeyWithoutContributionsIsReadAndCalledUnsafe() throws {
        guard VectorFiles.shared("public/snarkjs/circom-compat/test.zkey") != nil else { return }
        let zkey = try Zkey(path: VectorFiles.sharedURL("public/snarkjs/circom-compat/test.zkey").path, trust: .none)
        #expect(zkey.contributionCount == 0)
        #expect(zkey.provingKey.verifyingKey.unsafeReasons == [.deltaIsGamma, .deltaIsGenerator])
    }

    @Test(arguments: ["rapidsnark/circuit_final", "circom_runtime/circuit", "rln20/withdraw_final"])
    func ceremoniesAreReadWithEveryPointChecked(name: String) throws {
        guard VectorFiles.shared("public/snarkjs/\(name).zkey") != nil else { return }
        let zkey = try Zkey(path: VectorFiles.sharedURL("public/snarkjs/\(name).zkey").path, trust: .none)
        #expect(zkey.contributionCount > 0)
        #expect(zkey.provingKey.verifyingKey.unsafeReasons == [])
    }
}
