import Curves
import Fields
import Formats
import Foundation
import Groth16
import R1CS
import TestSupport
import Testing

/// Keeps a proving key's parts as arrays of bytes.
private final class MemorySink: ProvingKeySink {
    private(set) var header: ProvingKeyHeader?
    private(set) var parts: [ProvingKeyPart: [UInt8]] = [:]

    func begin(_ header: ProvingKeyHeader) { self.header = header }
    func append(_ bytes: UnsafeRawBufferPointer, to part: ProvingKeyPart) { parts[part, default: []] += bytes }
}

@Suite struct SetupTests {
    @Test func whatIsWrittenIsReadAgain() throws {
        let sink = MemorySink()
        var generator = SeededGenerator(seed: 1)
        let verifyingKey = try Setup.makeKeys(for: cubicCircuit().system, into: sink, using: &generator)
        let cubic = try CubicCase.shared.get()
        #expect(verifyingKey == cubic.verifyingKey)
        #expect(sink.header == cubic.key.header)
        for part in ProvingKeyPart.allCases { #expect(sink.parts[part] == Array(cubic.key.memory(part)), "\(part)") }
    }

    @Test func everyPublicInputAndTheConstantHaveARowOfTheirOwn() throws {
        let (system, key) = (cubicCircuit().system, try CubicCase.shared.get().key)
        let entries = (0..<key.header.coefficientCount).map(key.coefficient)
        let one = Fr(canonical: Fr.one.montgomery)!.montgomery
        let expected = (0...UInt32(system.publicInputCount)).map {
            Coefficient(matrix: 0, row: UInt32(system.rowCount) + $0, variable: $0, scaledValue: one)
        }
        #expect(entries.filter { $0.row >= system.rowCount } == expected)
        #expect(entries.count == system.nonZeroCounts.a + system.nonZeroCounts.b)
    }

    @Test func anInputThatNoRowTouchesIsBound() throws {
        let cubic = try CubicCase.shared.get()
        #expect(cubic.verifyingKey.unsafeReasons == [])
        #expect(try !cubic.verifier.verify(cubicInputs(3, untouched: 78), cubic.proof))
    }

    @Test func wiresThatNoRowTouchesHaveIdentities() throws {
        let key = try CubicCase.shared.get().key
        // The constant, four inputs, x, and the second private input.
        #expect(key.a[6].isIdentity && key.b1[6].isIdentity && key.b2[6].isIdentity && key.c[1].isIdentity)
        #expect(!key.a[5].isIdentity)
    }

    @Test func gammaIsTheGeneratorAndTheDeltasAgree() throws {
        let header = try CubicCase.shared.get().key.header
        #expect(header.gamma2 == .generator)
        #expect(header.delta2 != .generator && !header.delta2.isIdentity)
        #expect(
            Pairing.isIdentity([
                (header.delta1, PreparedG2(.generator)), (-G1.generator, PreparedG2(header.delta2)),
            ]))
    }

    @Test func twoSetupsDiffer() throws {
        let (_, other) = try makeKeys(for: cubicCircuit().system, seed: 99)
        let cubic = try CubicCase.shared.get()
        #expect(other.delta2 != cubic.verifyingKey.delta2)
        #expect(try !Verifier(other).verify(cubic.inputs, cubic.proof))
    }

    @Test func progressRisesToOne() throws {
        var fractions: [Double] = []
        var generator = SeededGenerator(seed: 1)
        _ = try Setup.makeKeys(for: cubicCircuit().system, into: MemorySink(), using: &generator) {
            fractions.append($0)
        }
        #expect(fractions == fractions.sorted() && fractions.last == 1)
    }

    @Test func stoppedWorkLeavesNoFile() throws {
        struct Stop: Error {}
        let folder = try TemporaryFolder()
        var generator = SeededGenerator(seed: 1)
        do {
            let writer = try ZkeyWriter(path: folder.path("key.zkey"))
            #expect(throws: Stop.self) {
                try Setup.makeKeys(for: cubicCircuit().system, into: writer, using: &generator) { fraction in
                    if fraction > 0.5 { throw Stop() }
                }
            }
            #expect(folder.names.count == 1 && folder.names != ["key.zkey"])
        }
        #expect(folder.names == [])
    }

    @Test func theLaterOfTwoMakersStaysWhole() throws {
        let folder = try TemporaryFolder()
        let writers = try (0..<2).map { _ in try ZkeyWriter(path: folder.path("key.zkey")) }
        let keys = try writers.enumerated().map { index, writer in
            var generator = SeededGenerator(seed: UInt64(index))
            return try Setup.makeKeys(for: cubicCircuit().system, into: writer, using: &generator)
        }
        for writer in writers { try writer.commit() }
        #expect(folder.names == ["key.zkey"])
        #expect(try Zkey(path: folder.path("key.zkey"), trust: .none).provingKey.verifyingKey == keys[1])
    }
}
