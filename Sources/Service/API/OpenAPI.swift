internal import Formats
internal import HTTPTypes

/// The document at `/openapi.json`. Source: OpenAPI Specification 3.1.0.
enum OpenAPI {
    /// - Parameter calls: all calls, in the order in which they are shown.
    static func document(_ calls: [Call], version: String) -> JSONValue {
        var paths: [(path: String, calls: [Call])] = []
        for call in calls {
            if let index = paths.firstIndex(where: { $0.path == call.path }) {
                paths[index].calls.append(call)
            } else {
                paths.append((call.path, [call]))
            }
        }
        return .object([
            .init("openapi", .string("3.1.0")),
            .init(
                "info",
                .object([
                    .init("title", .string("VerifiedCompute: verifier service")), .init("version", .string(version)),
                    .init("description", .string(description)),
                ])),
            .init(
                "paths",
                .object(
                    paths.map { path, calls in
                        .init(path, .object(calls.map { .init($0.method.rawValue.lowercased(), operation($0)) }))
                    })),
            .init(
                "components",
                .object([.init("schemas", .object(Schemas.all.map { .init($0.name, $0.schema.json) }))])),
        ])
    }

    private static let description = """
        Tasks with a reward in escrow; whoever solves one is paid when the proof holds. Identities, digests and other bytes \
        are lower-case hexadecimal digits, amounts integers of the smallest unit, times whole seconds since 1970 in UTC. Signed \
        calls carry an HTTP Message Signature (RFC 9421, ed25519) over @method, @authority, @path, @query, Content-Digest, \
        Content-Type and Idempotency-Key, with created, nonce, keyid and tag="verified-compute". Every error is a problem \
        (RFC 9457) with a code, a sentence and what to do.
        """

    private static func operation(_ call: Call) -> JSONValue {
        let own = call.parameters + (call.isSigned ? signature : []) + (call.isOnce ? [idempotency] : [])
        var members: [JSONValue.Member] = [
            .init("operationId", .string(call.name)), .init("summary", .string(call.text)),
        ]
        if !own.isEmpty { members.append(.init("parameters", .array(own.map(parameter)))) }
        if let request = call.request {
            members.append(
                .init(
                    "requestBody",
                    .object([.init("required", .bool(true)), .init("content", content("application/json", request))])))
        }
        var problems = Set(call.problems + [400, 429, 500, 503])
        if call.isSigned { problems.formUnion([401, 408, 413]) }
        if call.request != nil { problems.insert(415) }
        let answers = call.answers.map { answer in
            JSONValue.Member(
                String(answer.status),
                .object(
                    [.init("description", .string(answer.text))]
                        + (answer.content.map { [.init("content", content($0.type, $0.schema))] } ?? [])))
        }
        let failures = problems.subtracting(call.answers.map(\.status)).sorted().map { status in
            JSONValue.Member(
                String(status),
                .object([
                    .init("description", .string("A problem.")),
                    .init("content", content("application/problem+json", .named("Problem"))),
                ]))
        }
        members.append(.init("responses", .object(answers + failures)))
        return .object(members)
    }

    private static let signature: [Call.Parameter] = [
        .init(
            name: "Signature-Input", place: .header, schema: .text(), isRequired: true, text: "RFC 9421, section 4.1."),
        .init(name: "Signature", place: .header, schema: .text(), isRequired: true, text: "RFC 9421, section 4.2."),
    ]

    private static let idempotency = Call.Parameter(
        name: "Idempotency-Key", place: .header, schema: .text(pattern: "^[!-~]{1,128}$"), isRequired: true,
        text: "The same key and content have the same receipt, however often they are sent.")

    private static func parameter(_ parameter: Call.Parameter) -> JSONValue {
        .object([
            .init("name", .string(parameter.name)), .init("in", .string(parameter.place.rawValue)),
            .init("required", .bool(parameter.place == .path || parameter.isRequired)),
            .init("schema", parameter.schema.json), .init("description", .string(parameter.text)),
        ])
    }

    private static func content(_ type: String, _ schema: Schema) -> JSONValue {
        .object([.init(type, .object([.init("schema", schema.json)]))])
    }
}
