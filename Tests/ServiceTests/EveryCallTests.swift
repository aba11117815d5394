import Foundation
import HTTPTypes
import Ledger
import Service
import Testing
import Wire

/// Every call of the OpenAPI document, with all that should not be sent to it: answered as the document says, logged, alive.
@Suite struct EveryCall {
    /// Statuses and codes of what is refused, whatever the call.
    private func expectProblem(_ answer: Answer, _ operation: Operations.Operation, _ what: String) {
        #expect((400..<500).contains(answer.status), "\(operation.template): \(what)")
        #expect(operation.statuses.contains(answer.status), "\(operation.template): \(answer.status) to \(what)")
        #expect(answer.fields["content-type"] == "application/problem+json" && answer.code != nil, "\(what)")
    }

    @Test func contentThatNoSchemaLetsThroughIsAProblemAndALineInTheLog() async throws {
        let book = LogBook()
        try await Stall.run(logger: book.logger) { stall in
            let operations = try await Operations(of: stall).all.filter { $0.content != nil }
            #expect(operations.count == 3)
            for operation in operations {
                let texts = Spoiled.texts(of: operation.content!) + ["", "{", "\u{feff}{}", "\u{0}", "{} {}", "nul"]
                for (number, text) in texts.enumerated() {
                    let answer = try await stall.send(
                        operation.method, operation.path, Array(text.utf8), as: .bob, once: "k\(number)")
                    expectProblem(answer, operation, String(text.prefix(200)))
                    let line = book.lines.last { $0.metadata["request"] == answer.fields["request-id"] }
                    #expect(line?.message == "request" && line?.metadata["path"] == operation.template)
                    #expect(line?.metadata["status"] == "\(answer.status)" && line?.metadata["code"] == answer.code)
                }
            }
            #expect(try await stall.books.totals().entries == 0)
        }
    }

    @Test func contentThatACallDoesNotTakeChangesNothing() async throws {
        try await Stall.run { stall in
            for operation in try await Operations(of: stall).all where operation.content == nil {
                for text in ["{", "null", "{\"a\":1}", String(repeating: "[", count: 5000)] {
                    for person in [nil, Person.bob] {
                        let answer = try await stall.send(
                            operation.method, operation.path, Array(text.utf8), as: person, once: "k")
                        #expect(answer.status < 500, "\(operation.template)")
                        #expect(operation.statuses.contains(answer.status), "\(operation.template) \(answer.status)")
                    }
                }
            }
            #expect(try await stall.send(.get, "/healthz").status == 200)
        }
    }

    @Test func whatIsNotSignedAsItMustBeIsRefusedBeforeItsContentIsRead() async throws {
        try await Stall.run { stall in
            for operation in try await Operations(of: stall).all where operation.isSigned {
                let content = operation.content.map { Array(Spoiled.json($0).utf8) } ?? []
                let unsigned = try await stall.send(operation.method, operation.path, content, once: "k")
                #expect(unsigned.status == 401 && unsigned.code == "not-signed", "\(operation.template)")
                let altered = String(
                    decoding: try stall.request(operation.method, operation.path, content, as: .bob, once: "k"),
                    as: UTF8.self)
                let changes = [("keyid=\"", "keyid=\"0"), ("created=", "created=1"), ("ignature: ", "ignature: x")]
                for (part, other) in changes {
                    let text = altered.replacing(part, with: other)
                    let connection = try RawConnection(port: stall.port)
                    try await connection.send(Array(text.utf8))
                    let answer = try await connection.answer()
                    #expect(text != altered && answer.status == 401, "\(operation.template) \(part)")
                }
            }
        }
    }

    @Test func parametersThatAreNoneAreProblems() async throws {
        let values = ["", "x", "-1", "+1", "1.0", "99999999999999999999", "%00", "..%2f..%2fetc", "%zz", "a%20b"]
        try await Stall.run { stall in
            for operation in try await Operations(of: stall).all {
                let person = operation.isSigned ? Person.bob : nil
                for value in values.dropFirst() where operation.template.contains("{") {
                    let path = operation.template.replacing(/\{[a-z]+\}/, with: value)
                    let answer = try await stall.send(operation.method, path, as: person, once: "k")
                    #expect((400..<500).contains(answer.status) && answer.code != nil, "\(path) \(answer.status)")
                }
                for parameter in operation.parameters where parameter.place == "query" {
                    for value in values + ["1&\(parameter.name)=1"] {
                        let path = operation.path + "?\(parameter.name)=\(value)"
                        let answer = try await stall.send(operation.method, path, as: person, once: "k")
                        expectProblem(answer, operation, path)
                    }
                }
                for parameter in operation.parameters where parameter.place == "header" {
                    for value in ["x", "-1", "99999999999999999999", "bytes=1-0", String(repeating: "9", count: 4000)] {
                        let answer = try await stall.send(
                            operation.method, operation.path, as: person, fields: [parameter.name: value])
                        #expect(operation.statuses.contains(answer.status) && answer.status < 500, "\(parameter.name)")
                    }
                }
            }
        }
    }

    @Test func aHundredMegabytesAreAnsweredAndNotKept() async throws {
        try await Stall.run { stall in
            for (number, operation) in try await Operations(of: stall).all.enumerated() {
                let isChunked = number.isMultiple(of: 2)
                let (megabyte, count) = ([UInt8](repeating: 0x20, count: 1_000_000), 100)
                let head = String(
                    decoding: try stall.request(
                        operation.method, operation.path, [0x20], as: operation.isSigned ? .bob : nil, once: "k"),
                    as: UTF8.self
                ).replacing(
                    "Content-Length: 1\r\n\r\n ",
                    with: (isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(count)000000") + "\r\n\r\n")
                let connection = try RawConnection(port: stall.port)
                try await connection.send(Array(head.utf8))
                for _ in 0..<count {
                    try await connection.send(isChunked ? Array("F4240\r\n".utf8) + megabyte + [13, 10] : megabyte)
                }
                let answer = try await connection.answer()
                #expect(operation.statuses.contains(answer.status) && answer.status < 500, "\(operation.template)")
                if operation.isSigned { #expect(answer.code == "too-large", "\(operation.template)") }
            }
            #expect(try await stall.send(.get, "/healthz").status == 200)
        }
    }

    @Test func contentThatDoesNotComeIsAnsweredByEveryCall() async throws {
        try await Stall.run(policy: { $0.limits.contentSeconds = 1 }) { stall in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for operation in try await Operations(of: stall).all {
                    let text = String(
                        decoding: try stall.request(
                            operation.method, operation.path, [0x20], as: operation.isSigned ? .bob : nil, once: "k"),
                        as: UTF8.self
                    ).replacing("Content-Length: 1\r\n", with: "Content-Length: 900\r\n")
                    let (path, statuses) = (operation.template, operation.statuses)
                    let code = !operation.isSigned ? nil : operation.content == nil ? "too-large" : "too-slow"
                    group.addTask {
                        let connection = try RawConnection(port: stall.port)
                        try await connection.send(Array(text.utf8))
                        let answer = try await connection.answer()
                        #expect(statuses.contains(answer.status), "\(path) \(answer.status)")
                        if let code { #expect(answer.code == code, "\(path)") }
                        try await connection.end()
                    }
                }
                #expect(try await stall.send(.get, "/v1/service").status == 200)
                try await group.waitForAll()
            }
        }
    }
}
