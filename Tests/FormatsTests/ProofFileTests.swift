import Curves
import Formats
import TestSupport
import Testing

@Suite struct ProofFileTests {
    @Test(arguments: [48, 80, 1_048_576])
    func everyProofIsReadBackFromItsBytes(_ boxByteCount: Int) throws {
        var generator = SeededGenerator()
        let proof = try generator.proofFile(boxByteCount: boxByteCount)
        #expect(try ProofFile(bytes: proof.bytes) == proof)
        #expect(proof.bytes == proof.contents.signedBytes + proof.signature.array)
        #expect(proof.bytes.count <= ProofFile.maximumByteCount)
    }

    @Test func noBytesAreMissingAndNoneFollow() throws {
        var generator = SeededGenerator()
        let bytes = try generator.proofFile().bytes
        for count in bytes.indices {
            #expect(throws: BinaryError.self) { try ProofFile(bytes: Array(bytes.prefix(count))) }
        }
        #expect(throws: BinaryError(field: "end", position: bytes.count, fault: .trailingBytes(1))) {
            try ProofFile(bytes: bytes + [0])
        }
    }

    /// With t the task's bytes and b the box's.
    @Test func fieldsStandWhereThePageSays() throws {
        var generator = SeededGenerator()
        let proof = try generator.proofFile()
        let (bytes, contents) = (proof.bytes, proof.contents)
        let task = contents.task.canonicalBytes
        let (t, b) = (task.count, contents.sealedBox.count)
        guard case .vanityAddress(let point) = contents.result else { return }
        let fields: [(offset: Int, value: [UInt8])] = [
            (0, Array("VCPROOF".utf8)), (7, [1]), (8, [UInt8(t & 255), UInt8(t >> 8), 0, 0]), (12, task),
            (12 + t, contents.payee.array), (44 + t, contents.circuitID.array), (76 + t, [UInt8(b), 0, 0, 0]),
            (80 + t, contents.sealedBox), (80 + t + b, point.sec1Compressed),
            (113 + t + b, contents.sharedPoint.array), (145 + t + b, contents.equalityProof.array),
            (209 + t + b, contents.groth16Proof.array), (337 + t + b, contents.workerKey.array),
            (369 + t + b, proof.signature.array),
        ]
        var end = 0
        for (offset, value) in fields {
            #expect(offset == end)
            #expect(bytes[offset..<offset + value.count].elementsEqual(value), "offset \(offset)")
            end = offset + value.count
        }
        #expect(bytes.count == end)
    }

    @Test func hugeLengthsAreRefusedBeforeAnythingIsMade() throws {
        var generator = SeededGenerator()
        let bytes = try generator.proofFile().bytes
        let t = Int(bytes[8]) + Int(bytes[9]) << 8
        for length in [UInt32.max, 0x8000_0000, 0x7fff_ffff, 1_048_577] {
            for (offset, field, limit) in [
                (8, "length of the task", PostedTask.maximumByteCount), (76 + t, "length of the sealed box", 1_048_576),
            ] {
                var altered = bytes
                for i in 0..<4 { altered[offset + i] = UInt8(truncatingIfNeeded: length >> UInt32(8 * i)) }
                #expect(
                    throws: BinaryError(
                        field: field, position: offset, fault: .tooLong(length: Int(length), limit: limit))
                ) { try ProofFile(bytes: altered) }
            }
        }
        var short = bytes
        short[76 + t] = 47
        #expect(
            throws: BinaryError(
                field: "length of the sealed box", position: 76 + t, fault: .tooShort(length: 47, minimum: 48))
        ) { try ProofFile(bytes: short) }
    }

    @Test func aTaskThatDoesNotFillItsLengthIsRefused() throws {
        var generator = SeededGenerator()
        var bytes = try generator.proofFile().bytes
        let t = Int(bytes[8]) + Int(bytes[9]) << 8
        bytes.insert(0, at: 12 + t)
        (bytes[8], bytes[9]) = (UInt8((t + 1) & 255), UInt8((t + 1) >> 8))
        #expect(throws: BinaryError(field: "end", position: 12 + t, fault: .trailingBytes(1))) {
            try ProofFile(bytes: bytes)
        }
    }

    @Test func anotherFileOrVersionIsRefused() throws {
        var generator = SeededGenerator()
        var bytes = try generator.proofFile().bytes
        bytes[7] = 2
        #expect(throws: BinaryError(field: "version", position: 7, fault: .unknown)) { try ProofFile(bytes: bytes) }
        bytes[0] ^= 1
        #expect(throws: BinaryError(field: "magic", position: 0, fault: .wrongMagic)) { try ProofFile(bytes: bytes) }
        #expect(throws: BinaryError(field: "magic", position: 0, fault: .endsEarly(missing: 7))) {
            try ProofFile(bytes: [])
        }
        let large = [UInt8](repeating: 0, count: ProofFile.maximumByteCount + 1)
        #expect(
            throws: BinaryError(
                field: "file", position: 0, fault: .tooLong(length: large.count, limit: large.count - 1))
        ) { try ProofFile(bytes: large) }
    }
}
