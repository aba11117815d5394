import CSodium
import Curves

/// An X25519 public key to which boxes can be sealed and proven.
///
/// Stricter than libsodium, which ignores bit 255 and takes u + p and points of any order: the u is canonical, and
/// its lift, the Edwards point with y = (u − 1)/(u + 1) and sign 0, has order ℓ and is neither −H nor −2H.
public struct RecipientKey: Hashable, Sendable {
    /// 32 bytes of u, least significant first.
    public let bytes: [UInt8]

    /// The lift of u, as 32 bytes.
    public let edwards: [UInt8]

    /// The lift plus H, as 32 bytes: the base of the equality proof's second half.
    public let edwardsPlusH: [UInt8]

    /// Nil for bytes that are no such key.
    public init?(_ bytes: [UInt8]) {
        guard let lift = liftedU(bytes), let sum = Self.sumWithH(ofValid: lift) else { return nil }
        self.bytes = bytes
        edwards = lift
        edwardsPlusH = sum
    }

    /// pk + H for the Edwards encoding of a pk; nil where pk is not valid, −H or −2H.
    ///
    /// At −H the base of C is the identity, and the equality proof says nothing; at −2H the circuit's last addition
    /// is degenerate.
    package static func sumWithH(_ pk: [UInt8]) -> [UInt8]? {
        EdwardsGroup.isValid(pk) ? sumWithH(ofValid: pk) : nil
    }

    private static func sumWithH(ofValid pk: [UInt8]) -> [UInt8]? {
        guard pk != minusH, pk != minusTwiceH, let sum = EdwardsGroup.sum(pk, EdwardsGroup.nothingUpMySleeve),
            EdwardsGroup.isValid(sum)
        else { return nil }
        return sum
    }

    private static let minusH = (-Edwards25519Point.nothingUpMySleeve).encoding
    private static let minusTwiceH =
        (-(Edwards25519Point.nothingUpMySleeve + Edwards25519Point.nothingUpMySleeve)).encoding
}

/// The Edwards encoding, with sign 0, of 32 bytes of u; nil where u is not canonical or the point is not of order ℓ.
package func liftedU(_ bytes: [UInt8]) -> [UInt8]? {
    guard let lift = Edwards25519Point(onCurveLiftingU: bytes)?.encoding, EdwardsGroup.isValid(lift) else { return nil }
    return lift
}
