import Fields
import Formats
import Foundation
import Groth16
import R1CS
import TestSupport
import Testing

@Suite struct R1csFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Their rows, our setup, their witness.
    @Test(arguments: circuitNames) func circuitsOfOthersAreSetUpAndProven(name: String) throws {
        let system = try R1csFile.read(path: folder.file(VectorFiles.own("groth16/artifacts/\(name).r1cs")))
        let witness = try Wtns(path: folder.file(VectorFiles.own("groth16/artifacts/\(name).wtns")))
        let theirs = try Zkey(path: folder.file(VectorFiles.own("groth16/artifacts/\(name).zkey")), trust: .digest)
        let path = folder.url.path + "/ours.zkey"
        let writer = try ZkeyWriter(path: path)
        var generator = SeededGenerator(seed: 4)
        let key = try Setup.makeKeys(for: system, into: writer, using: &generator)
        try writer.commit()
        let ours = try Zkey(path: path, trust: .none)
        #expect(entries(ours.provingKey) == entries(theirs.provingKey))
        #expect(ours.provingKey.header.domainSize == theirs.provingKey.header.domainSize)
        let proof = try witness.withUnsafeValues { try Prover(ours.provingKey, for: key).prove(canonicalValues: $0) }
        #expect(try Verifier(key).verify(witness.publicInputs(key.publicInputCount), proof))
    }

    private func entries(_ key: ProvingKey) -> [Coefficient] {
        (0..<key.header.coefficientCount).map(key.coefficient)
    }

    @Test(arguments: circuitNames) func whatIsWrittenIsReadAgain(name: String) throws {
        let system = try R1csFile.read(path: folder.file(VectorFiles.own("groth16/artifacts/\(name).r1cs")))
        let path = folder.url.path + "/written.r1cs"
        try R1csFile.write(system, privateInputCount: 1, to: path)
        let again = try R1csFile.read(path: path)
        #expect(again.a == system.a && again.b == system.b && again.c == system.c)
        #expect(again.variableCount == system.variableCount && again.publicInputCount == system.publicInputCount)
    }

    /// Memory for every variable would be asked for, whatever the file's size.
    @Test func moreVariablesThanTheFileHasBytesAreRefused() throws {
        let bytes = try Array(VectorFiles.own("groth16/artifacts/cubic.r1cs"))
        // The header is the first section: 12 bytes of the file's head, 12 of the section's, the field, the count of variables.
        let offset = 12 + 12 + 36
        try #require(bytes[12..<16].elementsEqual([1, 0, 0, 0]))
        for count: UInt32 in [.max, 1 << 31, UInt32(bytes.count) + 1] {
            var changed = bytes
            withUnsafeBytes(of: count.littleEndian) { changed.replaceSubrange(offset..<offset + 4, with: $0) }
            let path = try folder.file(Data(changed))
            #expect(throws: FileFormatError.impossibleCounts, "\(count)") { try R1csRows(path: path) }
            #expect(throws: FileFormatError.impossibleCounts, "\(count)") { try R1csFile.read(path: path) }
        }
    }

    @Test func damagedFilesAreRefusedForTheirReasons() throws {
        let expected: [String: FileFormatError] = [
            "empty": .truncated, "magic": .wrongMagic, "version": .unsupportedVersion(99), "trunc12": .truncated,
            "trunc_half": .sectionPastEnd(section: 2), "trunc1": .sectionPastEnd(section: 3),
            "hugesection": .sectionPastEnd(section: 1), "section_past_end": .sectionPastEnd(section: 1),
            "manysections": .truncated, "missing_sec1": .missingSection(1), "missing_sec2": .missingSection(2),
            "dup_sec1": .duplicateSection(1), "wrong_prime": .wrongField, "n8_zero": .wrongField,
            "ncons_huge": .wrongSectionLength(section: 2, length: 432, expected: 12 << 31),
            "nwires_small": .impossibleCounts, "lc_huge": .malformedEntry(section: 2, index: 0),
            "coef_ge_r": .malformedEntry(section: 2, index: 0),
        ]
        try expectRefusals("r1cs", in: folder, expected) { _ = try R1csFile.read(path: $0) }
    }
}
