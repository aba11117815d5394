import Formats
import Foundation
import HTTPTypes
import Service
import TestSupport
import Testing
import Wire

@Suite struct HostileInput {
    private static let id = String(repeating: "0a", count: 32)

    private static let calls: [(method: HTTPRequest.Method, path: String)] = [
        (.post, "/v1/tasks"), (.post, "/v1/tasks/\(id)/lease"), (.post, "/v1/tasks/\(id)/commitments"),
        (.post, "/v1/tasks/\(id)/heartbeat"), (.post, "/v1/tasks/\(id)/reveal"), (.post, "/v1/tasks/\(id)/cancel"),
        (.post, "/v1/tasks/\(id)/advance"),
    ]

    private static let contents: [String] = [
        "{", "}", "[]", "null", "1", "\"x\"", "{}", "{\"task\":null}", "{\"task\":{}}", "{\"task\":[[[]]]}",
        "{\"commitment\":1}", "{\"commitment\":\"\(id)\",\"more\":1}",
        "{\"commitment\":\"\(id)\",\"commitment\":\"\(id)\"}",
        "{\"payee\":\"\(id)\",\"salt\":\"\(id)\",\"proof\":\"0\"}", "{\"payee\":\"\(id)\",\"salt\":\"\(id)\"}",
        "{\"payee\":{},\"salt\":[],\"proof\":7}", String(repeating: "[", count: 1000),
        String(repeating: "{\"a\":", count: 150), "\u{0}", "\u{feff}{}", "{\"task\":\"\\ud800\"}", "true false",
    ]

    @Test func everyCallAnswersEveryMalformedContentWithAProblem() async throws {
        try await Stall.run { stall in
            for (method, path) in Self.calls {
                for content in Self.contents {
                    let answer = try await stall.send(method, path, Array(content.utf8), as: .bob, once: "k")
                    #expect((400..<500).contains(answer.status), "\(path) \(content.prefix(40))")
                    #expect(answer.fields["content-type"] == "application/problem+json" && answer.code != nil)
                }
            }
            #expect(try await stall.send(.get, "/healthz").status == 200)
        }
    }

    @Test func randomBytesAreAnsweredOrTheConnectionEnds() async throws {
        var generator = SeededGenerator(seed: 5)
        try await Stall.run { stall in
            for _ in 0..<100 {
                let connection = try RawConnection(port: stall.port)
                try await connection.send(
                    generator.bytes(Int.random(in: 1...400, using: &generator)) + Array("\r\n\r\n".utf8))
                if let answer = try? await connection.answer() { #expect(answer.status >= 400) }
            }
            for line in [
                "GET /v1/../../etc/passwd HTTP/1.1", "GET /v1/tasks/%00 HTTP/1.1", "GET * HTTP/1.1",
                "BREW /v1/tasks HTTP/1.1", "GET /v1/tasks?limit=%zz HTTP/1.1",
                "GET \(String(repeating: "/a", count: 4000)) HTTP/1.1",
            ] {
                let connection = try RawConnection(port: stall.port)
                try await connection.send(Array("\(line)\r\nHost: x\r\n\r\n".utf8))
                if let answer = try? await connection.answer() {
                    #expect((400..<500).contains(answer.status), "\(line)")
                }
            }
            #expect(try await stall.send(.get, "/healthz").status == 200)
        }
    }

    @Test func headsThatAreTooLargeAreRefused() async throws {
        try await Stall.run { stall in
            let connection = try RawConnection(port: stall.port)
            let field = "X-A: \(String(repeating: "a", count: 100_000))\r\n"
            try await connection.send(Array("GET /healthz HTTP/1.1\r\nHost: x\r\n\(field)\r\n".utf8))
            if let answer = try? await connection.answer() { #expect(answer.status >= 400) }
            #expect(try await stall.send(.get, "/healthz").status == 200)
        }
    }

    @Test func contentThatIsTooLargeIsRefusedBeforeItCame() async throws {
        try await Stall.run { stall in
            for path in ["/v1/tasks", "/v1/tasks/\(Self.id)/reveal", "/v1/tasks/\(Self.id)/commitments"] {
                let small = try stall.request(.post, path, Array("{}".utf8), as: .bob, once: "k")
                let text = String(decoding: small, as: UTF8.self)
                    .replacingOccurrences(of: "Content-Length: 2\r\n\r\n{}", with: "Content-Length: 100000000\r\n\r\n{")
                let connection = try RawConnection(port: stall.port)
                try await connection.send(Array(text.utf8))
                #expect(try await connection.answer().code == "too-large")
            }
        }
    }

    @Test func contentWithoutALengthIsReadNoFurtherThanItMay() async throws {
        try await Stall.run { stall in
            let path = "/v1/tasks/\(Self.id)/commitments"
            let text = String(
                decoding: try stall.request(.post, path, Array("{}".utf8), as: .bob, once: "k"), as: UTF8.self
            )
            .replacingOccurrences(of: "Content-Length: 2\r\n\r\n{}", with: "Transfer-Encoding: chunked\r\n\r\n")
            let connection = try RawConnection(port: stall.port)
            let chunk = Array("1000\r\n\(String(repeating: " ", count: 4096))\r\n".utf8)
            try await connection.send(Array(text.utf8) + chunk + chunk)
            #expect(try await connection.answer().code == "too-large")
        }
    }

    @Test func contentThatDoesNotComeIsNotWaitedFor() async throws {
        try await Stall.run(policy: { $0.limits.contentSeconds = 1 }) { stall in
            let path = "/v1/tasks/\(Self.id)/commitments"
            let text = String(
                decoding: try stall.request(.post, path, Array("{}".utf8), as: .bob, once: "k"), as: UTF8.self
            )
            .replacingOccurrences(of: "Content-Length: 2\r\n\r\n{}", with: "Content-Length: 90\r\n\r\n{")
            let connection = try RawConnection(port: stall.port)
            try await connection.send(Array(text.utf8))
            #expect(try await connection.answer().code == "too-slow")
            await #expect(throws: RawConnection.Closed.self) { try await connection.answer() }
        }
    }

    @Test func unknownPathsAndMethodsAreProblems() async throws {
        try await Stall.run { stall in
            #expect(try await stall.send(.get, "/v2/tasks").code == "no-such-path")
            let wrong = try await stall.send(.delete, "/v1/tasks")
            #expect(wrong.status == 405 && wrong.fields["allow"] == "GET, POST")
            #expect(try await stall.send(.get, "/v1/tasks/\(Self.id)").code == "unknown-task")
            #expect(try await stall.send(.get, "/v1/tasks/xyz").code == "bad-parameter")
            #expect(try await stall.send(.get, "/v1/receipts/0").code == "not-found")
            #expect(try await stall.send(.get, "/v1/receipts/-1").code == "bad-parameter")
            let plain = try await stall.send(
                .post, "/v1/tasks", Array("{}".utf8), as: .bob, once: "k", fields: ["Content-Type": "text/plain"])
            #expect(plain.status == 415)
        }
    }

    @Test func aFloodIsToldToWait() async throws {
        try await Stall.run(policy: { policy in
            (policy.limits.addressRate, policy.limits.addressBurst) = (1, 2)
        }) { stall in
            var answers: [Answer] = []
            for _ in 0..<40 { answers.append(try await stall.send(.get, "/v1/service")) }
            let refused = answers.filter { $0.status == 429 }
            #expect(
                !refused.isEmpty && refused.allSatisfy { $0.code == "rate-limited" && $0.fields["retry-after"] != nil })
            try await Task.sleep(for: .seconds(2))
        }
    }

    @Test func garbageProofsOfOneDoNotHoldUpAnother() async throws {
        try await Stall.run(policy: { policy in
            policy.limits.verifiers = 1
            policy.limits.verdictSeconds = 60
        }) { stall in
            let piece = stall.workshop.pieces[0]
            try await stall.deposit(1_000_000_000, to: .alice)
            try await stall.deposit(1_000_000, to: .mallory)
            try await stall.deposit(1_000_000, to: .bob)
            var tasks: [PostedTask] = []
            for _ in 0..<12 { tasks.append(try stall.workshop.task()) }
            for task in tasks + [piece.task] { #expect(try await stall.post(task).status == 201) }
            var altered = piece.proof.bytes
            altered[altered.count - 200] ^= 1
            let garbage = altered
            for task in tasks { _ = try await stall.commit(garbage, to: task, as: .mallory) }
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for task in tasks { group.addTask { try await stall.reveal(garbage, of: task, as: .mallory) } }
                group.addTask { try await stall.submit(piece.proof.bytes, to: piece.task) }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 || $0.code == "too-many-pending" })
            #expect(try await stall.balance(.bob) == 1_000_000 + 4_950_000)
        }
    }
}
