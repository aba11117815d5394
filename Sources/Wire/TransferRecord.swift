package import Formats

/// Money that moved on an account: an item of `GET /v1/accounts/{identity}/transfers`.
package struct TransferRecord: Message {
    package enum Direction: String, Sendable, CaseIterable {
        case `in`, out
    }

    package enum Reason: String, Sendable, CaseIterable {
        case deposit, withdrawal, feeWithdrawal, funding, stake, stakeReturned, stakeForfeited, bond, bondReturned
        case bondForfeited, reward, fee, burn, refund, cancellationCost
    }

    package static let maximumByteCount = 1024

    /// The entry of the log that moved it.
    package let entry: UInt64
    package let direction: Direction
    package let amount: UInt64
    package let reason: Reason

    package init(entry: UInt64, direction: Direction, amount: UInt64, reason: Reason) {
        self.entry = entry
        self.direction = direction
        self.amount = amount
        self.reason = reason
    }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(
            value, at: path, required: ["entry", "direction", "amount", "reason"], unknown: unknown)
        entry = try fields.amount("entry")
        direction = try fields.choice("direction")
        amount = try fields.amount("amount")
        reason = try fields.choice("reason")
    }

    package var json: JSONValue {
        .object([
            .init("entry", .integer(entry)), .init("direction", .string(direction.rawValue)),
            .init("amount", .integer(amount)), .init("reason", .string(reason.rawValue)),
        ])
    }
}
