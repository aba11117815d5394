import Foundation
import HTTPTypes
import Testing

/// The calls of a running service, as its own OpenAPI document has them.
struct Operations {
    struct Operation {
        let method: HTTPRequest.Method
        /// With parameters in braces.
        let template: String
        let statuses: Set<Int>
        /// Names of the parameters, and where they stand: `query`, `header`.
        let parameters: [(name: String, place: String)]
        let isSigned: Bool
        /// A content that its schema lets through; nil where the call takes none.
        let content: Any?

        /// The path, with 32 bytes or a number for what stands in braces.
        var path: String {
            template.replacing("{digest}", with: Operations.id).replacing("{identity}", with: Operations.id)
                .replacing("{index}", with: "7")
        }
    }

    static let id = String(repeating: "0a", count: 32)

    let all: [Operation]

    init(of stall: Stall) async throws {
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(try await stall.send(.get, "/openapi.json").content))
                as? [String: Any])
        let schemas = try #require((document["components"] as? [String: Any])?["schemas"] as? [String: Any])
        let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
        all = paths.sorted { $0.key < $1.key }.flatMap { path, operations in
            operations.sorted { $0.key < $1.key }.map { method, operation in
                let parameters = (operation["parameters"] as? [[String: Any]] ?? []).map {
                    (name: $0["name"] as! String, place: $0["in"] as! String)
                }
                let content = (operation["requestBody"] as? [String: Any])?["content"] as? [String: [String: Any]]
                return Operation(
                    method: HTTPRequest.Method(method.uppercased())!, template: path,
                    statuses: Set((operation["responses"] as! [String: Any]).keys.compactMap { Int($0) }),
                    parameters: parameters.filter { $0.place != "path" && !$0.name.hasPrefix("Signature") },
                    isSigned: parameters.contains { $0.name == "Signature" },
                    content: content?["application/json"].map { Self.sample(of: $0["schema"]!, schemas) })
            }
        }
    }

    /// A value that a schema lets through.
    private static func sample(of schema: Any, _ schemas: [String: Any]) -> Any {
        let schema = schema as! [String: Any]
        if let name = (schema["$ref"] as? String)?.split(separator: "/").last {
            return sample(of: schemas[String(name)]!, schemas)
        }
        if let choices = schema["enum"] as? [Any] { return choices[0] }
        switch schema["type"] as? String {
        case "object":
            return (schema["properties"] as? [String: Any] ?? [:]).mapValues { sample(of: $0, schemas) }
        case "array": return [sample(of: schema["items"]!, schemas)]
        case "integer": return schema["minimum"] as? Int ?? 0
        default:
            let digits = (schema["pattern"] as? String)?.firstMatch(of: /\{([0-9]+)\}/).flatMap { Int($0.1) }
            return String(repeating: "a", count: digits ?? 2)
        }
    }
}

/// What a schema does not let through, made of a value that it does.
enum Spoiled {
    private static let wrong: [String] = [
        "null", "true", "-1", "1.5", "1e400", "18446744073709551616", "\"\"", "\"x\"", "\"\\u0000\"", "[]", "{}",
        "[[]]",
        "\"\(String(repeating: "0a", count: 33))\"", String(repeating: "[", count: 2000),
        String(repeating: "{\"a\":", count: 500) + "1" + String(repeating: "}", count: 500),
    ]

    /// Texts in each of which one value is of a wrong type or not there, or one is there that should not be.
    static func texts(of value: Any) -> [String] {
        guard let object = value as? [String: Any] else { return wrong }
        func text(_ members: [(String, String)]) -> String {
            "{" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
        }
        let members = object.sorted { $0.key < $1.key }.map { ($0.key, json($0.value)) }
        var texts = wrong + [text(members + [("more", "1")])]
        for (index, member) in members.enumerated() {
            var others = members
            others.remove(at: index)
            texts.append(text(others))
            texts.append(text(members + [member]))
            texts += self.texts(of: object[member.0]!).map { text(others + [(member.0, $0)]) }
        }
        return texts
    }

    static func json(_ value: Any) -> String {
        let data = try? JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}
