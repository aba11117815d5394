import Fields
import Formats
import Foundation
import R1CS
import Storage
import TestSupport
import Testing

@Suite struct WtnsTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A witness with the values of a file.
    private func witness(_ file: Wtns) -> Witness {
        var witness = Witness(count: file.count)
        for (index, value) in file.withUnsafeValues({ Array($0) }).enumerated() {
            witness[Variable(index)] = Fr(canonical: value)!
        }
        return witness
    }

    @Test(arguments: circuitNames) func aWitnessIsWrittenToTheSameBytes(name: String) throws {
        let bytes = try VectorFiles.own("groth16/artifacts/\(name).wtns")
        let path = folder.url.path + "/written.wtns"
        try Wtns.write(witness(Wtns(path: folder.file(bytes))), to: path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    }

    @Test func aLongWitnessOfSnarkjsIsWrittenToTheSameBytes() throws {
        guard let bytes = VectorFiles.shared("synthetic/synthetic-dense-2p14.wtns") else { return }
        let path = folder.url.path + "/written.wtns"
        try Wtns.write(witness(Wtns(path: folder.file(bytes))), to: path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    }

    @Test func nobodyElseMayReadAWitnessAndNothingIsReplacedUnasked() throws {
        let path = folder.url.path + "/secret.wtns"
        try Wtns.write(Witness(count: 3), to: path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(throws: FileError.exists(path: path)) { try Wtns.write(Witness(count: 2), to: path) }
        #expect(try Wtns(path: path).count == 3)
        try Wtns.write(Witness(count: 2), to: path, replacing: true)
        #expect(try Wtns(path: path).count == 2)
    }

    @Test func everyTruncationIsRefused() throws {
        let bytes = try VectorFiles.own("groth16/artifacts/cubic.wtns")
        for count in 0..<bytes.count {
            let path = try folder.file(bytes.prefix(count), "truncated")
            #expect(throws: FileFormatError.self, "\(count) bytes") { try Wtns(path: path) }
        }
    }

    /// Only a value of the witness can change without being found, to another value.
    @Test func everyFlippedByteIsRefusedOrAnotherValue() throws {
        let bytes = try VectorFiles.own("groth16/artifacts/cubic.wtns")
        var generator = SeededGenerator()
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= UInt8.random(in: 1...255, using: &generator)
            let path = try folder.file(changed, "changed")
            if (try? Wtns(path: path)) != nil { #expect(index >= bytes.count - 4 * 32, "byte \(index)") }
        }
    }
}
