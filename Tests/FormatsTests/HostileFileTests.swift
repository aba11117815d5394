import Curves
import Fields
import Formats
import Foundation
import Groth16
import R1CS
import TestSupport
import Testing

/// Mutations of iden3's and snarkjs' files. `VC_FUZZ=1000000` makes the run as long as that.
@Suite struct HostileFileTests {
    private static let rounds = ProcessInfo.processInfo.environment["VC_FUZZ"].flatMap { Int($0) } ?? 1500
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Calls `read` on mutations of the named files; it returns whether one was accepted, and some must be.
    private func fuzz(_ names: [String], _ read: (String, Data) throws -> Void) throws {
        var generator = SeededGenerator()
        let corpus = try names.map { try Array(VectorFiles.own("groth16/artifacts/\($0)")) }
        var accepted = 0
        for round in 0..<Self.rounds {
            let bytes = Data(generator.mutation(of: corpus[round % corpus.count]))
            do {
                try read(folder.file(bytes, "mutated"), bytes)
                accepted += 1
            } catch is FileFormatError {
            } catch is SnarkjsJSONError {
            } catch is ProverError {
            } catch is InspectionError {
            }
        }
        // Labels, coefficients and values change unseen, so a reader that refuses everything is found out.
        #expect(accepted > Self.rounds / 200, "seed \(generator.seed)")
    }

    @Test func circuitsThatAreAcceptedAreWrittenAndReadAlike() throws {
        let copy = folder.url.path + "/copy.r1cs"
        try fuzz(circuitNames.map { "\($0).r1cs" }) { path, _ in
            let system = try R1csFile.read(path: path)
            guard system.variableCount < 1 << 16 else { return }
            try R1csFile.write(system, privateInputCount: 0, to: copy)
            let again = try R1csFile.read(path: copy)
            #expect(again.a == system.a && again.b == system.b && again.c == system.c)
        }
    }

    @Test func witnessesThatAreAcceptedAreCanonical() throws {
        try fuzz(circuitNames.map { "\($0).wtns" }) { path, _ in
            let witness = try Wtns(path: path)
            witness.withUnsafeValues { values in
                #expect(values[0] == .one && values.allSatisfy { $0 < Fr.modulus })
            }
        }
    }

    /// With what is accepted a proof is made, which need not hold.
    @Test func keysThatAreAcceptedAreProvenWith() throws {
        let witness = try Wtns(path: folder.file(VectorFiles.own("groth16/artifacts/cubic.wtns")))
        try fuzz(["cubic.zkey"]) { path, _ in
            let zkey = try Zkey(path: path, trust: .digest)
            _ = try witness.withUnsafeValues { try Prover(zkey.provingKey).prove(canonicalValues: $0) }
        }
    }

    @Test func filesThatAreToldAboutAreNotLongerThanTheyAre() throws {
        let names = ["mul.zkey", "mul.r1cs", "mul.wtns", "mul.vk.json"]
        try fuzz(names) { path, bytes in
            let summary = try FileSummary(path: path)
            #expect(summary.byteCount == bytes.count)
            #expect(summary.sections.map(\.byteCount).reduce(0, +) <= bytes.count)
        }
    }

    @Test func verifyingKeysThatAreAcceptedAreWrittenAndReadAlike() throws {
        try fuzz(["cubic.vk.json", "unused.vk.json"]) { _, bytes in
            let key = try SnarkjsJSON.verifyingKey(bytes)
            #expect(try SnarkjsJSON.verifyingKey(SnarkjsJSON.text(key).utf8) == key)
        }
    }

    @Test func proofsAndInputsThatAreAcceptedAreWrittenAndReadAlike() throws {
        var generator = SeededGenerator()
        let proof = Array(SnarkjsJSON.text(try #require(Proof(a: .generator, b: .generator, c: -.generator))).utf8)
        let inputs = Array(SnarkjsJSON.text(publicInputs: [1, -.one, 77]).utf8)
        var (proofs, lists) = (0, 0)
        for _ in 0..<Self.rounds {
            if let read = try? SnarkjsJSON.proof(generator.mutation(of: proof)) {
                proofs += 1
                #expect(try SnarkjsJSON.proof(SnarkjsJSON.text(read).utf8) == read)
            }
            if let read = try? SnarkjsJSON.publicInputs(generator.mutation(of: inputs)) {
                lists += 1
                #expect(try SnarkjsJSON.publicInputs(SnarkjsJSON.text(publicInputs: read).utf8) == read)
            }
        }
        // White space changes unseen, and digits of an input.
        #expect(proofs > 0 && lists > Self.rounds / 20, "seed \(generator.seed)")
    }
}
