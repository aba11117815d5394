internal import Formats
internal import HTTPTypes
internal import Hummingbird
internal import Journal
internal import Ledger
internal import NIOCore
internal import Wire

extension HTTPField.Name {
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
}

extension Desk {
    var eventCalls: [Call] {
        [
            Call(
                method: .get, path: "/v1/events", name: "getEvents",
                text:
                    "New tasks and all that happens, as server-sent events: id is the entry's place in the log, data an Entry.",
                parameters: [
                    .init(
                        name: "from", place: .query, schema: .amount,
                        text: "The first entry; the next to come where it is absent."),
                    .init(
                        name: "Last-Event-ID", place: .header, schema: .amount,
                        text: "Goes on after this entry; counts before `from`."),
                ],
                answers: [.init(status: 200, text: "Events without end.", content: ("text/event-stream", .text()))],
                handler: events)
        ]
    }

    /// Source: HTML Living Standard, section 9.2, Server-sent events.
    private func events(_ request: Request, _ visit: Visit) async throws -> Response {
        let query = try Query(request, known: ["from"])
        var from = try query.integer("from", in: WireRange.amounts)
        if let last = request.headers[.lastEventID] {
            guard let number = UInt64(last), String(number) == last, WireRange.amounts.contains(number) else {
                throw Problem.badParameter("Last-Event-ID", expected: "the id of an event of this service")
            }
            from = min(number + 1, WireRange.amounts.upperBound)
        }
        var start = try await books.totals().entries
        if let from { start = from }
        guard let signals = feed.open(for: visit.address) else { throw Problem.tooManyStreams }
        let (books, first) = (books, start)
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: ": welcome\n\n"))
            var (next, lastWrite) = (first, ContinuousClock.now)
            for await _ in signals {
                var entries = try await books.entries(from: next, limit: 100)
                while !entries.isEmpty {
                    try await writer.write(ByteBuffer(string: entries.map(\.event).joined()))
                    next += UInt64(entries.count)
                    lastWrite = .now
                    entries = try await books.entries(from: next, limit: 100)
                }
                if ContinuousClock.now - lastWrite > .seconds(8) {
                    try await writer.write(ByteBuffer(string: ": still here\n\n"))
                    lastWrite = .now
                }
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: body)
    }
}

extension Entry {
    fileprivate var event: String {
        "id: \(index)\nevent: \(task == nil ? "money" : "task")\ndata: \(EntryRecord(self).json.compactText)\n\n"
    }
}
