import Foundation
import Testing
import Worker

@Suite struct WorkspaceTests {
    @Test func aFolderIsMadeForItsOwnerAlone() throws {
        let base = try Samples.folder()
        let workspace = try Workspace(folder: "\(base)/a/b", home: base, key: Samples.key)
        for part in ["a/b", "a/b/outbox", "a/b/keys"] {
            let mode = try FileManager.default.attributesOfItem(atPath: "\(base)/\(part)")[.posixPermissions] as? Int
            #expect(mode == 0o700, "\(part)")
        }
        #expect(workspace.historyPath == "\(base)/a/b/jobs.sqlite")
    }

    @Test func twoWorkersInOneFolderAreRefused() throws {
        let base = try Samples.folder()
        let first = try Workspace(folder: "\(base)/a", home: base, key: Samples.key)
        #expect(throws: Workspace.Failure.inUse(folder: "\(base)/a", process: getpid())) {
            try Workspace(folder: "\(base)/a", home: base, key: Samples.otherKey)
        }
        withExtendedLifetime(first) {}
    }

    @Test func twoWorkersWithOneKeyAreRefused() throws {
        let base = try Samples.folder()
        let first = try Workspace(folder: "\(base)/a", home: base, key: Samples.key)
        #expect(throws: Workspace.Failure.keyInUse(key: Samples.key, process: getpid())) {
            try Workspace(folder: "\(base)/b", home: base, key: Samples.key)
        }
        withExtendedLifetime(first) {}
    }

    @Test func twoWorkersWithOneKeyFileAreRefusedWhateverTheirHomes() throws {
        let base = try Samples.folder()
        let file = "\(base)/worker.key"
        try Data("a key".utf8).write(to: URL(filePath: file))
        let first = try Workspace(folder: "\(base)/a", home: "\(base)/1", key: Samples.key, keyFile: file)
        #expect(throws: Workspace.Failure.keyInUse(key: Samples.key, process: nil)) {
            try Workspace(folder: "\(base)/b", home: "\(base)/2", key: Samples.key, keyFile: file)
        }
        withExtendedLifetime(first) {}
        #expect(try Data(contentsOf: URL(filePath: file)) == Data("a key".utf8))
    }

    @Test func locksAreGivenBack() throws {
        let base = try Samples.folder()
        for _ in 0..<2 { _ = try Workspace(folder: "\(base)/a", home: base, key: Samples.key) }
    }

    @Test func aFolderThatOthersCanReadIsRefused() throws {
        let base = try Samples.folder()
        try FileManager.default.createDirectory(
            atPath: "\(base)/open", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
        #expect(throws: Workspace.Failure.permissions(folder: "\(base)/open")) {
            try Workspace(folder: "\(base)/open", home: base, key: Samples.key)
        }
    }
}
