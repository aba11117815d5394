import Foundation
import TestSupport
import Testing
import VerifiedCompute
import Worker

@Suite struct ClaimTests {
    @Test func aClaimIsReadAsItWasWritten() throws {
        let claim = Samples.claim(try Samples.task())
        #expect(try Claim(json: claim.json) == claim)
    }

    @Test func hostileBytesAreRefused() throws {
        let json = Samples.claim(try Samples.task()).json
        for count in [0, 1, json.count / 2, json.count - 3] {
            #expect(throws: (any Error).self) { try Claim(json: Array(json[..<count])) }
        }
        #expect(throws: (any Error).self) { try Claim(json: json + Array("{}".utf8)) }
        #expect(throws: (any Error).self) { try Claim(json: [UInt8](repeating: 0x20, count: 1 << 20)) }
        let other = String(decoding: json, as: UTF8.self).replacingOccurrences(of: "claim/v1", with: "claim/v2")
        #expect(throws: (any Error).self) { try Claim(json: Array(other.utf8)) }
    }

    @Test func mutatedBytesNeverCrashAndNeverReadAsAnotherTask() throws {
        var generator = SeededGenerator(seed: 11)
        let claim = Samples.claim(try Samples.task())
        let json = claim.json
        for _ in 0..<2000 {
            var bytes = json
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            if let read = try? Claim(json: bytes) { #expect(try Claim(json: read.json) == read) }
        }
    }
}

@Suite struct ClaimStoreTests {
    private func store() throws -> (Workspace, ClaimStore) {
        let base = try Samples.folder()
        let workspace = try Workspace(folder: "\(base)/w", home: base, key: Samples.key)
        return (workspace, workspace.claims)
    }

    @Test func whatIsKeptComesBackInItsOrderAndWhatCannotBeReadIsNamed() throws {
        let (workspace, store) = try store()
        var claims: [Claim] = []
        for index in 0..<3 {
            let claim = Samples.claim(try Samples.task())
            claims.append(
                Claim(
                    task: claim.task, service: claim.service, serviceKey: claim.serviceKey, payee: claim.payee,
                    net: claim.net, chosenAt: Int64(100 - index), revealSeconds: 60))
        }
        for claim in claims { try store.keep(claim) }
        try Data("nothing".utf8).write(to: URL(filePath: "\(store.folder)/\(Samples.key).claim"))
        // A whole claim under another task's name.
        try Data(claims[0].json).write(to: URL(filePath: "\(store.folder)/\(Samples.otherKey).claim"))
        let (read, unreadable) = store.claims()
        #expect(read == claims.reversed())
        #expect(unreadable == ["\(Samples.key).claim", "\(Samples.otherKey).claim"])
        withExtendedLifetime(workspace) {}
    }

    @Test func aTaskThatIsEndedIsGone() throws {
        let (workspace, store) = try store()
        let claim = Samples.claim(try Samples.task())
        try store.keep(claim)
        try store.end(claim, shelf: .kept)
        try store.end(claim, shelf: nil)
        #expect(store.claims().claims.isEmpty)
        withExtendedLifetime(workspace) {}
    }

    @Test func theBallastIsLaidOnceAndGivesWay() throws {
        let (workspace, store) = try store()
        try store.layBallast()
        let path = "\(store.folder)/ballast"
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int == 1 << 20)
        store.dropBallast()
        #expect(!FileManager.default.fileExists(atPath: path))
        try store.layBallast()
        try store.layBallast()
        #expect(FileManager.default.fileExists(atPath: path))
        withExtendedLifetime(workspace) {}
    }

    @Test func twoServicesClaimsToOneTaskAreTwoAndWhatWasFoundStaysForTheLast() throws {
        let (workspace, store) = try store()
        let task = try Samples.task()
        let claims = ["http://a", "http://b"].map { Samples.claim(task, service: $0) }
        for claim in claims { try store.keep(claim) }
        #expect(store.claims().claims.count == 2)
        let proof = "\(store.folder)/\(task.digest).proof"
        try Data([1]).write(to: URL(filePath: proof))
        try store.end(claims[0], shelf: .settled)
        #expect(store.claims().claims == [claims[1]])
        #expect(FileManager.default.fileExists(atPath: proof))
        try store.end(claims[1], shelf: .kept)
        #expect(store.claims().claims.isEmpty && !FileManager.default.fileExists(atPath: proof))
        #expect(FileManager.default.fileExists(atPath: "\(store.folder)/kept/\(task.digest).proof"))
        withExtendedLifetime(workspace) {}
    }

    @Test func whatWasFoundAndPutOnTheShelfIsFoundAgainAndGoesWhenItIsPaid() throws {
        let (workspace, store) = try store()
        let task = try Marketplace.task("1Z")
        let claim = Samples.claim(task)
        #expect(try !store.hasFound(task))
        try store.keep(claim)
        guard let solution = try task.solve() else { throw CancellationError() }
        try store.solutions.keep(solution, of: task)
        try store.end(claim, shelf: nil)
        let (kept, own) = ("\(store.folder)/kept/\(task.digest).solution", "\(store.folder)/\(task.digest).solution")
        #expect(FileManager.default.fileExists(atPath: kept) && !FileManager.default.fileExists(atPath: own))
        try store.keep(claim)
        #expect(try store.hasFound(task))
        #expect(!FileManager.default.fileExists(atPath: kept) && FileManager.default.fileExists(atPath: own))
        try store.end(claim, shelf: .settled)
        #expect(!FileManager.default.fileExists(atPath: kept) && !FileManager.default.fileExists(atPath: own))
        withExtendedLifetime(workspace) {}
    }

    @Test func aClaimUnderTheNameThatAnEarlierVersionGaveItIsTakenOver() throws {
        let (workspace, store) = try store()
        let claim = Samples.claim(try Samples.task())
        let old = "\(store.folder)/\(claim.task.digest).claim"
        // Nor did it say how long a reveal may take.
        let json = String(decoding: claim.json, as: UTF8.self)
            .replacing(try Regex(#"\s*"revealSeconds": 60,"#), with: "")
        try Data(json.utf8).write(to: URL(filePath: old))
        let read = try #require(store.claims().claims.first)
        #expect(read.task == claim.task && read.revealSeconds == 30 * 86_400)
        #expect(!FileManager.default.fileExists(atPath: old))
        #expect(store.claims().claims == [read])
        try store.end(read, shelf: nil)
        #expect(store.claims().claims.isEmpty)
        withExtendedLifetime(workspace) {}
    }
}
