internal import HTTPTypes
internal import Hummingbird

/// One call of the API: what it is to people and to the OpenAPI document, and what answers it.
///
/// The router and the document are made of the same list, so that neither has a call that the other lacks.
struct Call: Sendable {
    enum Place: String, Sendable {
        case path, query, header
    }

    struct Parameter: Sendable {
        let name: String
        let place: Place
        let schema: Schema
        /// Without it the answer is a problem; so is it without any part of the path.
        var isRequired = false
        let text: String
    }

    struct Answer: Sendable {
        let status: Int
        let text: String
        /// Media type and schema; nil for an answer without content.
        let content: (type: String, schema: Schema)?
    }

    let method: HTTPRequest.Method
    /// Segments that stand in braces are parameters.
    let path: String
    let name: String
    let text: String
    var parameters: [Parameter] = []
    /// The schema of the content.
    var request: Schema?
    /// Whether the request is signed, and whether it counts once under its Idempotency-Key.
    var isSigned = false
    var isOnce = false
    let answers: [Answer]
    /// The statuses of the problems that this call can answer with, besides those of every call.
    var problems: [Int] = []
    let handler: @Sendable (Request, Visit) async throws -> Response

    /// The methods of the calls under a path that a client sent: `GET, POST`; empty where there is none.
    static func allowed(_ calls: [Call], _ path: String) -> String {
        calls.filter { $0.matches(path) }.map(\.method.rawValue).sorted().joined(separator: ", ")
    }

    private func matches(_ path: String) -> Bool {
        let (template, path) = (self.path.split(separator: "/"), path.split(separator: "/"))
        return template.count == path.count && zip(template, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}
