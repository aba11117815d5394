import Formats
import TestSupport
import Testing
import WorkerStatus

private let dispatcher = RPCDispatcher([
    "subtract": { parameters throws(RPCError) in
        guard case .array(let values)? = parameters, values.count == 2, case .number(let a) = values[0],
            case .number(let b) = values[1], let a = Int(a), let b = Int(b)
        else { throw .invalidParameters("two numbers") }
        return .integer(a - b)
    },
    "echo": { parameters throws(RPCError) in parameters ?? .null },
])

private func answer(_ body: String) -> String? { dispatcher.answer(Array(body.utf8))?.compactText }

private func code(_ value: JSONValue?) -> Int? {
    guard case .object(let members)? = value,
        case .object(let error)? = members.first(where: { $0.key == "error" })?.value,
        case .number(let code)? = error.first(where: { $0.key == "code" })?.value
    else { return nil }
    return Int(code)
}

@Suite struct RPCTests {
    /// The examples of the specification's section 7, and what it says elsewhere.
    @Test(arguments: [
        (
            #"{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}"#,
            #"{"jsonrpc":"2.0","result":19,"id":1}"#
        ),
        (#"{"jsonrpc":"2.0","method":"echo","id":"a b"}"#, #"{"jsonrpc":"2.0","result":null,"id":"a b"}"#),
        (#"{"jsonrpc":"2.0","method":"echo","params":{},"id":null}"#, #"{"jsonrpc":"2.0","result":{},"id":null}"#),
        (#"{"jsonrpc":"2.0","method":"echo","params":[],"id":1.5}"#, #"{"jsonrpc":"2.0","result":[],"id":1.5}"#),
        (
            #" [{"jsonrpc":"2.0","method":"echo","id":1},{"jsonrpc":"2.0","method":"echo"}] "#,
            #"[{"jsonrpc":"2.0","result":null,"id":1}]"#
        ),
    ])
    func callsAreAnsweredUnderTheirIds(body: String, expected: String) { #expect(answer(body) == expected) }

    @Test(arguments: [
        #"{"jsonrpc":"2.0","method":"subtract","params":[1,2]}"#, #"{"jsonrpc":"2.0","method":"none"}"#,
        #"{"jsonrpc":"2.0","method":"subtract"}"#,
        #"[{"jsonrpc":"2.0","method":"echo"},{"jsonrpc":"2.0","method":"none"}]"#,
    ])
    func notificationsAreNeverAnswered(body: String) { #expect(answer(body) == nil) }

    @Test(arguments: [
        (#"{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]"#, -32700), ("", -32700), ("{", -32700),
        (#"{"jsonrpc":"2.0","method":"echo","id":1}x"#, -32700),
        (#"{"jsonrpc":"2.0","jsonrpc":"2.0","method":"echo","id":1}"#, -32700),
        (#"[{"jsonrpc":"2.0","method":"echo","id":1},"#, -32700),
        (#"{"jsonrpc": "2.0", "method": 1, "params": "bar"}"#, -32600), ("[]", -32600), ("1", -32600),
        ("null", -32600), ("\"x\"", -32600), ("{}", -32600), (#"{"method":"echo","id":1}"#, -32600),
        (#"{"jsonrpc":"1.0","method":"echo","id":1}"#, -32600), (#"{"jsonrpc":2.0,"method":"echo","id":1}"#, -32600),
        (#"{"jsonrpc":"2.0","id":1}"#, -32600), (#"{"jsonrpc":"2.0","method":"echo","params":null,"id":1}"#, -32600),
        (#"{"jsonrpc":"2.0","method":"echo","params":1,"id":1}"#, -32600),
        (#"{"jsonrpc":"2.0","method":"echo","id":{}}"#, -32600),
        (#"{"jsonrpc":"2.0","method":"echo","id":[]}"#, -32600),
        (#"{"jsonrpc":"2.0","method":"echo","id":true}"#, -32600),
        (#"{"jsonrpc":"2.0","method":"foobar","id":"1"}"#, -32601), (#"{"jsonrpc":"2.0","method":"","id":1}"#, -32601),
        (#"{"jsonrpc":"2.0","method":"ECHO","id":1}"#, -32601),
        (#"{"jsonrpc":"2.0","method":"subtract","params":[1],"id":1}"#, -32602),
        (#"{"jsonrpc":"2.0","method":"subtract","id":1}"#, -32602),
    ])
    func whatIsWrongHasItsCode(body: String, expected: Int) {
        #expect(code(dispatcher.answer(Array(body.utf8))) == expected)
    }

    @Test func anErrorHasTheIdWhereItCanBeTold() {
        #expect(answer(#"{"jsonrpc":"2.0","method":"x","id":7}"#)?.hasSuffix(#""id":7}"#) == true)
        #expect(answer(#"{"jsonrpc":"1.0","method":"x","id":7}"#)?.hasSuffix(#""id":7}"#) == true)
        #expect(answer("{")?.hasSuffix(#""id":null}"#) == true)
    }

    @Test func aBatchIsAnsweredCallByCall() {
        let body = #"[1,{"foo":"boo"},{"jsonrpc":"2.0","method":"subtract","params":[3,1],"id":"2"}]"#
        guard case .array(let answers)? = dispatcher.answer(Array(body.utf8)) else {
            Issue.record("no batch")
            return
        }
        #expect(answers.map { code($0) } == [-32600, -32600, nil])
    }

    @Test func aBatchOfTooManyIsOneError() {
        let call = #"{"jsonrpc":"2.0","method":"echo","id":1}"#
        func batch(_ count: Int) -> JSONValue? {
            dispatcher.answer(Array("[\(Array(repeating: call, count: count).joined(separator: ","))]".utf8))
        }
        guard case .array(let answers)? = batch(RPCDispatcher.batchLimit) else {
            Issue.record("no batch")
            return
        }
        #expect(answers.count == RPCDispatcher.batchLimit)
        #expect(code(batch(RPCDispatcher.batchLimit + 1)) == -32600)
    }

    @Test func hostileBodiesAreErrorsAndNothingElse() {
        let bodies: [[UInt8]] = [
            [UInt8](repeating: 0x5b, count: 60_000), Array("{\"id\":".utf8) + [UInt8](repeating: 0x31, count: 60_000),
            [0xff, 0xfe, 0x00], [UInt8](repeating: 0x20, count: RPCDispatcher.byteLimit + 1),
            Array(#"{"jsonrpc":"2.0","method":"\ud800","id":1}"#.utf8),
        ]
        for body in bodies { #expect(code(dispatcher.answer(body)) == -32700) }
    }

    @Test func noBodyMakesItFail() {
        var generator = SeededGenerator()
        let seed = Array(#"[{"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":1},{"jsonrpc":"2.0"}]"#.utf8)
        for _ in 0..<20_000 {
            var body = seed
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<body.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: body[index] = .random(in: .min ... .max, using: &generator)
                case 1 where body.count > 1: body.remove(at: index)
                default: body.insert(contentsOf: body[0...index].suffix(9), at: index)
                }
            }
            // Whatever it says, it is JSON that says so.
            if let answer = dispatcher.answer(body) {
                #expect(throws: Never.self) { try JSONParser.parse(Array(answer.compactText.utf8), limit: 1 << 20) }
            }
        }
    }
}
