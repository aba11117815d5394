import Fields
import Formats
import Foundation
import Groth16
import TestSupport
import Testing

/// What is written is what snarkjs writes, byte for byte.
@Suite struct SnarkjsWritingTests {
    private func expectSame(_ text: String, _ bytes: Data, _ name: String) {
        #expect(Array(text.utf8) == Array(bytes), "\(name)")
    }

    /// `vk_alphabeta_12` included, which is computed and not copied.
    @Test func verifyingKeysAreWrittenAsInOurVectors() throws {
        for name in circuitNames {
            let text = try VectorFiles.own("groth16/artifacts/\(name).vk.json")
            let key = try SnarkjsJSON.verifyingKey(text)
            let ours = try JSONSerialization.jsonObject(with: Data(SnarkjsJSON.text(key).utf8)) as? NSDictionary
            let theirs = try JSONSerialization.jsonObject(with: text) as? [String: Any]
            #expect(theirs?["vk_alphabeta_12"] == nil || ours == theirs as NSDictionary?, "\(name)")
            #expect(ours?["vk_alphabeta_12"] != nil)
        }
    }

    @Test(arguments: ["bn254_circuit2_131", "bn254_groth16_1000"]) func filesOfSnarkjsAreWrittenAgain(name: String)
        throws
    {
        guard let key = VectorFiles.shared("snarkjs-made/\(name).vk.json") else { return }
        expectSame(SnarkjsJSON.text(try SnarkjsJSON.verifyingKey(key)), key, "key")
        let proof = try #require(VectorFiles.shared("snarkjs-made/\(name).proof.json"))
        expectSame(SnarkjsJSON.text(try SnarkjsJSON.proof(proof)), proof, "proof")
        let inputs = try #require(VectorFiles.shared("snarkjs-made/\(name).public.json"))
        expectSame(SnarkjsJSON.text(publicInputs: try SnarkjsJSON.publicInputs(inputs)), inputs, "public inputs")
    }

    @Test(arguments: ["authV2", "authV3", "credentialAtomicQueryV3", "linkedMultiQuery10-beta.1"])
    func keysInUseAreWrittenAgain(name: String) throws {
        guard let text = VectorFiles.shared("public/snarkjs/iden3-vkeys/\(name).json") else { return }
        let key = try SnarkjsJSON.verifyingKey(text)
        let ours = try JSONSerialization.jsonObject(with: Data(SnarkjsJSON.text(key).utf8)) as? NSDictionary
        #expect(try ours == JSONSerialization.jsonObject(with: text) as? NSDictionary)
    }

    @Test func noInputsAreAnEmptyList() { #expect(SnarkjsJSON.text(publicInputs: []) == "[]") }
}
