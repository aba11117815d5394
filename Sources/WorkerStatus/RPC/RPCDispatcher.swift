package import Formats

/// Answers calls of JSON-RPC 2.0, whatever they came by: bytes in, a value out.
///
/// Source: JSON-RPC 2.0 Specification (2013-01-04). The bytes are read as strictly as everything that these programs read:
/// no key twice, at most 32 levels deep.
package struct RPCDispatcher: Sendable {
    /// What a method makes of its `params`: an object, an array, or nil where there are none.
    package typealias Method = @Sendable (_ parameters: JSONValue?) throws(RPCError) -> JSONValue

    /// The most bytes that a body may have.
    package static let byteLimit = 65_536
    /// The most calls that a batch may have.
    package static let batchLimit = 50

    private let methods: [String: Method]

    package init(_ methods: [String: Method]) { self.methods = methods }

    /// The answer to a body; nil where it holds notifications alone, which are never answered.
    package func answer(_ body: [UInt8]) -> JSONValue? {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(body, limit: Self.byteLimit)
        } catch {
            return Self.failure(.parse(error.description), id: .null)
        }
        guard case .array(let calls) = value else { return answer(call: value) }
        guard !calls.isEmpty else { return Self.failure(.invalidRequest("an empty batch"), id: .null) }
        guard calls.count <= Self.batchLimit else {
            return Self.failure(.invalidRequest("a batch has at most \(Self.batchLimit) calls"), id: .null)
        }
        let answers = calls.compactMap { answer(call: $0) }
        return answers.isEmpty ? nil : .array(answers)
    }

    private func answer(call value: JSONValue) -> JSONValue? {
        let call: RPCCall
        do throws(RPCError) {
            call = try RPCCall(value)
        } catch {
            // What is no request is no notification either: it is answered, under its id where it has a usable one.
            return Self.failure(error, id: RPCCall.id(of: value) ?? .null)
        }
        do throws(RPCError) {
            guard let method = methods[call.method] else { throw .methodNotFound(methods.keys.sorted()) }
            let result = try method(call.parameters)
            return call.id.map { Self.response("result", result, id: $0) }
        } catch {
            return call.id.map { Self.failure(error, id: $0) }
        }
    }

    private static func failure(_ error: RPCError, id: JSONValue) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("code", .integer(error.code)), .init("message", .string(error.message)),
        ]
        if let detail = error.detail { members.append(.init("data", .string(detail))) }
        return response("error", .object(members), id: id)
    }

    private static func response(_ key: String, _ value: JSONValue, id: JSONValue) -> JSONValue {
        .object([.init("jsonrpc", .string("2.0")), .init(key, value), .init("id", id)])
    }
}

/// One request object.
private struct RPCCall {
    let method: String
    let parameters: JSONValue?
    /// Nil for a notification.
    let id: JSONValue?

    init(_ value: JSONValue) throws(RPCError) {
        guard case .object(let members) = value else { throw .invalidRequest("a request is an object") }
        func member(_ key: String) -> JSONValue? { members.first { $0.key == key }?.value }
        guard member("jsonrpc") == .string("2.0") else { throw .invalidRequest("\"jsonrpc\" must be \"2.0\"") }
        guard case .string(let method)? = member("method") else { throw .invalidRequest("\"method\" must be a text") }
        self.method = method
        parameters = member("params")
        switch parameters {
        case nil, .object, .array: break
        default: throw .invalidRequest("\"params\" must be an object or an array")
        }
        id = Self.id(of: value)
        guard id != nil || member("id") == nil else {
            throw .invalidRequest("\"id\" must be a text, a number or null")
        }
    }

    /// The `id` of what may be a request, where it is one that the specification allows.
    static func id(of value: JSONValue) -> JSONValue? {
        guard case .object(let members) = value, let id = members.first(where: { $0.key == "id" })?.value else {
            return nil
        }
        return switch id {
        case .string, .number, .null: id
        case .object, .array, .bool: nil
        }
    }
}
