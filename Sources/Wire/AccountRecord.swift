package import Formats

/// What a party has: `GET /v1/accounts/{identity}`.
package struct AccountRecord: Message {
    package static let maximumByteCount = 1024

    /// An Ed25519 public key.
    package let account: Bytes<32>
    /// What it may spend or withdraw.
    package let available: UInt64

    package init(account: Bytes<32>, available: UInt64) {
        precondition(WireRange.amounts.contains(available))
        self.account = account
        self.available = available
    }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(value, at: path, required: ["account", "available"], unknown: unknown)
        account = try fields.bytes("account")
        available = try fields.amount("available")
    }

    package var json: JSONValue {
        .object([.init("account", .hex(account)), .init("available", .integer(available))])
    }
}
