import Formats
import Testing

@Suite struct JSONParserTests {
    private func parse(_ text: String) throws(JSONError) -> JSONValue {
        try JSONParser.parse(Array(text.utf8), limit: 10_000)
    }

    @Test func everyKindOfValueIsRead() throws {
        let value = try parse(#" {"a":[1,-2.50,3e+7,0],"b":{"c":null},"d":true,"e":false,"f":"","g":[],"h":{}} "#)
        let expected = JSONValue.object([
            .init("a", .array([.number("1"), .number("-2.50"), .number("3e+7"), .number("0")])),
            .init("b", .object([.init("c", .null)])), .init("d", .bool(true)), .init("e", .bool(false)),
            .init("f", .string("")), .init("g", .array([])), .init("h", .object([])),
        ])
        #expect(value == expected)
        #expect(try parse(value.text) == value)
    }

    @Test func escapesAreRead() throws {
        #expect(try parse(#""\"\\\/\b\f\n\r\tAé\ud83d\ude00é""#) == .string("\"\\/\u{8}\u{c}\n\r\tAé😀é"))
        let awkward = JSONValue.string("\"\\\n\r\u{1}\u{1f}é😀")
        #expect(try parse(awkward.text) == awkward)
    }

    @Test(arguments: [
        "", " ", "{", "[", "\"", "\"\\", "\"\\u", "\"\\u12", "\"\\u12g4\"", "\"\\x\"", "{]", "[}", "[1,]", "[1 2]",
        "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1 \"b\":2}", "01", "-", "+1", "1.", ".5", "1e", "1e+",
        "--1",
        "0x1", "NaN", "tru", "truex", "nul", "'a'", "1 2", "[1]]", "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83d\\u0041\"",
        "\"a\nb\"", "\"\u{0}\"", "/* */1", "\u{feff}1",
    ])
    func whatIsNotJSONIsRefused(_ text: String) {
        let error = #expect(throws: JSONError.self) { try parse(text) }
        guard case .syntax = error?.fault else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func anErrorSaysWhere() {
        #expect(throws: JSONError(path: "", fault: .syntax(line: 3, column: 5, expected: "a colon"))) {
            try parse("{\n \"a\": 1,\n\"b\" 2}")
        }
    }

    /// A short text of many small values takes much memory.
    @Test func moreValuesThanThereMayBeAreRefused() throws {
        for text in ["[0,0,0]", "[[[]],0]", #"{"a":{"b":0,"c":0}}"#] {
            _ = try JSONParser.parse(Array(text.utf8), limit: 100, mostValues: 4)
            #expect(throws: JSONError.self) { try JSONParser.parse(Array(text.utf8), limit: 100, mostValues: 3) }
        }
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        for bytes: [UInt8] in [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]] {
            #expect(throws: JSONError.self) { try JSONParser.parse([0x22] + bytes + [0x22], limit: 100) }
        }
    }

    @Test func aKeyTwiceIsRefusedHoweverItIsSpelled() {
        #expect(throws: JSONError(path: "a.b", fault: .duplicate)) { try parse(#"{"a":{"b":1,"\u0062":1}}"#) }
    }

    @Test func depthAndSizeHaveLimits() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try parse(nested(32))
        #expect(throws: JSONError.self) { try parse(nested(33)) }
        #expect(throws: JSONError(path: "", fault: .tooLarge(limit: 10_000))) {
            try parse(String(repeating: " ", count: 10_001))
        }
        #expect(throws: JSONError.self) { try parse(String(repeating: "[", count: 10_000)) }
    }

    @Test func aKeyThatIsNotPlainTextIsNotRepeated() {
        let error = #expect(throws: JSONError.self) { try parse("{\"\\u001b[2J\":1,\"\\u001b[2J\":2}") }
        #expect(error.map { "\($0)" } == "\"(a key that is not plain text)\" is there twice")
    }
}
