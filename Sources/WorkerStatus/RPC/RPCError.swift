/// Why a call was not answered with a result.
///
/// Source: JSON-RPC 2.0 Specification, section 5.1.
package struct RPCError: Error, Hashable, Sendable {
    package let code: Int
    /// The specification's own words for the code.
    package let message: String
    /// What is wrong with this call, in words; nil where the message says it all.
    package let detail: String?

    private init(_ code: Int, _ message: String, _ detail: String? = nil) {
        self.code = code
        self.message = message
        self.detail = detail
    }

    /// Not JSON. A key that is twice in one object is an error of this kind too: nobody can say which was meant.
    package static func parse(_ detail: String) -> RPCError { RPCError(-32_700, "Parse error", detail) }
    /// JSON, and no request.
    package static func invalidRequest(_ detail: String) -> RPCError { RPCError(-32_600, "Invalid Request", detail) }
    package static func methodNotFound(_ known: [String]) -> RPCError {
        RPCError(-32_601, "Method not found", "the methods are \(known.joined(separator: ", "))")
    }
    package static func invalidParameters(_ detail: String) -> RPCError { RPCError(-32_602, "Invalid params", detail) }
    package static func `internal`(_ detail: String) -> RPCError { RPCError(-32_603, "Internal error", detail) }
}
