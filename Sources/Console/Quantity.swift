import Foundation

/// Numbers as people read them.
public enum Quantity {
    private static let prefixes = ["", "k", "M", "G", "T", "P", "E"]

    /// Three significant digits and a prefix of a thousand: `7`, `950`, `1.23 k`, `38.5 M`. Not negative.
    public static func short(_ value: Double) -> String {
        guard value.isFinite, value < 1e21 else { return String(format: "%.2e", value) }
        var (scaled, prefix) = (value, 0)
        while scaled >= 999.5, prefix + 1 < prefixes.count {
            scaled /= 1000
            prefix += 1
        }
        let isWhole = prefix == 0 && scaled == scaled.rounded()
        let places = isWhole || scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2
        return String(format: "%.\(places)f", scaled) + (prefix == 0 ? "" : " \(prefixes[prefix])")
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

    /// A share of one: `0 %`, `0.3 %`, `42 %`, `99.9 %`. It says 0 and 100 only where that is exact.
    public static func percent(_ share: Double) -> String {
        switch share {
        case ...0: "0 %"
        case ..<0.001: "< 0.1 %"
        case ..<0.0995: String(format: "%.1f %%", share * 100)
        case ..<0.99: String(format: "%.0f %%", share * 100)
        case ..<1: String(format: "%.1f %%", min(share * 100, 99.9))
        default: "100 %"
        }
    }
}
