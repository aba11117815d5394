internal import Formats

/// A schema of JSON Schema 2020-12, as OpenAPI 3.1 uses it.
struct Schema: Sendable {
    let json: JSONValue

    private init(_ members: [JSONValue.Member]) { json = .object(members) }

    static func named(_ name: String) -> Schema { Schema([.init("$ref", .string("#/components/schemas/\(name)"))]) }

    static func integer(from low: Int64 = 0, to high: Int64 = .max) -> Schema {
        Schema([
            .init("type", .string("integer")), .init("minimum", .integer(low)), .init("maximum", .integer(high)),
        ])
    }

    static func hex(bytes: Int) -> Schema { text(pattern: "^[0-9a-f]{\(2 * bytes)}$") }

    static func text(pattern: String? = nil) -> Schema {
        Schema([.init("type", .string("string"))] + (pattern.map { [.init("pattern", .string($0))] } ?? []))
    }

    /// One or more of the values, with commas between.
    static func choices(_ values: [String]) -> Schema {
        let choice = "(" + values.joined(separator: "|") + ")"
        return text(pattern: "^\(choice)(,\(choice))*$")
    }

    static func choice(_ values: [String]) -> Schema {
        Schema([.init("type", .string("string")), .init("enum", .array(values.map { .string($0) }))])
    }

    static func list(of item: Schema, atMost count: Int) -> Schema {
        Schema([
            .init("type", .string("array")), .init("items", item.json), .init("maxItems", .integer(count)),
        ])
    }

    /// - Parameter isOpen: whether there may be members that are not named here: in answers, which newer services extend.
    static func object(
        _ required: KeyValuePairs<String, Schema>, optional: KeyValuePairs<String, Schema> = [:], isOpen: Bool
    ) -> Schema {
        let properties = (Array(required) + Array(optional)).map { JSONValue.Member($0.key, $0.value.json) }
        return Schema(
            [
                .init("type", .string("object")), .init("properties", .object(properties)),
                .init("required", .array(required.map { .string($0.key) })),
            ] + (isOpen ? [] : [.init("additionalProperties", .bool(false))]))
    }

    /// 8 bytes in base64url.
    static let cursor = text(pattern: "^[A-Za-z0-9_-]{10}[AEIMQUYcgkosw048]$")
    /// Anything that JSON can say.
    static let anything = Schema([])
    static let amount = integer()
    static let seconds = integer(from: 0, to: 253_402_300_799)
    static let basisPoints = integer(from: 0, to: 10_000)
    static let bytes = text(pattern: "^([0-9a-f]{2})*$")
}
