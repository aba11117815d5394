import Storage
import Foundation
import Sealing
import TestSupport
import Testing

private func bytes(_ path: String) -> [UInt8] { FileManager.default.contents(atPath: path).map { Array($0) } ?? [] }

private func put(_ bytes: [UInt8], at path: String, mode: Int = 0o600) {
    _ = FileManager.default.createFile(atPath: path, contents: Data(bytes), attributes: [.posixPermissions: mode])
}

private func permissions(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
}

/// What reading the file, with a passphrase if there is one, throws; nil where it gives an identity.
private func failure(_ path: String, passphrase: String? = nil) -> KeyFileError? {
    do throws(KeyFileError) {
        let file = try KeyFile(path: path)
        if let passphrase {
            _ = try file.identity(passphrase: Secret(copying: Array(passphrase.utf8)))
        } else {
            _ = try file.identity()
        }
        return nil
    } catch { return error }
}

private let cheap = PassphraseCost(operations: 1, kibibytes: 8)

/// Writes a protected file of an identity and returns the identity's public key.
private func writeProtected(_ passphrase: String, to path: String) throws -> [UInt8] {
    let identity = Identity.generate()
    try KeyFile(identity, passphrase: Secret(copying: Array(passphrase.utf8)), cost: cheap).write(to: path)
    return identity.verificationKey.bytes
}

@Suite struct KeyFileTests {
    @Test func whatWasWrittenIsReadAgain() throws {
        let folder = try TemporaryFolder()
        let identity = Identity.generate()
        try KeyFile(identity).write(to: folder.path("a.key"))
        let file = try KeyFile(path: folder.path("a.key"))
        #expect(file.isProtected == false)
        #expect(try file.identity().verificationKey == identity.verificationKey)
        #expect(try permissions(folder.path("a.key")) == 0o600)
        #expect(folder.names == ["a.key"])
    }

    @Test func aPassphraseOpensItsFileAlone() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a.key")
        let key = try writeProtected("correct horse", to: path)
        let file = try KeyFile(path: path)
        #expect(file.isProtected == true)
        #expect(
            try file.identity(passphrase: Secret(copying: Array("correct horse".utf8))).verificationKey.bytes == key)
        #expect(failure(path) == .passphraseNeeded)
        #expect(failure(path, passphrase: "correct hors") == .wrongPassphrase)
        #expect(failure(path, passphrase: "") == .wrongPassphrase)
        #expect(try permissions(path) == 0o600)
    }

    @Test func theUsualCostWorks() throws {
        let folder = try TemporaryFolder()
        let identity = Identity.generate()
        let passphrase = Secret(copying: Array("x".utf8))
        try KeyFile(identity, passphrase: passphrase, cost: .interactive).write(to: folder.path("a.key"))
        let again = try KeyFile(path: folder.path("a.key")).identity(passphrase: passphrase)
        #expect(again.recipientKey == identity.recipientKey)
    }

    @Test func aProtectedFileDoesNotHoldTheSeed() throws {
        let folder = try TemporaryFolder()
        let seed = [UInt8](7..<39)
        let identity = Identity(seed: Secret(copying: seed))
        try KeyFile(identity, passphrase: Secret(copying: [1]), cost: cheap).write(to: folder.path("a.key"))
        try KeyFile(identity).write(to: folder.path("b.key"))
        #expect(Data(bytes(folder.path("a.key"))).range(of: Data(seed)) == nil)
        #expect(Data(bytes(folder.path("b.key"))).range(of: Data(seed)) != nil)
    }

    @Test func aFileThatExistsIsOnlyReplacedOnDemand() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a.key")
        let old = Identity.generate()
        let new = Identity.generate()
        try KeyFile(old).write(to: path)
        #expect(throws: FileError.exists(path: path)) { try KeyFile(new).write(to: path) }
        #expect(try KeyFile(path: path).identity().verificationKey == old.verificationKey)
        try KeyFile(new).write(to: path, replacing: true)
        #expect(try KeyFile(path: path).identity().verificationKey == new.verificationKey)
        #expect(folder.names == ["a.key"])
    }

    @Test func aFileThatOthersMayUseIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a.key")
        try KeyFile(Identity.generate()).write(to: path)
        for mode in [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644, 0o666] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            #expect(failure(path) == .permissions(mode: UInt32(mode)))
        }
        for mode in [0o600, 0o400] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            #expect(failure(path) == nil)
        }
    }

    @Test func whatIsNoRegularFileIsRefused() throws {
        let folder = try TemporaryFolder()
        #expect(failure(folder.path) == .notARegularFile)
        #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
        #expect(failure(folder.path("pipe")) == .notARegularFile)
        #expect(failure("/dev/null") == .notARegularFile)
        #expect(failure(folder.path("none")) == .file(.system(step: "open", path: folder.path("none"), code: ENOENT)))
    }

    @Test func aFileThatWasCutIsRefusedAtEveryLength() throws {
        let folder = try TemporaryFolder()
        try KeyFile(Identity.generate()).write(to: folder.path("a.key"))
        _ = try writeProtected("p", to: folder.path("b.key"))
        for name in ["a.key", "b.key"] {
            let whole = bytes(folder.path(name))
            for count in whole.indices {
                put(Array(whole[..<count]), at: folder.path("cut"))
                #expect(failure(folder.path("cut"), passphrase: "p") == .truncated)
            }
            put(whole + [0], at: folder.path("cut"))
            #expect(failure(folder.path("cut"), passphrase: "p") == .altered)
        }
    }

    @Test func aFileWithAFlippedByteIsRefused() throws {
        let folder = try TemporaryFolder()
        try KeyFile(Identity.generate()).write(to: folder.path("a.key"))
        _ = try writeProtected("p", to: folder.path("b.key"))
        for name in ["a.key", "b.key"] {
            let whole = bytes(folder.path(name))
            for i in whole.indices {
                put(flipped(whole, at: i), at: folder.path("bad"))
                let expected: [KeyFileError] =
                    switch i {
                    case ..<20: [.notAKeyFile]
                    case 20: [.unknownVersion(0)]
                    case 21: [.truncated, .altered]
                    default: [.altered]
                    }
                let got = failure(folder.path("bad"), passphrase: "p")
                #expect(got.map(expected.contains) == true, "byte \(i): \(String(describing: got))")
            }
        }
    }

    @Test func aFileOfAnotherKindIsRefused() throws {
        let folder = try TemporaryFolder()
        put(Array("-----BEGIN OPENSSH PRIVATE KEY-----".utf8), at: folder.path("ssh"))
        #expect(failure(folder.path("ssh")) == .notAKeyFile)
        put([UInt8](repeating: 0, count: 5000), at: folder.path("large"))
        #expect(failure(folder.path("large")) == .notAKeyFile)
    }

    /// With a right checksum, so that the cost alone is what is wrong.
    @Test func aHostileCostIsRefusedBeforeItIsPaid() throws {
        let folder = try TemporaryFolder()
        _ = try writeProtected("p", to: folder.path("a.key"))
        for (operations, kibibytes) in [(0, 8), (17, 8), (1, 7), (1, 1_048_577), (255, 8)] {
            var whole = bytes(folder.path("a.key"))
            let cost = UInt64(operations) | UInt64(kibibytes) << 32
            for i in 0..<8 { whole[22 + i] = UInt8(truncatingIfNeeded: cost >> UInt64(8 * i)) }
            whole.replaceSubrange(118..., with: BLAKE2b.hash(Array(whole[..<118])))
            put(whole, at: folder.path("bad"))
            #expect(failure(folder.path("bad"), passphrase: "p") == .altered)
        }
    }

    /// The header is sealed with the seed: salt, nonce and cost cannot be exchanged, though the checksum can be made
    /// right.
    @Test func aHeaderThatWasExchangedIsRefused() throws {
        let folder = try TemporaryFolder()
        _ = try writeProtected("p", to: folder.path("a.key"))
        for i in [22, 27, 30, 46, 70, 117] {
            var whole = flipped(bytes(folder.path("a.key")), at: i, bit: 1)
            whole.replaceSubrange(118..., with: BLAKE2b.hash(Array(whole[..<118])))
            put(whole, at: folder.path("bad"))
            #expect(failure(folder.path("bad"), passphrase: "p") == .wrongPassphrase)
        }
    }
}

@Suite struct AtomicFileTests {
    @Test func anInterruptedWriteLeavesTheOldFile() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("a")
        try writeWhole([1, 2, 3], to: path, mode: 0o600, replacing: false)
        do {
            var file = try AtomicFile(path: path, mode: 0o600)
            try [UInt8](repeating: 9, count: 100).withUnsafeBytes { try file.write($0) }
            #expect(folder.names.count == 2 && bytes(path) == [1, 2, 3])
        }
        #expect(folder.names == ["a"] && bytes(path) == [1, 2, 3])
    }

    @Test func aFileHasExactlyThePermissionsAskedFor() throws {
        let folder = try TemporaryFolder()
        for mode in [0o600, 0o644, 0o400, 0o666] {
            try writeWhole([], to: folder.path("a"), mode: UInt32(mode), replacing: true)
            #expect(try permissions(folder.path("a")) == mode)
        }
    }

    @Test func aFileThatExistsIsNotReplacedUnasked() throws {
        let folder = try TemporaryFolder()
        try writeWhole([1], to: folder.path("a"), mode: 0o600, replacing: false)
        #expect(throws: FileError.exists(path: folder.path("a"))) {
            try writeWhole([2], to: folder.path("a"), mode: 0o600, replacing: false)
        }
        #expect(bytes(folder.path("a")) == [1] && folder.names == ["a"])
        try writeWhole([2], to: folder.path("a"), mode: 0o600, replacing: true)
        #expect(bytes(folder.path("a")) == [2] && folder.names == ["a"])
    }

    @Test func aFailureNamesItsStepAndLeavesNothing() throws {
        let folder = try TemporaryFolder()
        let missing = folder.path("none/a")
        #expect(throws: FileError.system(step: "create", path: missing, code: ENOENT)) {
            try writeWhole([1], to: missing, mode: 0o600, replacing: false)
        }
        try FileManager.default.createDirectory(atPath: folder.path("b"), withIntermediateDirectories: false)
        #expect(throws: FileError.system(step: "rename", path: folder.path("b"), code: EISDIR)) {
            try writeWhole([1], to: folder.path("b"), mode: 0o600, replacing: true)
        }
        #expect(folder.names == ["b"])
    }

    @Test func aLargeFileIsWholeThere() throws {
        let folder = try TemporaryFolder()
        var generator = SeededGenerator()
        let large = generator.bytes(3_000_000)
        try writeWhole(large, to: folder.path("a"), mode: 0o600, replacing: false)
        #expect(bytes(folder.path("a")) == large)
    }
}
