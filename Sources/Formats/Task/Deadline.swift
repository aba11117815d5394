/// The second after which a task takes no solutions, in UTC.
public struct Deadline: Hashable, Sendable {
    /// From the beginning of 1970 to the end of 9999: every deadline has a date that people can read.
    public static let range: ClosedRange<Int64> = 0...253_402_300_799

    /// Seconds since the beginning of 1970, leap seconds not counted.
    public let seconds: Int64

    /// Nil outside `range`.
    public init?(seconds: Int64) {
        guard Self.range.contains(seconds) else { return nil }
        self.seconds = seconds
    }
}
