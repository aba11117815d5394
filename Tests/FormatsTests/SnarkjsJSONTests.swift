import Curves
import Fields
import Formats
import Foundation
import Groth16
import TestSupport
import Testing

/// The answer to a triple of snarkjs files.
private enum Answer: Equatable {
    case holds
    case doesNotHold
    case malformed(SnarkjsJSONError)
    case notJudged(VerifierError)
}

private func answer(_ triple: [String: Any]) throws -> Answer {
    do {
        let key = try SnarkjsJSON.verifyingKey(jsonText(triple["vk"]))
        let inputs = try SnarkjsJSON.publicInputs(jsonText(triple["public"]))
        let proof = try SnarkjsJSON.proof(jsonText(triple["proof"]))
        return try Verifier(key).verify(inputs, proof) ? .holds : .doesNotHold
    } catch let error as SnarkjsJSONError {
        return .malformed(error)
    } catch let error as VerifierError {
        return .notJudged(error)
    }
}

@Suite struct SnarkjsJSONTests {
    @Test func theValidTriplesHold() throws {
        let cases = try vectors("groth16_bn254.json")["valid"] as? [[String: Any]] ?? []
        #expect(cases.count == 9)
        for triple in cases { #expect(try answer(triple) == .holds, "\(triple["id"] ?? "")") }
    }

    @Test func eachInvalidTripleIsRefusedForItsReason() throws {
        let expected: [String: Answer] = [
            "swapAC": .doesNotHold, "negA": .doesNotHold, "negB": .doesNotHold, "negC": .doesNotHold,
            "A-offcurve": .malformed(.notInGroup(field: "pi_a")),
            "C-offcurve": .malformed(.notInGroup(field: "pi_c")),
            "B-offcurve": .malformed(.notInGroup(field: "pi_b")),
            "B-subgroup": .malformed(.notInGroup(field: "pi_b")),
            "B-plus-torsion": .malformed(.notInGroup(field: "pi_b")),
            "B-coefswap": .malformed(.notInGroup(field: "pi_b")),
            "pub-plus-r": .malformed(.malformedNumber(field: "public[0]")),
            "pub-minus-r": .malformed(.malformedNumber(field: "public[0]")),
            "pub-few": .notJudged(.wrongInputCount(2, expected: 3)),
            "pub-many": .notJudged(.wrongInputCount(4, expected: 3)),
            "pub-none": .notJudged(.wrongInputCount(0, expected: 3)),
            "pub-wrong": .doesNotHold, "pub-order": .doesNotHold,
            "zero-proof": .malformed(.notInGroup(field: "pi_a")),
            "inf-all": .malformed(.identity(field: "pi_a")), "inf-A": .malformed(.identity(field: "pi_a")),
            "inf-B": .malformed(.identity(field: "pi_b")), "inf-C": .malformed(.identity(field: "pi_c")),
            "A-noncanon": .malformed(.malformedNumber(field: "pi_a")),
            "B-noncanon": .malformed(.malformedNumber(field: "pi_b")),
            "A-neg-y": .malformed(.malformedNumber(field: "pi_a")),
            "A-random": .doesNotHold, "other-vk": .doesNotHold, "other-proof": .doesNotHold,
        ]
        let cases = try vectors("groth16_bn254.json")["invalid"] as? [[String: Any]] ?? []
        #expect(cases.count == expected.count)
        for triple in cases {
            let name = (triple["id"] as? String ?? "").replacingOccurrences(of: "bn254-invalid-", with: "")
            #expect(try answer(triple) == expected[name], "\(name)")
        }
    }

    @Test func malformedProofsAreRefusedForTheirReasons() throws {
        let expected: [String: SnarkjsJSONError] = [
            "missing-B": .missing(field: "pi_b"), "hex": .malformedNumber(field: "pi_a"),
            "empty": .malformedNumber(field: "pi_a"), "short": .malformed(field: "pi_a"),
            "protocol": .wrongProtocol, "curve": .wrongCurve,
            "truncated": .notJSON(
                JSONError(path: "", fault: .syntax(line: 1, column: 201, expected: "a closing quotation mark"))),
            "null": .malformed(field: "pi_c"), "float": .malformed(field: "pi_a"),
            "huge": .malformedNumber(field: "pi_a"), "dup-key": .notJSON(JSONError(path: "pi_a", fault: .duplicate)),
            "z2": .malformed(field: "pi_a"),
        ]
        let cases = try vectors("groth16_malformed_bn254.json")["cases"] as? [[String: String]] ?? []
        #expect(cases.count == expected.count)
        for malformed in cases {
            let name = (malformed["id"] ?? "").replacingOccurrences(of: "bn254-malformed-", with: "")
            let text = malformed["proof_text"] ?? ""
            let error = #expect(throws: SnarkjsJSONError.self, "\(name)") { try SnarkjsJSON.proof(text.utf8) }
            #expect(error == expected[name], "\(name)")
        }
    }

    @Test func malformedKeysAreRefusedForTheirReasons() throws {
        let good = try #require(
            JSONSerialization.jsonObject(with: VectorFiles.own("groth16/artifacts/cubic.vk.json")) as? [String: Any])
        func error(_ change: (inout [String: Any]) -> Void) throws -> SnarkjsJSONError? {
            var key = good
            change(&key)
            let text = try jsonText(key)
            return #expect(throws: SnarkjsJSONError.self) { try SnarkjsJSON.verifyingKey(text) }
        }
        #expect(try error { $0["nPublic"] = 2 } == .malformed(field: "nPublic"))
        #expect(try error { $0["nPublic"] = "1" } == .malformed(field: "nPublic"))
        #expect(try error { $0["nPublic"] = nil } == .malformed(field: "nPublic"))
        #expect(try error { $0["IC"] = [Any]() } == .malformed(field: "IC"))
        #expect(try error { $0["IC"] = nil } == .missing(field: "IC"))
        #expect(try error { $0["protocol"] = "plonk" } == .wrongProtocol)
        #expect(try error { $0["curve"] = "bls12381" } == .wrongCurve)
        #expect(try error { $0["vk_alpha_1"] = ["1", "1", "1"] } == .notInGroup(field: "vk_alpha_1"))
        #expect(try error { $0["vk_delta_2"] = $0["vk_alpha_1"] } == .malformed(field: "vk_delta_2"))
    }

    @Test func identitiesInAKeyAreReadAndCalledUnsafe() throws {
        var object = try #require(
            JSONSerialization.jsonObject(with: VectorFiles.own("groth16/artifacts/cubic.vk.json")) as? [String: Any])
        object["vk_delta_2"] = [["0", "0"], ["1", "0"], ["0", "0"]]
        object["vk_alpha_1"] = ["0", "1", "0"]
        let key = try SnarkjsJSON.verifyingKey(jsonText(object))
        #expect(key.unsafeReasons == [.alphaIsIdentity, .deltaIsIdentity])
    }

    @Test func whatIsWrittenIsReadAgain() throws {
        for name in circuitNames {
            let text = try VectorFiles.own("groth16/artifacts/\(name).vk.json")
            let key = try SnarkjsJSON.verifyingKey(text)
            #expect(try SnarkjsJSON.verifyingKey(SnarkjsJSON.text(key).utf8) == key)
        }
        let identities = VerifyingKey(
            alpha1: .identity, beta2: .identity, gamma2: .generator, delta2: .generator, ic: [.identity])
        #expect(try SnarkjsJSON.verifyingKey(SnarkjsJSON.text(identities).utf8) == identities)
        let proof = try #require(Proof(a: .generator, b: -.generator, c: -.generator))
        #expect(try SnarkjsJSON.proof(SnarkjsJSON.text(proof).utf8) == proof)
        for inputs in [[], [0], [-Fr.one, 2]] {
            #expect(try SnarkjsJSON.publicInputs(SnarkjsJSON.text(publicInputs: inputs).utf8) == inputs)
        }
    }

    @Test(arguments: [
        "[01]", "[\"01\"]", "[\"+1\"]", "[\" 1\"]", "[1]", "{}", "[\"1\",]", "[\"1\"] x", "",
    ])
    func publicInputsThatAreNotListsOfCanonicalNumbersAreRefused(text: String) {
        #expect(throws: SnarkjsJSONError.self) { try SnarkjsJSON.publicInputs(text.utf8) }
    }

    @Test func deepNestingIsRefused() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: SnarkjsJSONError.self) { try SnarkjsJSON.publicInputs(text.utf8) }
    }

    @Test func noTextCrashesTheReaders() throws {
        var generator = SeededGenerator()
        let text = try Array(VectorFiles.own("groth16/artifacts/mul.vk.json"))
        for _ in 0..<2000 {
            var changed = text
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                changed[Int.random(in: changed.indices, using: &generator)] = UInt8.random(
                    in: 32...126, using: &generator)
            }
            if Bool.random(using: &generator) {
                changed.removeLast(Int.random(in: 0..<changed.count, using: &generator))
            }
            _ = try? SnarkjsJSON.verifyingKey(changed)
            _ = try? SnarkjsJSON.publicInputs(changed)
        }
    }
}
