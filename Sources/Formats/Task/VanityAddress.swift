public import Addresses
public import Curves
import Fields

/// The parameters of kind `vanity-address`: find k so that the address of Q + k·G has the pattern.
///
/// Only the holder of q, where Q = q·G, can form the address's key q + k.
public struct VanityAddress: Hashable, Sendable {
    /// Who may see the address before the box is opened.
    public enum Visibility: UInt8, Hashable, Sendable {
        /// Everyone: the point Q + k·G stands in `proof.bin`.
        case `public` = 1
    }

    public let pattern: AddressPattern
    /// Q.
    public let publicKey: AffinePoint<Secp256k1>
    /// From this and the initiator's key file comes q.
    public let nonce: Bytes<32>
    public let visibility: Visibility

    /// `publicKey` is not the identity.
    public init(
        pattern: AddressPattern, publicKey: AffinePoint<Secp256k1>, nonce: Bytes<32>, visibility: Visibility = .public
    ) {
        precondition(!publicKey.isIdentity, "Q is not the identity")
        self.pattern = pattern
        self.publicKey = publicKey
        self.nonce = nonce
        self.visibility = visibility
    }
}

extension VanityAddress: TaskParameters {
    static let name = "vanity-address"
    static let tag: UInt8 = 1
    /// The longest beginning that an address has.
    private static let prefixLengths = 1...34

    init(from reader: inout BinaryReader) throws(BinaryError) {
        let format = try reader.readChoice("address format", as: FormatTag.self).format
        visibility = try reader.readChoice("address visibility")
        publicKey = try reader.read(33, "public key Q", expecting: "a compressed point of secp256k1") {
            AffinePoint(sec1Compressed: $0)
        }
        nonce = try reader.readBytes("derivation nonce")
        let count = try reader.readLength("length of the prefix", as: UInt8.self, in: Self.prefixLengths)
        pattern = try reader.read(count, "prefix", expecting: "the beginning of an address") { bytes in
            try? AddressPattern(format: format, prefix: String(decoding: bytes, as: UTF8.self))
        }
    }

    func write(to writer: inout BinaryWriter) {
        writer.write(FormatTag(pattern.format).rawValue)
        writer.write(visibility.rawValue)
        writer.write(publicKey.sec1Compressed)
        writer.write(nonce)
        writer.write(pattern.prefix.utf8, lengthAs: UInt8.self)
    }

    init(json fields: JSONFields) throws(JSONError) {
        let own = try fields.object("parameters", required: ["format", "prefix", "publicKey", "nonce", "address"])
        let formats = AddressPattern.Format.allCases.map(\.rawValue).joined(separator: ", ")
        let format = try own.value("format", expecting: "one of: \(formats)") { AddressPattern.Format(rawValue: $0) }
        let prefix = try own.text("prefix")
        do throws(AddressPatternError) {
            pattern = try AddressPattern(format: format, prefix: prefix)
        } catch {
            throw own.refused("prefix", because: error.description)
        }
        publicKey = try own.value("publicKey", expecting: "a compressed point of secp256k1 in hexadecimal") {
            Hexadecimal.bytes(of: $0).flatMap { AffinePoint(sec1Compressed: $0) }
        }
        nonce = try own.bytes("nonce")
        visibility = try own.value("address", expecting: "\"public\"") { $0 == "public" ? .public : nil }
    }

    var json: JSONValue {
        .object([
            .init("format", .string(pattern.format.rawValue)),
            .init("prefix", .string(pattern.prefix)),
            .init("publicKey", .string(Hexadecimal.text(of: publicKey.sec1Compressed))),
            .init("nonce", .hex(nonce)),
            .init("address", .string("public")),
        ])
    }
}

/// An address format in canonical bytes.
private enum FormatTag: UInt8 {
    case p2pkh = 1

    init(_ format: AddressPattern.Format) {
        switch format {
        case .p2pkh: self = .p2pkh
        }
    }

    var format: AddressPattern.Format {
        switch self {
        case .p2pkh: .p2pkh
        }
    }
}
