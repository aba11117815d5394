import Formats
import TestSupport
import Testing
import Wire

@Suite struct LargestEntries {
    /// As many commitments as a task can have live, released by one settlement, with the largest numbers.
    @Test func theLargestEntryIsReadFromAReceipt() throws {
        var release = EventRecord(.released)
        release.sequence = UInt64(Int64.max)
        let summary = EntryRecord(
            index: UInt64(Int64.max), time: 1, task: nil, events: Array(repeating: release, count: 4096 + 4))
        #expect(summary.bytes.count <= EntryRecord.maximumByteCount)
        // An event takes 9 bytes of an entry and a transfer 75.
        var generator = SeededGenerator()
        let receipt = ReceiptRecord(
            summary: summary, entry: generator.bytes(84 * (4096 + 8) + 8192), signature: .random(using: &generator))
        let answer = RevealAnswer(revealed: receipt, judged: receipt)
        #expect(receipt.bytes.count <= ReceiptRecord.maximumByteCount)
        #expect(try RevealAnswer(response: answer.bytes) == answer)
    }
}
