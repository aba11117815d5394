import Escrow
import Journal
import MarketSupport
import Sealing
import TestSupport
import Testing

@Suite struct LogLineTests {
    @Test func everyLineReadsBack() throws {
        let log = TestLog.withSettlement(seed: 3, steps: 600)
        let lines = log.lines
        for line in lines {
            #expect(!line.text.contains("\n"))
            #expect(try LogLine(line.text.utf8) == line)
        }
    }

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"entry":1}"#, #"{"entry":""}"#, #"{"entry":"0"}"#, #"{"entry":"zz"}"#,
        #"{"other":"00"}"#, #"{"proof":"0A"}"#, #"{"proof":"00","proof":"01"}"#, #"{"proof":"00","more":1}"#,
        #"{"log":{"format":"VerifiedCompute/log/v2","service":"00"}}"#, #"{"checkpoint":{"size":1}}"#,
        #"{"proof":"00"} x"#,
    ])
    func whatIsNoLineIsRefused(text: String) {
        #expect(throws: LogLineError.self) { try LogLine(text.utf8) }
    }

    @Test func numbersOfACheckpointHaveOneSpelling() throws {
        let log = TestLog(seed: 4, steps: 50)
        let text = LogLine.checkpoint(log.checkpoint).text
        let size = #""size":\#(log.checkpoint.checkpoint.size)"#
        #expect(throws: Never.self) { try LogLine(text.utf8) }
        for other in [#""size":-1"#, "\(size).0", "\(size)e0", #""size":18446744073709551616"#] {
            let altered = text.replacing(size, with: other)
            #expect(altered != text)
            #expect(throws: LogLineError.self) { try LogLine(altered.utf8) }
        }
    }

    @Test func alteredTextCrashesNothing() {
        let log = TestLog(seed: 9, steps: 60)
        var generator = SeededGenerator(seed: 9)
        for line in log.lines {
            for _ in 0..<40 {
                var bytes = Array(line.text.utf8)
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
                _ = try? LogLine(bytes)
                _ = try? LogLine(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator)))
            }
        }
    }

    @Test func signaturesAreForOneThingAndOneService() throws {
        let log = TestLog(seed: 4, steps: 50), other = TestLog(seed: 5, steps: 0)
        let key = log.identity.verificationKey
        let receipt = log.receipt(3)
        #expect(receipt.isValid(under: key) && !receipt.isValid(under: other.identity.verificationKey))
        #expect(!Receipt(entry: log.entries[4], signature: receipt.signature).isValid(under: key))
        let signed = log.checkpoint
        #expect(signed.isValid(under: key) && !signed.isValid(under: other.identity.verificationKey))
        let checkpoint = signed.checkpoint
        let longer = Checkpoint(
            size: checkpoint.size + 1, root: checkpoint.root, head: checkpoint.head, time: checkpoint.time)
        #expect(!SignedCheckpoint(checkpoint: longer, signature: signed.signature).isValid(under: key))
    }

    @Test func aCommitmentBindsAllOfItsOpening() {
        let (task, other) = (
            ID<Contract>([UInt8](repeating: 1, count: 32))!, ID<Contract>([UInt8](repeating: 2, count: 32))!
        )
        let opening = Stage.submission(for: task, payee: Stage.worker).opening
        let hash = opening.commitment(to: task)
        #expect(opening.commitment(to: other) != hash)
        let salt = ID<Opening>([UInt8](repeating: 9, count: 32))!
        for changed in [
            Opening(payee: Stage.rival, submission: opening.submission, salt: opening.salt),
            Opening(payee: opening.payee, submission: ID(of: [1]), salt: opening.salt),
            Opening(payee: opening.payee, submission: opening.submission, salt: salt),
        ] { #expect(changed.commitment(to: task) != hash) }
    }
}
