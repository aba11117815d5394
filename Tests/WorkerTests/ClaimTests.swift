import Client
import Formats
import Foundation
import Storage
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

    /// It may hold what another service's job has found.
    @Test func noJobEndsInAnOutboxThatCannotBeRead() throws {
        let (workspace, store) = try store()
        let claim = Samples.claim(try Samples.task())
        try store.keep(claim)
        try FileManager.default.moveItem(atPath: store.folder, toPath: store.folder + ".away")
        #expect(throws: FileError.system(step: "read", path: store.folder, code: ENOENT)) {
            try store.end(claim, shelf: .settled)
        }
        _ = workspace
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

    /// A submission of the proof `[1]`, with a salt of its own.
    private func fresh(_ claim: Claim) -> SubmissionRecord {
        SubmissionRecord(
            of: [1], for: claim.task.digest, paying: claim.payee, to: claim.serviceKey, by: Samples.party)
    }

    private func names(_ suffix: String, in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(suffix) }
    }

    @Test(arguments: [ClaimStore.Shelf.settled, .kept]) func whatWasPromisedGoesWithTheProofAndComesBack(
        _ shelf: ClaimStore.Shelf
    ) throws {
        let (workspace, store) = try store()
        let claim = Samples.claim(try Samples.task())
        try store.keep(claim)
        try Data([1]).write(to: URL(filePath: "\(store.folder)/\(claim.task.digest).proof"))
        let begun = try store.submissions.begin(fresh(claim))
        try store.end(claim, shelf: shelf)
        let on = "\(store.folder)/\(shelf.rawValue)"
        #expect(try names(".submission", in: store.folder).isEmpty)
        #expect(try names(".submission", in: on).count == 1 && names(".proof", in: on).count == 1)
        #expect(try store.submissions.kept(like: fresh(claim)) == begun)
        #expect(store.submissions.hasAny(for: claim.task.digest) && !store.submissions.hasAny(for: Samples.key))
        // The job is chosen again: one salt, and one file.
        #expect(try store.submissions.begin(fresh(claim)) == begun)
        #expect(try names(".submission", in: store.folder).count == 1 && names(".submission", in: on).isEmpty)
        withExtendedLifetime(workspace) {}
    }

    @Test func whatWasPromisedToAnotherServiceStaysForItsJob() throws {
        let (workspace, store) = try store()
        let task = try Samples.task()
        let claims = [Samples.stranger, Samples.otherKey].map { key in
            Claim(
                task: task, service: "http://\(key.hex.prefix(4))", serviceKey: key, payee: Samples.party, net: 1,
                chosenAt: 0, revealSeconds: 60)
        }
        try Data([1]).write(to: URL(filePath: "\(store.folder)/\(task.digest).proof"))
        for claim in claims {
            try store.keep(claim)
            _ = try store.submissions.begin(fresh(claim))
        }
        try store.end(claims[0], shelf: .settled)
        let (own, proofs) = (try names(".submission", in: store.folder), try names(".proof", in: store.folder))
        #expect(own.count == 1 && own[0].contains("-\(Samples.otherKey.hex.prefix(16))-") && proofs.count == 1)
        try store.end(claims[1], shelf: .kept)
        #expect(try names(".submission", in: store.folder).isEmpty)
        #expect(try names(".submission", in: "\(store.folder)/settled").count == 1)
        #expect(try names(".submission", in: "\(store.folder)/kept").count == 1)
        withExtendedLifetime(workspace) {}
    }

    /// Whatever was moved before the crash, in whatever order the disk has it.
    @Test(arguments: [[], ["submission"], ["proof"], ["submission", "proof"]])
    func aJobWhoseEndWasBrokenOffLosesNothing(_ moved: [String]) throws {
        let (workspace, store) = try store()
        let claim = Samples.claim(try Samples.task())
        try store.keep(claim)
        try Data([1]).write(to: URL(filePath: "\(store.folder)/\(claim.task.digest).proof"))
        let begun = try store.submissions.begin(fresh(claim))
        let shelf = "\(store.folder)/settled"
        try FileManager.default.createDirectory(atPath: shelf, withIntermediateDirectories: false)
        for what in moved {
            let name = try #require(try names(".\(what)", in: store.folder).first)
            try FileManager.default.moveItem(atPath: "\(store.folder)/\(name)", toPath: "\(shelf)/\(name)")
        }
        #expect(try store.submissions.kept(like: fresh(claim)) == begun)
        try store.end(claim, shelf: .settled)
        #expect(store.claims().claims.isEmpty)
        #expect(try names(".submission", in: shelf).count == 1 && names(".proof", in: shelf).count == 1)
        #expect(try names(".submission", in: store.folder).isEmpty && names(".proof", in: store.folder).isEmpty)
        #expect(try store.submissions.begin(fresh(claim)) == begun)
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
