/// Why no address can begin as a pattern asks. Positions count from 1.
public enum AddressPatternError: Error, Hashable, Sendable {
    case empty
    /// A character that base58 does not have.
    case notBase58(Character, position: Int)
    /// Every address of the format begins with "1", this pattern with another character.
    case wrongBeginning(Character)
    /// `ones` leading ones, of which an address has at most `limit`.
    case tooManyOnes(Int, limit: Int)
    /// Addresses with as many leading ones as the pattern have at most `limit` characters.
    case tooLong(Int, limit: Int)
    /// The pattern is as long as addresses get, and the addresses of that length lie between these two.
    case outOfReach(first: String, last: String)
    /// So long that it fixes the checksum, and none fits.
    case noChecksumFits
}

extension AddressPatternError: CustomStringConvertible {
    /// One sentence: what is wrong and what would do.
    public var description: String {
        switch self {
        case .empty:
            return "The prefix is empty: give the whole beginning of the address, such as 1Zk."
        case .notBase58(let character, let position):
            let excuse = "0O".contains(character) ? " (zero and capital o look alike)" : ""
            let second = "Il".contains(character) ? " (capital i and small L look alike)" : ""
            return "Character \(position) of the prefix, \(name(character)), is not in an address:"
                + " base58 leaves out 0, O, I and l and has nothing but letters and digits\(excuse)\(second)."
        case .wrongBeginning(let character):
            return "No P2PKH address begins with \(name(character)): they all begin with 1."
        case .tooManyOnes(let ones, let limit):
            return "The prefix begins with \(ones) ones; an address has at most \(limit)."
        case .tooLong(let count, let limit):
            return "The prefix has \(count) characters; an address that begins like it has at most \(limit)."
        case .outOfReach(let first, let last):
            return "No address begins like this: those of \(last.count) characters run from \(first) to \(last)."
        case .noChecksumFits:
            return "No address begins like this: the prefix is so long that it fixes the checksum, and none fits."
        }
    }

    /// The character, or its code point where a terminal might not show it as it is.
    private func name(_ character: Character) -> String {
        if let ascii = character.asciiValue, (0x21...0x7e).contains(ascii) { return "“\(character)”" }
        return character == " "
            ? "a space" : "U+" + String(character.unicodeScalars.first!.value, radix: 16, uppercase: true)
    }
}
