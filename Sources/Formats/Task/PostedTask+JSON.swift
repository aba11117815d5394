/// `task.json`, which people write and read.
///
/// White space, the order of keys and JSON's escapes are free; everything else has one spelling, so that what is accepted is
/// also what is signed. The digest is over the parsed task: all spellings of one task have one digest.
extension PostedTask {
    /// The most bytes that a `task.json` may have.
    public static let maximumJSONByteCount = 65_536

    /// The canonical text: keys in the order of `Docs/task-format.md`, two spaces a level, a line feed at the end.
    public var json: String { jsonValue.text }

    /// The canonical text as a value, for messages that carry a task.
    package var jsonValue: JSONValue {
        let members: [JSONValue.Member?] = [
            .init("version", .integer(TaskTerms.version)),
            .init("id", .hex(terms.id)),
            .init("kind", .string(terms.kind.name)),
            .init("parameters", terms.kind.parameters.json),
            .init(
                "initiator",
                .object([
                    .init("signingKey", .hex(terms.initiator.signingKey)),
                    .init("sealingKey", .hex(terms.initiator.sealingKey)),
                ])),
            .init("reward", .integer(terms.reward)),
            .init("deadline", .integer(terms.deadline.seconds)),
            .init("verifyingKeyDigest", .hex(terms.verifyingKeyDigest)),
            terms.service.map { .init("service", .string($0.text)) },
            .init("signature", .hex(signature)),
        ]
        return .object(members.compactMap { $0 })
    }

    /// Reads the whole of a `task.json`, at most `maximumJSONByteCount` bytes of UTF-8.
    public init(json bytes: [UInt8]) throws(JSONError) {
        try self.init(jsonValue: try JSONParser.parse(bytes, limit: Self.maximumJSONByteCount), at: "")
    }

    /// Reads the object that stands at `path` in a larger text.
    package init(jsonValue: JSONValue, at path: String) throws(JSONError) {
        let fields = try JSONFields(
            jsonValue, at: path,
            required: [
                "version", "id", "kind", "parameters", "initiator", "reward", "deadline", "verifyingKeyDigest",
                "signature",
            ],
            optional: ["service"])
        guard fields["version"] == .integer(TaskTerms.version) else {
            throw fields.invalid("version", "\(TaskTerms.version)")
        }
        let initiator = try fields.object("initiator", required: ["signingKey", "sealingKey"])
        let service: ServiceName? =
            fields["service"] == nil
            ? nil : try fields.value("service", expecting: ServiceName.expected) { ServiceName($0) }
        let seconds: Int64 = try fields.integer("deadline", in: Deadline.range)
        self.init(
            terms: TaskTerms(
                id: try fields.bytes("id"),
                kind: try TaskKind(json: fields),
                initiator: TaskTerms.Initiator(
                    signingKey: try initiator.bytes("signingKey"), sealingKey: try initiator.bytes("sealingKey")),
                reward: try fields.integer("reward"),
                deadline: Deadline(seconds: seconds)!,
                verifyingKeyDigest: try fields.bytes("verifyingKeyDigest"),
                service: service),
            signature: try fields.bytes("signature"))
    }
}
