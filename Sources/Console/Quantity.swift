import Glibc

/// Numbers as people read them.
public enum Quantity {
    private static let prefixes = ["", "k", "M", "G", "T", "P", "E"]

    /// Three significant digits and a prefix of a thousand: `7`, `950`, `1.23 k`, `38.5 M`. Not negative.
    public static func short(_ value: Double) -> String {
        guard value.isFinite, value < 1e21 else { return formatted("%.2e", value) }
        var (scaled, prefix) = (value, 0)
        while scaled >= 999.5, prefix + 1 < prefixes.count {
            scaled /= 1000
            prefix += 1
        }
        let isWhole = prefix == 0 && scaled == scaled.rounded()
        let places = isWhole || scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2
        return fixed(scaled, places: places) + (prefix == 0 ? "" : " \(prefixes[prefix])")
    }

    /// A rate: `1.23 M keys/s`.
    public static func rate(_ count: Double, _ noun: String, seconds: Double) -> String {
        short(seconds > 0 ? count / seconds : 0) + " \(noun)/s"
    }

    /// An amount in smallest units, in groups of three digits: `5,000,000`.
    public static func amount(_ value: UInt64) -> String {
        let digits = Array(String(value))
        return digits.indices.reduce(into: "") { text, index in
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digits[index])
        }
    }

    /// How many of something there are: `1 entry`, `6,000 entries`.
    public static func count(_ count: UInt64, _ one: String, _ many: String) -> String {
        "\(amount(count)) \(count == 1 ? one : many)"
    }

    /// A share of one: `0 %`, `0.3 %`, `42 %`, `99.9 %`. It says 0 and 100 only where that is exact.
    public static func percent(_ share: Double) -> String {
        switch share {
        case ...0: "0 %"
        case ..<0.001: "< 0.1 %"
        case ..<0.0995: fixed(share * 100, places: 1) + " %"
        case ..<0.99: fixed(share * 100, places: 0) + " %"
        case ..<1: fixed(min(share * 100, 99.9), places: 1) + " %"
        default: "100 %"
        }
    }

    /// The value with so many digits after the point.
    static func fixed(_ value: Double, places: Int) -> String { formatted("%.\(places)f", value) }

    /// As C's `printf` writes it. The one of Foundation would bring in its tables for all the world's languages.
    private static func formatted(_ format: String, _ value: Double) -> String {
        // A double has at most 309 digits before the point.
        var text = [CChar](repeating: 0, count: 512)
        let count = withVaList([value]) { vsnprintf(&text, text.count, format, $0) }
        return String(decoding: text[..<Int(count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
