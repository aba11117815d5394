import Console
import Foundation
import TestSupport
import Testing

@Suite struct DataHomeTests {
    private let home = URL(filePath: "/home/alice")

    private func data(_ environment: [String: String], keys: String? = nil) -> DataHome {
        DataHome(keys: keys, environment: environment, home: home)
    }

    @Test func theVariableDecidesAndElseTheHomeFolder() {
        #expect(data([:]).folder.path == "/home/alice/.local/share/verifiedcompute")
        #expect(data(["XDG_DATA_HOME": "/data"]).folder.path == "/data/verifiedcompute")
    }

    @Test(arguments: ["", "data", "./data"])
    func aRelativeVariableIsIgnored(_ value: String) {
        #expect(data(["XDG_DATA_HOME": value]) == data([:]))
    }

    @Test func keysLieInTheFolderUnlessNamed() {
        #expect(data(["XDG_DATA_HOME": "/data"]).keys.path == "/data/verifiedcompute/keys")
        #expect(data(["XDG_DATA_HOME": "/data"], keys: "/elsewhere").keys.path == "/elsewhere")
        #expect(data([:], keys: "/elsewhere").folder == data([:]).folder)
    }

    @Test func foldersAreMadeForTheUserAlone() throws {
        let base = try TemporaryFolder()
        let data = data(["XDG_DATA_HOME": base.path("data")])
        try data.make(data.outbox)
        try data.make(data.outbox)
        for folder in [data.folder, data.outbox] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test func aFolderThatCannotBeMadeIsAFailure() throws {
        let failure = #expect(throws: Failure.self) { try data(["XDG_DATA_HOME": "/dev/null"]).make() }
        #expect(failure?.status == .couldNot)
        #expect(failure?.sentence.hasPrefix("could not make the folder /dev/null/verifiedcompute: ") == true)
    }
}
