import Client
import Formats
import Foundation
import Sealing
import TestSupport
import Testing

@Suite struct SubmissionRecordTests {
    private let folder: TemporaryFolder
    private let outbox: SubmissionOutbox
    private static let proof = Array("a proof".utf8)
    private static let task = Bytes<32>([UInt8](repeating: 1, count: 32))!
    private static let payee = Bytes<32>([UInt8](repeating: 2, count: 32))!
    private static let service = Bytes<32>([UInt8](repeating: 3, count: 32))!
    private static let party = Bytes<32>([UInt8](repeating: 4, count: 32))!

    init() throws {
        folder = try TemporaryFolder()
        outbox = SubmissionOutbox(folder: folder.path)
    }

    private func fresh() -> SubmissionRecord {
        SubmissionRecord(
            of: Self.proof, for: Self.task, paying: Self.payee, to: Self.service, by: Self.party)
    }

    @Test func whatIsBegunTwiceHasOneSalt() throws {
        let first = try outbox.begin(fresh())
        let second = try outbox.begin(fresh())
        #expect(first == second && first.commitment == second.commitment)
        #expect(fresh().commitment != first.commitment)
        let mode = try FileManager.default.attributesOfItem(atPath: outbox.path(of: first))[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func itIsReadAsItWasWritten() throws {
        let record = fresh()
        #expect(try SubmissionRecord(json: record.json) == record)
    }

    @Test func anAlteredFileIsRefusedAndNotReplaced() throws {
        let record = try outbox.begin(fresh())
        let path = outbox.path(of: record)
        for text in ["", "{}", String(decoding: record.json, as: UTF8.self).replacing("02020202", with: "02020203")] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            #expect(throws: SubmissionOutbox.Fault.unreadable(path: path)) { try outbox.begin(fresh()) }
        }
    }

    @Test func noBytesCrashTheReader() {
        var generator = SeededGenerator(seed: 4)
        let text = fresh().json
        for _ in 0..<2000 {
            var bytes = text
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            _ = try? SubmissionRecord(json: Array(bytes.prefix(.random(in: 0...bytes.count, using: &generator))))
        }
    }
}
