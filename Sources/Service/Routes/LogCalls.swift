internal import Escrow
internal import Formats
internal import Hummingbird
internal import Journal
internal import Ledger
internal import NIOCore
internal import Wire

extension Desk {
    private static let lines = "application/jsonl"

    var logCalls: [Call] {
        [
            Call(
                method: .get, path: "/v1/receipts/{index}", name: "getReceipt",
                text: "The receipt of any entry of the log.",
                parameters: [.init(name: "index", place: .path, schema: .amount, text: "The entry's place, from 0.")],
                answers: [receiptAnswer("The receipt.")], problems: [404], handler: receipt),
            Call(
                method: .get, path: "/v1/log", name: "getLog",
                text: "Entries of the log as lines of an export, a published proof after each settlement.",
                parameters: [
                    .init(name: "from", place: .query, schema: .amount, text: "The first entry, from 0."),
                    .init(name: "limit", place: .query, schema: .integer(from: 1, to: 1000), text: "The most entries."),
                ],
                answers: [.init(status: 200, text: "Lines of JSON.", content: (Self.lines, .anything))], handler: log),
            Call(
                method: .get, path: "/v1/log/checkpoint", name: "getCheckpoint",
                text: "The service's signature over its log as it stands.",
                answers: [
                    .init(status: 200, text: "The last line of an export.", content: ("application/json", .anything))
                ],
                handler: checkpoint),
            Call(
                method: .get, path: "/v1/log/inclusion", name: "proveInclusion",
                text: "The path that shows that an entry is in a log of that size (RFC 6962, section 2.1.1).",
                parameters: [
                    .init(
                        name: "index", place: .query, schema: .amount, isRequired: true,
                        text: "The entry's place, from 0."),
                    size,
                ],
                answers: [.init(status: 200, text: "The path.", content: ("application/json", .named("LogProof")))],
                problems: [404], handler: inclusion),
            Call(
                method: .get, path: "/v1/log/consistency", name: "proveConsistency",
                text: "The path that shows that a log of that size begins with an older one (RFC 6962, section 2.1.2).",
                parameters: [
                    .init(
                        name: "old", place: .query, schema: .amount, isRequired: true,
                        text: "The older size, 1 or more."),
                    size,
                ],
                answers: [.init(status: 200, text: "The path.", content: ("application/json", .named("LogProof")))],
                problems: [404], handler: consistency),
            Call(
                method: .get, path: "/v1/log/export", name: "exportLog",
                text: "The whole log with every published proof and a checkpoint: all that an audit needs.",
                answers: [.init(status: 200, text: "Lines of JSON.", content: (Self.lines, .anything))],
                handler: export),
        ]
    }

    private var size: Call.Parameter {
        .init(
            name: "size", place: .query, schema: .amount, isRequired: true,
            text: "The size of the log, at most what it is now.")
    }

    private func inclusion(_ request: Request, _ visit: Visit) async throws -> Response {
        let query = try Query(request, known: ["index", "size"])
        guard let proof = try await books.inclusion(of: try query.amount("index"), in: try query.amount("size")) else {
            throw Problem.notFound("such entry")
        }
        return Answer.message(LogProof(path: proof.path.map { Bytes($0) }))
    }

    private func consistency(_ request: Request, _ visit: Visit) async throws -> Response {
        let query = try Query(request, known: ["old", "size"])
        guard let proof = try await books.consistency(of: try query.amount("old"), with: try query.amount("size"))
        else { throw Problem.notFound("such log") }
        return Answer.message(LogProof(path: proof.path.map { Bytes($0) }))
    }

    private func receipt(_ request: Request, _ visit: Visit) async throws -> Response {
        guard let receipt = try await books.receipt(at: try visit.index("index")) else {
            throw Problem.notFound("entry with this number")
        }
        return Answer.message(ReceiptRecord(receipt))
    }

    private func log(_ request: Request, _ visit: Visit) async throws -> Response {
        let query = try Query(request, known: ["from", "limit"])
        let (from, limit) = (try query.integer("from", in: WireRange.amounts) ?? 0, try query.limit(1000))
        let sent = try logPages.begin(by: visit)
        let lines = try await books.lines(from: from, limit: limit)
        var response = Answer.bytes(Array(lines.map { $0.text + "\n" }.joined().utf8), Self.lines)
        response.body = sent(response.body)
        return response
    }

    private func checkpoint(_ request: Request, _ visit: Visit) async throws -> Response {
        let line = LogLine.checkpoint(try await books.checkpoint(at: clock.reading))
        return Answer.bytes(Array(line.text.utf8), "application/json")
    }

    private func export(_ request: Request, _ visit: Visit) async throws -> Response {
        let (books, now, sent) = (books, clock.reading, try exports.begin(by: visit))
        let body = ResponseBody { writer in
            var buffer = ByteBuffer()
            try await books.export(at: now) { line in
                buffer.writeString(line.text + "\n")
                if buffer.readableBytes > 65_536 {
                    try await writer.write(buffer)
                    buffer.clear()
                }
            }
            try await writer.write(buffer)
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: Self.lines], body: sent(body))
    }
}
