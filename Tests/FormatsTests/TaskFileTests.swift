import Formats
import Foundation
import TestSupport
import Testing

@Suite struct TaskFileTests {
    private let task: PostedTask
    private let text: String

    init() throws {
        var generator = SeededGenerator(seed: 4)
        task = try generator.postedTask()
        text = task.json
    }

    /// `task.json` with every occurrence of `old` replaced; there is at least one.
    private func read(_ old: String, _ new: String) throws -> PostedTask {
        try #require(text.contains(old), "\(text)")
        return try PostedTask(json: Array(text.replacingOccurrences(of: old, with: new).utf8))
    }

    /// What follows `"key": ` up to the comma or the end of the line.
    private func value(of key: String) throws -> String {
        let line = try #require(text.split(separator: "\n").first { $0.contains("\"\(key)\": ") })
        return String(line.split(separator: ": ", maxSplits: 1)[1]).trimmingCharacters(in: ["," as Unicode.Scalar])
    }

    @Test func everyTaskIsReadBackFromItsText() throws {
        var generator = SeededGenerator()
        for _ in 0..<50 {
            let task = try generator.postedTask()
            #expect(try PostedTask(json: Array(task.json.utf8)) == task)
        }
    }

    @Test func whiteSpaceOrderAndEscapesAreFree() throws {
        let compact = text.replacingOccurrences(of: "\n", with: "").replacingOccurrences(of: " ", with: "")
        #expect(try PostedTask(json: Array(compact.utf8)) == task)
        #expect(try read("\"kind\"", "\t\"\\u006bind\"\r\n") == task)
        var lines = text.split(separator: "\n").map(String.init)
        lines.swapAt(1, 2)
        #expect(lines.joined(separator: "\n") != text)
        #expect(try PostedTask(json: Array(lines.joined(separator: "\n").utf8)) == task)
    }

    @Test(arguments: [
        "version", "id", "kind", "parameters", "initiator", "reward", "deadline", "verifyingKeyDigest", "signature",
        "format", "prefix", "publicKey", "nonce", "address", "signingKey", "sealingKey",
    ])
    func aMissingKeyAnUnknownKeyAndAWrongTypeAreNamed(_ key: String) throws {
        let outer =
            ["format", "prefix", "publicKey", "nonce", "address"].contains(key)
            ? "parameters." : key.hasSuffix("ingKey") ? "initiator." : ""
        #expect(throws: JSONError(path: "\(outer)\(key)x", fault: .unknownKey)) {
            try read("\"\(key)\":", "\"\(key)x\":")
        }
        for wrong in ["null", "true", "[]", "5.5", "-1", "{}"] {
            let error = #expect(throws: JSONError.self) {
                key == "parameters" || key == "initiator"
                    ? try read("\"\(key)\": {", "\"\(key)\": \(wrong), \"unused\": {")
                    : try read("\"\(key)\": \(try value(of: key))", "\"\(key)\": \(wrong)")
            }
            if !["parameters", "initiator"].contains(key) { #expect(error?.path == outer + key, "\(wrong)") }
        }
    }

    @Test func aMissingKeyIsNamed() throws {
        #expect(throws: JSONError(path: "reward", fault: .missing)) {
            try read("\"reward\": \(try value(of: "reward")),", "")
        }
        #expect(throws: JSONError(path: "initiator.sealingKey", fault: .missing)) {
            try read(",\n    \"sealingKey\": \(try value(of: "sealingKey"))", "")
        }
    }

    @Test(arguments: [
        "-1", "-0", "1.0", "1e3", "18446744073709551616", "\"5\"", "null", "99999999999999999999999999999999",
    ])
    func anAmountIsAWholeNumberThatFits(_ amount: String) throws {
        #expect(
            throws: JSONError(
                path: "reward", fault: .invalid(expected: "a whole number from 0 to 18446744073709551615"))
        ) { try read("\"reward\": \(try value(of: "reward"))", "\"reward\": \(amount)") }
    }

    @Test func theLargestAmountIsExact() throws {
        let task = try read("\"reward\": \(try value(of: "reward"))", "\"reward\": 18446744073709551615")
        #expect(task.terms.reward == .max)
    }

    @Test func hexadecimalHasItsLengthAndItsCase() throws {
        let id = try value(of: "id")
        for wrong in [id.uppercased(), "\"\"", String(id.dropLast(3)) + "\"", String(id.dropLast()) + "00\"", "\"0x\""]
        {
            #expect(
                throws: JSONError(path: "id", fault: .invalid(expected: "64 lower-case hexadecimal digits"))
            ) { try read(id, wrong) }
        }
    }

    @Test func anImpossiblePrefixIsRefusedWithTheReason() throws {
        for (prefix, reason) in [
            ("1O", "base58"), ("2", "begin with 1"), ("1zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "run from"),
        ] {
            let error = #expect(throws: JSONError.self) {
                try read("\"prefix\": \(try value(of: "prefix"))", "\"prefix\": \"\(prefix)\"")
            }
            #expect(error?.path == "parameters.prefix")
            #expect(error.map { "\($0)".contains(reason) } == true, "\(String(describing: error))")
        }
    }

    @Test func aPointOffTheCurveIsRefused() throws {
        let off = "\"02" + String(repeating: "0", count: 63) + "5\""
        let error = #expect(throws: JSONError.self) { try read(try value(of: "publicKey"), off) }
        #expect(error?.path == "parameters.publicKey")
    }

    @Test func anUnknownKindIsRefusedWithThoseThatThereAre() throws {
        #expect(throws: JSONError(path: "kind", fault: .invalid(expected: "one of: vanity-address"))) {
            try read("\"vanity-address\"", "\"vanity-adress\"")
        }
    }

    @Test func sizeHasALimit() {
        let padded = text + String(repeating: " ", count: PostedTask.maximumJSONByteCount - text.utf8.count)
        #expect(throws: Never.self) { try PostedTask(json: Array(padded.utf8)) }
        #expect(throws: JSONError(path: "", fault: .tooLarge(limit: 65_536))) {
            try PostedTask(json: Array((padded + " ").utf8))
        }
    }

    @Test func aKeyIsTheKeyAndNotOneThatLooksLikeIt() throws {
        // Swift holds the Kelvin sign and K for the same text.
        #expect(throws: JSONError.self) { try read("\"signingKey\"", "\"signing\u{212a}ey\"") }
    }
}
