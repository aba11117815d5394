import Console
import Foundation
import TestSupport
import Testing

@Suite struct FilesTests {
    /// Runs `body` in a new folder that goes away afterwards.
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = try TemporaryFolder()
        try withExtendedLifetime(folder) { try body(folder.path) }
    }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test func whatIsWrittenIsReadAndLeavesNothingElse() throws {
        try inFolder { folder in
            try Files.write([1, 2, 3], to: folder + "/wallet.json", mode: 0o600)
            #expect(try Files.read(folder + "/wallet.json", limit: 3) == [1, 2, 3])
            #expect(try names(in: folder) == ["wallet.json"])
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/wallet.json")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func aFileIsReplacedOnlyOnDemand() throws {
        try inFolder { folder in
            let path = folder + "/proof.bin"
            try Files.write([1], to: path)
            let failure = #expect(throws: Failure.self) { try Files.write([2], to: path) }
            #expect(failure?.status == .couldNot)
            #expect(failure?.sentence.contains("--force") == true)
            #expect(try Files.read(path, limit: 9) == [1])
            try Files.write([2], to: path, replacing: true)
            #expect(try Files.read(path, limit: 9) == [2])
            #expect(try names(in: folder) == ["proof.bin"])
        }
    }

    @Test func onlyAPlainFileIsReplaced() throws {
        try inFolder { folder in
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "/dev/null")
            for path in ["/dev/null", folder, folder + "/link"] {
                let failure = #expect(throws: Failure.self) { try Files.write([1], to: path, replacing: true) }
                #expect(failure?.sentence.contains("not a plain file") == true)
            }
        }
    }

    @Test func aFileOverTheLimitIsMalformed() throws {
        try inFolder { folder in
            try Files.write([UInt8](repeating: 7, count: 100_001), to: folder + "/large")
            let failure = #expect(throws: Failure.self) { try Files.read(folder + "/large", limit: 100_000) }
            #expect(failure?.status == .malformed)
            #expect(throws: Failure.self) { try Files.read("/dev/zero", limit: 100_000) }
        }
    }

    @Test func whatCannotBeReadIsSaidInOneSentence() throws {
        try inFolder { folder in
            #expect(throws: Failure(.couldNot, "could not read \(folder)/none: there is no such file or folder")) {
                try Files.read(folder + "/none", limit: 1)
            }
            #expect(throws: Failure(.couldNot, "could not read \(folder): it is a folder")) {
                try Files.read(folder, limit: 1)
            }
            #expect(throws: Failure(.couldNot, "could not write \(folder)/no/file: there is no such file or folder")) {
                try Files.write([1], to: folder + "/no/file")
            }
        }
    }

    @Test func aFullDiskIsAFailure() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        #expect(throws: Failure(.couldNot, "could not write proof.bin: the disk is full")) {
            try Output.writeAll([1], to: descriptor, doing: "write proof.bin")
        }
    }

    @Test(arguments: [
        (ENOSPC, "full"), (EACCES, "denied"), (EROFS, "read-only"), (EPIPE, "gone"), (EIO, "input/output"),
    ])
    func anErrorNumberIsSaidInWords(_ code: Int32, _ word: String) {
        #expect(Failure.reason(code).contains(word))
    }
}
