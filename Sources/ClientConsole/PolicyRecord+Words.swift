internal import Console
package import Wire

extension PolicyRecord {
    /// What the policy takes, for people.
    package var sentence: String {
        "fee \(Self.share(fee)), burn \(Self.share(burn)), \(Self.share(cancellation)) for cancelling what somebody has"
            + " worked on, bond \(Quantity.amount(bond)), \(TimeText.length(seconds: Double(revealSeconds))) to reveal"
    }

    private static func share(_ basisPoints: UInt64) -> String {
        let (whole, rest) = (basisPoints / 100, basisPoints % 100)
        return rest == 0 ? "\(whole) %" : "\(whole).\(rest < 10 ? "0" : "")\(rest) %"
    }
}
