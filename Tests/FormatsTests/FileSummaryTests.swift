import Formats
import Foundation
import TestSupport
import Testing

@Suite struct FileSummaryTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func summary(_ name: String) throws -> FileSummary {
        try FileSummary(path: folder.file(VectorFiles.own("groth16/artifacts/\(name)")))
    }

    private func fact(_ name: String, _ summary: FileSummary) -> FileSummary.Fact.Value? {
        summary.facts.first { $0.name == name }?.value
    }

    @Test(arguments: circuitNames) func theCountsAreThoseOfTheCircuit(name: String) throws {
        let expected = try vectors("artifacts/\(name).json")
        func count(_ key: String) throws -> Int { try #require(expected[key] as? Int) }
        let circuit = try summary("\(name).r1cs")
        #expect(circuit.kind == .circuit && fact("field", circuit) == .text("BN254"))
        #expect(try fact("constraints", circuit) == .count(count("nConstraints")))
        #expect(try fact("variables", circuit) == .count(count("nWires")))
        #expect(try fact("publicOutputs", circuit) == .count(count("nOut")))
        #expect(try fact("publicInputs", circuit) == .count(count("nPubIn")))
        #expect(try fact("privateInputs", circuit) == .count(count("nPrvIn")))
        let witness = try summary("\(name).wtns")
        #expect(try witness.kind == .witness && fact("values", witness) == .count(count("nWires")))
        let key = try summary("\(name).zkey")
        #expect(key.kind == .provingKey && fact("provingSystem", key) == .text("Groth16"))
        #expect(try fact("domain", key) == .count(count("domain")))
        #expect(try fact("publicInputs", key) == .count(count("nOut") + count("nPubIn")))
        let verifyingKey = try summary("\(name).vk.json")
        #expect(verifyingKey.kind == .verifyingKey && verifyingKey.verifyingKey == key.verifyingKey)
    }

    /// Section headers and the head of the file are all that is not in a section.
    @Test(arguments: circuitNames) func sectionsCoverTheFile(name: String) throws {
        for ending in ["r1cs", "wtns", "zkey"] {
            let summary = try summary("\(name).\(ending)")
            let inside = summary.sections.map { $0.byteCount + 12 }.reduce(12, +)
            #expect(inside == summary.byteCount && summary.sections.allSatisfy { $0.name != nil })
        }
    }

    @Test func proofsAndPublicInputsAreTold() throws {
        let fixed = try vectors("artifacts/cubic.json")
        let proof = try folder.file(jsonText((fixed["fixed_randomness"] as? [String: Any])?["proof"]))
        #expect(try FileSummary(path: proof).kind == .proof)
        let inputs = try FileSummary(path: folder.file(jsonText(fixed["public"])))
        #expect(inputs.kind == .publicInputs && fact("publicInputs", inputs) == .count(1))
    }

    @Test func powersOfTauAreTold() throws {
        let name = "public/snarkjs/circom-compat/powersOfTau28_hez_final_10.ptau"
        guard VectorFiles.shared(name) != nil else { return }
        let powers = try FileSummary(path: VectorFiles.sharedURL(name).path)
        #expect(powers.kind == .powersOfTau && fact("field", powers) == .text("BN254"))
        #expect(fact("power", powers) == .count(10) && fact("ceremonyPower", powers) == .count(28))
        #expect(fact("prepared", powers) == .text("yes"))
    }

    @Test(arguments: ["r1cs", "wtns", "zkey"]) func filesOverAnotherFieldAreToldAsSuch(ending: String) throws {
        let name = "snarkjs-made/bls12381_circuit2_100.\(ending)"
        guard VectorFiles.shared(name) != nil else { return }
        let summary = try FileSummary(path: VectorFiles.sharedURL(name).path)
        #expect(fact("field", summary) == .text("BLS12-381") && summary.verifyingKey == nil)
    }

    @Test func theHistoryOfAKeyIsTold() throws {
        guard VectorFiles.shared("public/snarkjs/rapidsnark/circuit_final.zkey") != nil else { return }
        let key = try FileSummary(path: VectorFiles.sharedURL("public/snarkjs/rapidsnark/circuit_final.zkey").path)
        let contributions = try #require(key.history).contributions.count
        #expect(contributions > 0 && fact("contributions", key) == .count(contributions))
    }

    @Test func aDamagedHistoryIsRefused() throws {
        var bytes = try VectorFiles.own("groth16/artifacts/cubic.zkey")
        // The count of contributions ends the file of a key that has none.
        bytes[bytes.count - 4] = 1
        #expect(throws: InspectionError.binary(.malformedEntry(section: 10, index: 0))) {
            try FileSummary(path: folder.file(bytes))
        }
    }

    @Test func circuitsThatNoProgramWouldTakeAreRefused() throws {
        let files = try vectors("malformed_files/manifest.json")["files"] as? [[String: String]] ?? []
        for name in files.compactMap({ $0["file"] }) where name.hasSuffix(".r1cs") && name != "wrong_prime.r1cs" {
            let path = try folder.file(VectorFiles.own("groth16/malformed_files/\(name)"))
            #expect(throws: InspectionError.self, "\(name)") { try FileSummary(path: path) }
        }
    }

    @Test func keysOfOtherProvingSystemsAreToldAsSuch() throws {
        let path = try folder.file(VectorFiles.own("groth16/malformed_files/protocol_plonk.zkey"))
        #expect(try fact("provingSystem", FileSummary(path: path)) == .text("PLONK"))
    }

    @Test func whatIsNoneOfTheFormatsIsSaidToBeSo() throws {
        for text in ["", "r1c", "hello", "{}", "{\"pi\": 1}", "\u{7f}ELF"] {
            #expect(throws: InspectionError.unknown) { try FileSummary(path: folder.file(Data(text.utf8))) }
        }
        #expect(throws: InspectionError.binary(.system(ENOENT))) { try FileSummary(path: folder.url.path + "/absent") }
    }

    @Test func noDamagedFileCrashesIt() throws {
        let files = try vectors("malformed_files/manifest.json")["files"] as? [[String: String]] ?? []
        #expect(files.count > 60)
        for name in files.compactMap({ $0["file"] }) {
            _ = try? FileSummary(path: folder.file(VectorFiles.own("groth16/malformed_files/\(name)")))
        }
    }
}
