/// Money, in the smallest unit of whatever pays: 0 to 2⁶³ − 1, so that a balance also fits a database's signed integer.
public struct Amount: Hashable, Sendable {
    /// All the money that can ever be held at once.
    public static let largest = Amount(unchecked: UInt64(Int64.max))
    public static let zero = Amount(unchecked: 0)

    public let units: UInt64

    /// Nil above 2⁶³ − 1.
    public init?(_ units: UInt64) {
        guard units <= Self.largest.units else { return nil }
        self.units = units
    }

    private init(unchecked units: UInt64) { self.units = units }

    /// Nil where the sum is above 2⁶³ − 1.
    public func adding(_ other: Amount) -> Amount? { Amount(units + other.units) }

    /// Nil where `other` is more.
    public func subtracting(_ other: Amount) -> Amount? {
        units >= other.units ? Amount(unchecked: units - other.units) : nil
    }

    /// The part that is `share` of this, rounded down.
    public func part(_ share: BasisPoints) -> Amount {
        let product = units.multipliedFullWidth(by: UInt64(share.count))
        return Amount(unchecked: UInt64(BasisPoints.whole).dividingFullWidth(product).quotient)
    }
}

extension Amount: Comparable {
    public static func < (a: Amount, b: Amount) -> Bool { a.units < b.units }
}

extension Amount: CustomStringConvertible {
    public var description: String { String(units) }
}

/// A share in ten-thousandths: 0 to 10,000.
public struct BasisPoints: Hashable, Sendable {
    public static let whole: UInt16 = 10_000

    public let count: UInt16

    /// Nil above 10,000.
    public init?(_ count: UInt16) {
        guard count <= Self.whole else { return nil }
        self.count = count
    }
}
