import Formats
import Foundation
import TestSupport
import Testing
import Wire

@Suite struct Messages {
    private let task: PostedTask

    init() throws { task = try sampleTask() }

    private func readsBack<M: Message>(_ message: M) -> Bool {
        (try? M(request: message.bytes)) == message && (try? M(response: message.bytes)) == message
            && message.bytes.count <= M.maximumByteCount
    }

    /// Whether the text is no message of this kind.
    private func refused<M: Message>(_: M.Type, _ text: some Collection<UInt8>) -> Bool {
        (try? M(request: Array(text))) == nil
    }

    @Test func everyMessageIsReadBackFromItsText() {
        var generator = SeededGenerator()
        for _ in 0..<50 {
            for message in generator.messages(task) {
                let isSame = readsBack(message)
                #expect(isSame, "\(message)")
            }
        }
    }

    @Test func aMessageIsOneLineThatOtherReadersRead() throws {
        var generator = SeededGenerator(seed: 1)
        for message in generator.messages(task) {
            #expect(!message.bytes.contains(0x0a))
            #expect(try JSONSerialization.jsonObject(with: Data(message.bytes)) is [String: Any])
        }
    }

    @Test func theLargestMessagesFit() {
        var generator = SeededGenerator(seed: 2)
        let reveal = RevealSolution(
            payee: generator.id(), salt: generator.id(), proof: generator.bytes(RevealSolution.maximumProofByteCount))
        #expect(readsBack(reveal))
        #expect(readsBack(Page(items: (0..<100).map { _ in generator.taskRecord(task) }, next: Cursor([1]))))
        #expect(readsBack(AccountRecord(account: generator.id(), available: UInt64(Int64.max))))
    }

    @Test func aRequestSaysNothingThatIsNotKnownAndAnAnswerMay() throws {
        let text = Array(#"{"commitment":"\#(String(repeating: "0a", count: 32))","more":[1,{"x":null}]}"#.utf8)
        #expect(throws: JSONError(path: "more", fault: .unknownKey)) { try CommitSolution(request: text) }
        #expect(try CommitSolution(response: text).commitment.hex == String(repeating: "0a", count: 32))
        let page = Array(
            #"{"items":[{"account":"\#(String(repeating: "00", count: 32))","available":1,"more":2}],"more":3}"#.utf8)
        #expect(throws: JSONError(path: "more", fault: .unknownKey)) { try Page<AccountRecord>(request: page) }
        #expect(try Page<AccountRecord>(response: page).items[0].available == 1)
    }

    @Test func anErrorNamesThePathOfWhatIsWrong() throws {
        let page = #"{"items":[{"account":"00","available":1}]}"#
        do throws(JSONError) {
            _ = try Page<AccountRecord>(request: Array(page.utf8))
            Issue.record("taken")
        } catch {
            #expect(error.path == "items[0].account")
            #expect(error.description == "\"items[0].account\" must be 64 lower-case hexadecimal digits")
        }
        let post = String(decoding: PostTask(task: task, lease: nil).bytes, as: UTF8.self)
        do throws(JSONError) {
            _ = try PostTask(request: Array(post.replacingOccurrences(of: "\"reward\":", with: "\"reward\":-").utf8))
            Issue.record("taken")
        } catch {
            #expect(error.path == "task.reward")
        }
    }

    @Test func anAmountHasOneSpelling() {
        let account = String(repeating: "00", count: 32)
        for amount in ["0", "1", "9007199254740993", "9223372036854775807"] {
            #expect(
                !refused(AccountRecord.self, #"{"account":"\#(account)","available":\#(amount)}"#.utf8), "\(amount)")
        }
        for amount in [
            "-1", "-0", "1.0", "1e3", "01", "+1", "\"1\"", "null", "true", "[1]", "9223372036854775808",
            "18446744073709551616",
            "1" + String(repeating: "0", count: 500),
        ] {
            #expect(refused(AccountRecord.self, #"{"account":"\#(account)","available":\#(amount)}"#.utf8), "\(amount)")
        }
    }

    @Test func whatIsNoMessageIsRefused() {
        let id = String(repeating: "00", count: 32)
        for text in [
            "", "{}", "[]", "null", "1", "{\"commitment\":\"\(id)\"", "{\"commitment\":\"\(id)\"}}",
            "{\"commitment\":null}",
            "{\"commitment\":\"\(id)\",\"commitment\":\"\(id)\"}", "{\"commitment\":\"\(id.dropLast(2))\"}",
            "{\"commitment\":\"\(id)00\"}", "{\"commitment\":\"0x\(id.dropLast(2))\"}",
            "{\"commitment\":\"\(String(repeating: "0A", count: 32))\"}", "{\"Commitment\":\"\(id)\"}",
        ] {
            #expect(refused(CommitSolution.self, text.utf8), "\(text)")
        }
        #expect(refused(CommitSolution.self, String(repeating: "[", count: 1000).utf8))
        #expect(refused(CommitSolution.self, ("{\"commitment\":\"\(id)\"}" + String(repeating: " ", count: 2000)).utf8))
    }

    @Test func aProofThatIsTooLongIsRefused() {
        let id = String(repeating: "00", count: 32)
        let reveal = { (count: Int) in
            #"{"payee":"\#(id)","salt":"\#(id)","proof":"\#(String(repeating: "0", count: count))"}"#
        }
        #expect(!refused(RevealSolution.self, reveal(131_072).utf8))
        #expect(refused(RevealSolution.self, reveal(131_074).utf8))
        #expect(refused(RevealSolution.self, reveal(3).utf8))
        #expect(refused(RevealSolution.self, reveal(10_000_000).utf8))
    }

    @Test func aLeaseLastsFromASecondToThirtyDays() {
        let text = { (seconds: String) in
            let post = String(
                decoding: PostTask(task: self.task, lease: .init(seconds: 7, stake: 3)).bytes, as: UTF8.self)
            return post.replacingOccurrences(of: "\"seconds\":7", with: "\"seconds\":\(seconds)")
        }
        for seconds in ["1", "2592000"] { #expect(!refused(PostTask.self, text(seconds).utf8)) }
        for seconds in ["0", "2592001", "-1", "9223372036854775808"] {
            #expect(refused(PostTask.self, text(seconds).utf8))
        }
    }

    @Test func noAlteredByteStopsTheReader() {
        var generator = SeededGenerator()
        for _ in 0..<300 {
            for message in generator.messages(task) {
                var bytes = message.bytes
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[at] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.removeSubrange(at...)
                default: bytes.insert(bytes.randomElement(using: &generator)!, at: at)
                }
                let holds = isCanonicalOrRefused(message, bytes)
                #expect(holds, "\(type(of: message)) \(bytes)")
            }
        }
    }

    /// What is read of altered bytes is another message, or the same one spelt otherwise: its own text reads back as it.
    private func isCanonicalOrRefused<M: Message>(_: M, _ bytes: [UInt8]) -> Bool {
        guard let message = try? M(request: bytes) else { return true }
        return readsBack(message)
    }
}

@Suite struct Problems {
    private let problem = Problem(
        "too-old", status: 401, title: "Not signed", detail: "The signature is too old.", remedy: "Sign it again.")

    @Test func aProblemIsWrittenAsTheRFCSays() {
        #expect(
            String(decoding: problem.bytes, as: UTF8.self)
                == #"{"type":"/v1/problems/too-old","title":"Not signed","status":401,"#
                + #""detail":"The signature is too old.","code":"too-old","remedy":"Sign it again."}"#)
    }

    @Test func whatWouldSteerATerminalIsRefused() {
        for text in [
            "\\u001b[2J", "\\u0000", "a\\nb", "\\u202e", "\\u2028", "\u{85}", String(repeating: "x", count: 2001),
        ] {
            let json = String(decoding: problem.bytes, as: UTF8.self)
                .replacingOccurrences(of: "The signature is too old.", with: text)
            #expect(throws: JSONError.self, "\(text.prefix(10))") { try Problem(response: Array(json.utf8)) }
        }
    }

    @Test func aCodeATypeOrAStatusThatIsNoneIsRefused() {
        let json = String(decoding: problem.bytes, as: UTF8.self)
        for (old, new) in [
            ("too-old", "Too-old"), ("too-old", ""), ("too-old", String(repeating: "a", count: 65)), ("401", "399"),
            ("401", "600"), ("401", "\"401\""), ("/v1/problems", "/v2/problems"),
        ] {
            let text = json.replacingOccurrences(of: old, with: new)
            #expect(throws: JSONError.self) { try Problem(response: Array(text.utf8)) }
        }
    }
}

@Suite struct Cursors {
    @Test func aCursorIsReadBackFromItsText() {
        var generator = SeededGenerator()
        for count in 1...96 {
            let cursor = Cursor(generator.bytes(count))
            #expect(Cursor(text: cursor.text) == cursor)
            #expect(
                cursor.text.utf8.allSatisfy {
                    $0 == 0x2d || $0 == 0x5f || Character(Unicode.Scalar($0)).isLetter
                        || Character(Unicode.Scalar($0)).isNumber
                })
        }
    }

    @Test func aTextWithAnotherSpellingIsNoCursor() {
        #expect(Cursor(text: "AA")?.bytes == [0])
        for text in [
            "", "A", "AB", "AA==", "AA=", "AA ", " AA", "A\nA", "+/AA", "AAA\u{0}", "é",
            String(repeating: "A", count: 129), String(repeating: "A", count: 132),
        ] {
            #expect(Cursor(text: text) == nil, "\(text)")
        }
    }
}
