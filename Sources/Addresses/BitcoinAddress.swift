public import Curves

/// A Bitcoin address that pays to the hash of a compressed public key (P2PKH, mainnet): "1…".
public struct BitcoinAddress: Hashable, Sendable {
    public let hash160: Hash160

    /// The version byte of P2PKH on the main network.
    package static let version: UInt8 = 0

    public init(hash160: Hash160) { self.hash160 = hash160 }

    /// The address of a public key; nil for the identity, which is none.
    public init?(publicKey: AffinePoint<Secp256k1>) {
        guard !publicKey.isIdentity else { return nil }
        self.init(hash160: Hash160(publicKey: publicKey.sec1Compressed))
    }

    /// Reads an address: base58, 21 bytes and their checksum, version 0. Nothing else, spaces neither.
    public init(_ text: some StringProtocol) throws(AddressError) {
        let payload = try Base58.decodeChecked(text)
        guard payload.count == 21, let hash160 = Hash160(bytes: payload.dropFirst()) else {
            throw .wrongLength(bytes: payload.count + 4)
        }
        guard payload[0] == Self.version else { throw .wrongVersion(payload[0]) }
        self.init(hash160: hash160)
    }

    /// 26 to 34 characters.
    public var text: String { Base58.encodeChecked([Self.version] + hash160.bytes) }
}

extension BitcoinAddress: CustomStringConvertible {
    public var description: String { text }
}
