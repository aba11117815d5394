/// Why a text is no address.
public enum AddressError: Error, Hashable, Sendable {
    /// The character at this position, from 1, is not in the alphabet.
    case notBase58(position: Int)
    /// So many bytes, checksum included where there is room for one.
    case wrongLength(bytes: Int)
    /// The version byte of another kind of address or network.
    case wrongVersion(UInt8)
    case wrongChecksum
}

extension AddressError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .notBase58(let position): "Character \(position) of the address is not in the base58 alphabet."
        case .wrongLength(let bytes): "The address holds \(bytes) bytes; a Bitcoin address holds 25."
        case .wrongVersion(let version): "Version byte \(version) is not that of a Bitcoin P2PKH address, which is 0."
        case .wrongChecksum: "The checksum of the address is wrong: it was mistyped or cut."
        }
    }
}
