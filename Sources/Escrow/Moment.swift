/// A point in time: milliseconds since the beginning of 1970 in UTC, leap seconds not counted.
public struct Moment: Hashable, Sendable {
    /// From the beginning of 1970 to the end of 9999.
    public static let range: ClosedRange<Int64> = 0...253_402_300_799_999

    public let milliseconds: Int64

    /// Nil outside `range`.
    public init?(milliseconds: Int64) {
        guard Self.range.contains(milliseconds) else { return nil }
        self.milliseconds = milliseconds
    }

    /// The last moment of the second that begins `seconds` after the beginning of 1970; nil outside `range`.
    public init?(endOfSecond seconds: Int64) {
        guard (0...Self.range.upperBound / 1000).contains(seconds) else { return nil }
        self.init(milliseconds: seconds * 1000 + 999)
    }

    /// `milliseconds` (0 or more) later, but never later than the end of `range`.
    public func advanced(by milliseconds: Int64) -> Moment {
        precondition(milliseconds >= 0, "time runs forward")
        let (sum, overflow) = self.milliseconds.addingReportingOverflow(milliseconds)
        return Moment(milliseconds: overflow ? Self.range.upperBound : min(sum, Self.range.upperBound))!
    }
}

extension Moment: Comparable {
    public static func < (a: Moment, b: Moment) -> Bool { a.milliseconds < b.milliseconds }
}
