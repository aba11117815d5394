import FoundationEssentials

/// Times as people write and read them.
public enum TimeText {
    private static let units: [(name: Character, seconds: Int64)] = [
        ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("w", 604_800),
    ]

    /// The second that `text` means, since the beginning of 1970 in UTC.
    ///
    /// It is a time from now (`90m`, `36h`, `2d`, `1w`), a date and time with its offset from UTC
    /// (`2027-01-31T12:00:00Z`, `2027-01-31T12:00:00+01:00`), or the second itself (`1800000000`).
    public static func second(_ text: String, now: Int64) throws(Failure) -> Int64 {
        if let second = relative(text, now: now) ?? absolute(text) ?? date(text) { return second }
        throw Failure(
            .malformed,
            "\(text.harmless) is no time: give one from now (90m, 36h, 2d), a date (2027-01-31T12:00:00Z) or Unix seconds"
        )
    }

    private static func relative(_ text: String, now: Int64) -> Int64? {
        guard let unit = units.first(where: { $0.name == text.last }), let count = number(text.dropLast()) else {
            return nil
        }
        let (length, overflow) = count.multipliedReportingOverflow(by: unit.seconds)
        let (second, overflowToo) = now.addingReportingOverflow(length)
        return overflow || overflowToo ? nil : second
    }

    /// Ten digits or more: fewer would be a second before September 2001, and more likely a slip.
    private static func absolute(_ text: String) -> Int64? { text.utf8.count >= 10 ? number(text[...]) : nil }

    private static func date(_ text: String) -> Int64? {
        // Foundation takes 30 February for 2 March; the same day in UTC, written again, must be the same text.
        let local = text.prefix(19) + "Z"
        guard let date = try? Date(text, strategy: .iso8601), let inUTC = try? Date(String(local), strategy: .iso8601),
            inUTC.formatted(.iso8601) == local
        else { return nil }
        return Int64(date.timeIntervalSince1970)
    }

    /// Digits alone.
    private static func number(_ text: Substring) -> Int64? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
    }

    /// A second as a date: `2027-01-31 12:00:00 UTC`.
    public static func date(_ second: Int64) -> String {
        Date(timeIntervalSince1970: TimeInterval(second))
            .formatted(.iso8601.dateTimeSeparator(.space)).replacing("Z", with: " UTC")
    }

    /// A length in its two largest units: `0.4 s`, `12 s`, `3 min 20 s`, `5 h 2 min`, `2 d 4 h`, `3.1 years`.
    public static func length(seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "forever" }
        switch seconds {
        case ..<9.95: return Quantity.fixed(seconds, places: 1) + " s"
        case ..<59.5: return "\(Int(seconds.rounded())) s"
        case ..<3599.5: return pair(seconds, 60, "min", 1, "s")
        case ..<86_370: return pair(seconds, 3600, "h", 60, "min")
        case ..<31_557_600: return pair(seconds, 86_400, "d", 3600, "h")
        default: return "\(Quantity.short(seconds / 31_557_600)) years"
        }
    }

    private static func pair(_ seconds: Double, _ large: Int, _ name: String, _ small: Int, _ smallName: String)
        -> String
    {
        let count = Int((seconds / Double(small)).rounded())
        let rest = count % (large / small)
        return "\(count / (large / small)) \(name)" + (rest == 0 ? "" : " \(rest) \(smallName)")
    }
}
