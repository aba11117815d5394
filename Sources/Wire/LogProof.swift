package import Formats

/// A path in the log's Merkle tree: `GET /v1/log/inclusion` and `GET /v1/log/consistency`.
package struct LogProof: Message {
    package static let maximumByteCount = 8192
    /// The most nodes.
    package static let maximumCount = 65

    /// In the order of RFC 6962, section 2.1.1 and 2.1.2.
    package let path: [Bytes<32>]

    package init(path: [Bytes<32>]) {
        precondition(path.count <= Self.maximumCount)
        self.path = path
    }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(value, at: path, required: ["path"], unknown: unknown)
        var nodes: [Bytes<32>] = []
        for (value, _) in try fields.list("path", atMost: Self.maximumCount) {
            guard case .string(let digits) = value,
                let node = Hexadecimal.bytes(of: digits).flatMap({ Bytes<32>($0) })
            else { throw fields.invalid("path", "a list of hashes, each of 64 lower-case hexadecimal digits") }
            nodes.append(node)
        }
        self.path = nodes
    }

    package var json: JSONValue { .object([.init("path", .array(path.map { .hex($0) }))]) }
}
