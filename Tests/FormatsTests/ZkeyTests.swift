import Curves
import Fields
import Formats
import Foundation
import Groth16
import TestSupport
import Testing

@Suite struct ZkeyTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: circuitNames) func keysOfOthersAreReadWithEveryPointChecked(name: String) throws {
        let zkey = try Zkey(path: folder.file(VectorFiles.own("groth16/artifacts/\(name).zkey")), trust: .none)
        let key = try SnarkjsJSON.verifyingKey(VectorFiles.own("groth16/artifacts/\(name).vk.json"))
        #expect(zkey.provingKey.verifyingKey == key)
        #expect(zkey.contributionCount == 0)
    }

    /// The blinding is given, so the proof is determined to the last bit.
    @Test(arguments: circuitNames) func theProofWithGivenBlindingIsTheExpectedOne(name: String) throws {
        let zkey = try Zkey(path: folder.file(VectorFiles.own("groth16/artifacts/\(name).zkey")), trust: .digest)
        let witness = try Wtns(path: folder.file(VectorFiles.own("groth16/artifacts/\(name).wtns")))
        let prover = try Prover(zkey.provingKey)
        let expected = try vectors("artifacts/\(name).json")
        let fixed = try #require(expected["fixed_randomness"] as? [String: Any])
        let (r, s) = try (
            #require((fixed["r"] as? String).flatMap { Fr(decimal: $0) }),
            #require((fixed["s"] as? String).flatMap { Fr(decimal: $0) })
        )
        let proof = try witness.withUnsafeValues { try prover.prove(canonicalValues: $0, r: r, s: s) }
        #expect(try proof == SnarkjsJSON.proof(jsonText(fixed["proof"])))
        if let unblinded = expected["zero_blinding_proof"] as? [String: Any] {
            let proof = try witness.withUnsafeValues { try prover.prove(canonicalValues: $0, r: 0, s: 0) }
            #expect(try proof == SnarkjsJSON.proof(jsonText(unblinded)))
        }
    }

    @Test(arguments: circuitNames) func proofsOverKeysOfOthersHold(name: String) throws {
        let zkey = try Zkey(path: folder.file(VectorFiles.own("groth16/artifacts/\(name).zkey")), trust: .digest)
        let witness = try Wtns(path: folder.file(VectorFiles.own("groth16/artifacts/\(name).wtns")))
        let expected = try vectors("artifacts/\(name).json")["public"]
        let inputs = try SnarkjsJSON.publicInputs(jsonText(expected))
        #expect(witness.publicInputs(inputs.count) == inputs)
        let verifier = try Verifier(zkey.provingKey.verifyingKey)
        let prover = try Prover(zkey.provingKey)
        #expect(try verifier.verify(inputs, witness.withUnsafeValues { try prover.prove(canonicalValues: $0) }))
        guard let text = try? VectorFiles.own("groth16/artifacts/\(name).bad.wtns") else { return }
        let bad = try Wtns(path: folder.file(text))
        let proof = try bad.withUnsafeValues { try prover.prove(canonicalValues: $0) }
        #expect(try !verifier.verify(bad.publicInputs(inputs.count), proof))
    }

    @Test func damagedKeysAreRefusedForTheirReasons() throws {
        let expected: [String: FileFormatError] = [
            "empty": .truncated, "magic": .wrongMagic, "version": .unsupportedVersion(99), "trunc12": .truncated,
            "trunc_half": .sectionPastEnd(section: 6), "trunc1": .sectionPastEnd(section: 10),
            "hugesection": .sectionPastEnd(section: 1), "section_past_end": .sectionPastEnd(section: 1),
            "manysections": .truncated, "missing_sec1": .missingSection(1), "missing_sec2": .missingSection(2),
            "dup_sec1": .duplicateSection(1), "protocol_plonk": .wrongProtocol(2), "wrong_prime": .wrongField,
            "nvars_huge": .wrongSectionLength(section: 5, length: 320, expected: 64 << 31),
            "npublic_gt_nvars": .impossibleCounts, "domain_not_pow2": .impossibleCounts,
            "domain_zero": .impossibleCounts, "coef_wire_oob": .malformedEntry(section: 4, index: 0),
            "coef_row_oob": .malformedEntry(section: 4, index: 0), "coef_matrix": .malformedEntry(section: 4, index: 0),
            "coef_count": .wrongSectionLength(section: 4, length: 444, expected: 4_400_004),
            "coef_noncanon": .malformedEntry(section: 4, index: 0),
            "alpha_offcurve": .malformedPoint(section: 2, index: 0),
            "point_noncanon": .malformedPoint(section: 5, index: 0),
            "a_offcurve": .malformedPoint(section: 5, index: 2),
            "a_short": .wrongSectionLength(section: 5, length: 256, expected: 320),
            "h_short": .wrongSectionLength(section: 9, length: 448, expected: 512),
        ]
        try expectRefusals("zkey", in: folder, expected) { _ = try Zkey(path: $0, trust: .none) }
    }

    @Test func damagedWitnessesAreRefusedForTheirReasons() throws {
        let expected: [String: FileFormatError] = [
            "empty": .truncated, "magic": .wrongMagic, "version": .unsupportedVersion(99), "trunc12": .truncated,
            "trunc_half": .sectionPastEnd(section: 2), "trunc1": .sectionPastEnd(section: 2),
            "hugesection": .sectionPastEnd(section: 1), "section_past_end": .sectionPastEnd(section: 1),
            "manysections": .truncated, "missing_sec2": .missingSection(2), "dup_sec1": .duplicateSection(1),
            "wrong_prime": .wrongField, "value_ge_r": .malformedEntry(section: 2, index: 3),
            "first_not_one": .malformedEntry(section: 2, index: 0),
            "count_mismatch": .wrongSectionLength(section: 2, length: 160, expected: 1600),
            "count_huge": .wrongSectionLength(section: 2, length: 160, expected: 32 * 0xffff_ffff),
        ]
        try expectRefusals("wtns", in: folder, expected, butFor: ["short"]) { _ = try Wtns(path: $0) }
        let short = try Wtns(path: folder.file(VectorFiles.own("groth16/malformed_files/short.wtns")))
        let zkey = try Zkey(path: folder.file(VectorFiles.own("groth16/artifacts/cubic.zkey")), trust: .digest)
        #expect(throws: ProverError.wrongWitnessSize(4, expected: 5)) {
            try short.withUnsafeValues { try Prover(zkey.provingKey).prove(canonicalValues: $0) }
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let text = try VectorFiles.own("groth16/artifacts/mul.zkey")
        for count in 0..<text.count {
            let path = try folder.file(text.prefix(count), "truncated")
            #expect(throws: FileFormatError.self, "\(count) bytes") { try Zkey(path: path, trust: .none) }
        }
    }

    /// Nothing but the contributions, which are not read, can change without being found.
    @Test func everyFlippedByteIsRefused() throws {
        let text = try VectorFiles.own("groth16/artifacts/mul.zkey")
        var generator = SeededGenerator()
        for index in 0..<text.count - 68 {
            var changed = text
            changed[index] ^= UInt8.random(in: 1...255, using: &generator)
            let path = try folder.file(changed, "changed")
            // A coefficient may become another one that is as good: that is for the key's digest to find.
            if (try? Zkey(path: path, trust: .none)) != nil { #expect((856..<1032).contains(index), "byte \(index)") }
        }
    }

    @Test func bytesBehindTheLastSectionAreRefused() throws {
        let path = try folder.file(VectorFiles.own("groth16/artifacts/mul.zkey") + [0])
        #expect(throws: FileFormatError.trailingBytes(1)) { try Zkey(path: path, trust: .digest) }
    }

    @Test func whatIsNoFileIsRefused() throws {
        #expect(throws: FileFormatError.system(ENOENT)) { try Zkey(path: folder.url.path + "/absent", trust: .digest) }
        #expect(throws: FileFormatError.system(EINVAL)) { try Zkey(path: folder.url.path, trust: .digest) }
    }
}
