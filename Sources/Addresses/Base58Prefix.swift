import Fields

/// The beginning of a P2PKH address, as the numbers that begin so in base 58.
///
/// An address is the number N = hash·2³² + checksum in base 58, with a "1" for each zero byte that leads the 25 bytes
/// version, hash, checksum. With u leading ones N has 25 − u bytes exactly, 256^(24−u) ≤ N < 256^(25−u). Where the digits
/// D follow the ones, N also lies from D·58^j to (D + 1)·58^j − 1 for some number j of further digits. Each j gives one range
/// of N and so one of hashes, whose two ends the checksum decides.
struct Base58Prefix {
    /// How many ones lead.
    private let ones: Int
    /// The values of the digits after them; the first is not 0.
    private let digits: [Int]

    /// The most ones that lead an address: those of the hash that is zero.
    static let mostOnes = 21

    init(_ text: String) throws(AddressPatternError) {
        guard let first = text.first else { throw .empty }
        var values: [Int] = []
        for (index, character) in text.enumerated() {
            guard let ascii = character.asciiValue, character != "\r\n", let value = Base58.value(ascii) else {
                throw .notBase58(character, position: index + 1)
            }
            values.append(value)
        }
        guard first == "1" else { throw .wrongBeginning(first) }
        ones = values.prefix { $0 == 0 }.count
        digits = Array(values.dropFirst(ones))
        guard ones <= Self.mostOnes else { throw .tooManyOnes(ones, limit: Self.mostOnes) }
        guard digits.count <= mostDigits else { throw .tooLong(values.count, limit: ones + mostDigits) }
    }

    /// The hashes whose address begins so: at least one range, ascending and disjoint.
    func ranges() throws(AddressPatternError) -> [ClosedRange<Hash160>] {
        guard !digits.isEmpty else { return [hashes(from: 0, through: largest)!] }
        let value = digits.reduce(BigInteger(0)) { $0 * 58 + BigInteger($1) }
        let reach = (0...mostDigits - digits.count).compactMap { further -> (low: BigInteger, high: BigInteger)? in
            let (low, high) = (value * Self.powers[further], (value + 1) * Self.powers[further] - 1)
            return low <= largest && high >= smallest ? (max(low, smallest), min(high, largest)) : nil
        }
        guard !reach.isEmpty else {
            let longest = hashes(from: max(smallest, Self.powers[mostDigits - 1]), through: largest)!
            throw .outOfReach(
                first: BitcoinAddress(hash160: longest.lowerBound).text,
                last: BitcoinAddress(hash160: longest.upperBound).text)
        }
        let ranges = reach.compactMap { hashes(from: $0.low, through: $0.high) }
        guard !ranges.isEmpty else { throw .noChecksumFits }
        return ranges
    }

    private var smallest: BigInteger { BigInteger(bigEndianBytes: [1] + [UInt8](repeating: 0, count: 24 - ones)) }
    private var largest: BigInteger { BigInteger(bigEndianBytes: [UInt8](repeating: 0xff, count: 25 - ones)) }

    /// The digits of the largest number.
    private var mostDigits: Int { Self.powers.firstIndex { $0 > largest }! }

    /// The powers of 58 from 58⁰ to the first above every number of 25 bytes.
    private static let powers = (0..<35).reduce(into: [BigInteger(1)]) { powers, _ in powers.append(powers.last! * 58) }

    /// The hashes whose number lies in this range; nil where the checksum leaves none.
    private func hashes(from first: BigInteger, through last: BigInteger) -> ClosedRange<Hash160>? {
        var (low, high) = (first >> 32, last >> 32)
        if number(low) < first { low = low + 1 }
        if number(high) > last { high = high - 1 }
        return low <= high ? hash(low)...hash(high) : nil
    }

    /// hash·2³² + checksum.
    private func number(_ value: BigInteger) -> BigInteger {
        let payload = [BitcoinAddress.version] + hash(value).bytes
        return BigInteger(bigEndianBytes: payload + Base58.checksum(payload))
    }

    /// A number below 2¹⁶⁰ as a hash.
    private func hash(_ value: BigInteger) -> Hash160 {
        let bytes = value.littleEndianBytes
        return Hash160(bytes: [UInt8](repeating: 0, count: 20 - bytes.count) + bytes.reversed())!
    }
}
