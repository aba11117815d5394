internal import Curves
internal import Fields
internal import Formats
internal import Sealing

/// A public value that nobody could know or choose beforehand, such as the hash of a block of a public chain at a height that
/// was announced, hashed so often that nobody could try many: the last word of a ceremony.
public struct Beacon: Sendable, Equatable {
    /// The exponents that are computed: 2⁴⁰ hashes take days. Files may name larger ones, which nobody could compute again.
    public static let exponents = ContributionSource.exponents.lowerBound...40

    public let value: [UInt8]
    public let exponent: Int

    /// Nil unless the value has 1 to 255 bytes and the exponent is one of `exponents`.
    public init?(value: [UInt8], exponent: Int) {
        guard (1...255).contains(value.count), Self.exponents.contains(exponent) else { return nil }
        (self.value, self.exponent) = (value, exponent)
    }

    /// The factor and the point s that the value, hashed 2^exponent times with SHA-256, leads to.
    func draw(_ progress: (Double) throws -> Void) throws -> (factor: Fr, s: G1) {
        let piece = 1 << 20
        var (hash, done, total) = (value, UInt64(0), UInt64(1) << UInt64(exponent))
        while done < total {
            try progress(Double(done) / Double(total))
            let count = min(UInt64(piece), total - done)
            hash = SHA256.iterated(hash, count: Int(count))
            done += count
        }
        var draw = Draw(seed: hash)
        let factor: Fr = draw.element()
        return (factor, draw.g1())
    }
}
