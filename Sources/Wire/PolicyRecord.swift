package import Formats

/// What a service takes and demands; a task keeps the policy under which it was posted.
package struct PolicyRecord: Message {
    package static let maximumByteCount = 1024

    /// Shares in ten-thousandths: of a reward to the service, of a reward that is burned, of a reward that cancelling
    /// costs once somebody has worked on the task, of a stake that a lapsed lease forfeits.
    package let fee, burn, cancellation, forfeit: UInt64
    /// What stands behind every commitment, and is returned unless its proof fails or is not revealed in time.
    package let bond: UInt64
    /// How long after its commitment a proof may be revealed.
    package let revealSeconds: Int64
    /// The longest lease that a task may offer; 0 for none.
    package let longestLeaseSeconds: Int64

    package init(
        fee: UInt64, burn: UInt64, cancellation: UInt64, forfeit: UInt64, bond: UInt64, revealSeconds: Int64,
        longestLeaseSeconds: Int64
    ) {
        self.fee = fee
        self.burn = burn
        self.cancellation = cancellation
        self.forfeit = forfeit
        self.bond = bond
        self.revealSeconds = revealSeconds
        self.longestLeaseSeconds = longestLeaseSeconds
    }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(
            value, at: path,
            required: ["fee", "burn", "cancellation", "forfeit", "bond", "revealSeconds", "longestLeaseSeconds"],
            unknown: unknown)
        self.init(
            fee: try fields.integer("fee", in: WireRange.basisPoints),
            burn: try fields.integer("burn", in: WireRange.basisPoints),
            cancellation: try fields.integer("cancellation", in: WireRange.basisPoints),
            forfeit: try fields.integer("forfeit", in: WireRange.basisPoints), bond: try fields.amount("bond"),
            revealSeconds: try fields.seconds("revealSeconds"),
            longestLeaseSeconds: try fields.seconds("longestLeaseSeconds"))
    }

    package var json: JSONValue {
        .object([
            .init("fee", .integer(fee)), .init("burn", .integer(burn)), .init("cancellation", .integer(cancellation)),
            .init("forfeit", .integer(forfeit)), .init("bond", .integer(bond)),
            .init("revealSeconds", .integer(revealSeconds)),
            .init("longestLeaseSeconds", .integer(longestLeaseSeconds)),
        ])
    }
}
