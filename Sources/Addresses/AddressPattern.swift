import Fields
import Glibc

/// What an address is to look like: a format and its whole visible beginning.
///
/// A pattern is a union of ranges of the hash under the address. The search compares hashes with the ranges and never makes
/// a text. For a prefix the ranges are exact, checksum included. What ranges cannot say (a suffix, a wildcard) narrows
/// `matches` further; a format with another payload brings ranges of its own.
public struct AddressPattern: Hashable, Sendable {
    /// The kinds of address; the raw value is the name in files.
    public enum Format: String, CaseIterable, Hashable, Sendable {
        /// Pay to public key hash, Bitcoin mainnet, compressed key.
        case p2pkh
    }

    public let format: Format
    /// The beginning of the address with everything in it, "1" too. Case matters.
    public let prefix: String
    /// The hashes whose address begins with `prefix`: at least one range, ascending and disjoint.
    public let ranges: [ClosedRange<Hash160>]

    /// Throws where no address begins like this; the error says why in one sentence.
    public init(format: Format = .p2pkh, prefix: String) throws(AddressPatternError) {
        self.format = format
        self.prefix = prefix
        ranges = try Base58Prefix(prefix).ranges()
    }

    /// Whether the address of a key with this hash has the pattern.
    public func matches(_ hash: Hash160) -> Bool { ranges.contains { $0.contains(hash) } }

    /// Whether the text is an address of the format and has the pattern.
    public func matches(address: some StringProtocol) -> Bool {
        guard let address = try? BitcoinAddress(address) else { return false }
        return matches(address.hash160) && address.text.hasPrefix(prefix)
    }

    /// The share of hashes that match, from 2⁻¹⁶⁰ to 1.
    public var probability: Double {
        ranges.reduce(0) { sum, range in
            let count = BigInteger(range.upperBound) - BigInteger(range.lowerBound) + 1
            return sum + scalbn(count.littleEndianBytes.reversed().reduce(0) { $0 * 256 + Double($1) }, -160)
        }
    }

    /// The probability of a match within so many tries.
    public func probability(within tries: Double) -> Double {
        probability < 1 ? -expm1(tries * log1p(-probability)) : 1
    }

    /// After so many tries a match is as likely as not. At least 1.
    public var triesForHalf: Double { probability < 1 ? max(1, -log(2) / log1p(-probability)) : 1 }
}

extension BigInteger {
    init(_ hash: Hash160) { self.init(bigEndianBytes: hash.bytes) }
}
