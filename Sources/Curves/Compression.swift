public import Fields

/// A coordinate field whose elements have a fixed encoding and, up to sign, an order: what compression of points needs.
public protocol CompressibleCoordinate: Field {
    /// The number of bytes.
    static var encodedCount: Int { get }
    /// Big-endian canonical bytes, the last coefficient first; nil for another length or a coefficient at or above p.
    init?(encoded bytes: ArraySlice<UInt8>)
    var encoded: [UInt8] { get }
    func squareRoot() -> Self?
    /// Whether the element is greater than its negative: compared as integers, by the last coefficient that is not zero.
    var isLargerThanNegative: Bool { get }
}

extension Fq: CompressibleCoordinate {
    public static var encodedCount: Int { 32 }
    public init?(encoded bytes: ArraySlice<UInt8>) { self.init(bigEndianBytes: bytes) }
    public var encoded: [UInt8] { bigEndianBytes }
    public var isLargerThanNegative: Bool { (-self).canonical < canonical }
}

extension Fq2: CompressibleCoordinate {
    public static var encodedCount: Int { 64 }

    public init?(encoded bytes: ArraySlice<UInt8>) {
        guard bytes.count == 64, let c1 = Fq(bigEndianBytes: bytes.prefix(32)),
            let c0 = Fq(bigEndianBytes: bytes.suffix(32))
        else { return nil }
        self.init(c0, c1)
    }

    public var encoded: [UInt8] { c1.bigEndianBytes + c0.bigEndianBytes }
    public var isLargerThanNegative: Bool { c1.isZero ? c0.isLargerThanNegative : c1.isLargerThanNegative }
}

/// The compressed form of a point of G1 (32 bytes) or G2 (64): x, most significant byte first and in G2 the coefficient of u
/// first, with two flags in the top bits of the first byte. Source: gnark-crypto, ecc/bn254/marshal.go.
///
///     10  y is the smaller of the two roots        01  the identity; every other bit is zero
///     11  y is the larger one                      00  refused
extension AffinePoint where C.Coordinate: CompressibleCoordinate {
    /// The point that these bytes spell. Nil for another length, wrong flags, a coordinate at or above p, an x that no point
    /// has, and a point outside the group. Each point has exactly one encoding.
    public init?(compressed bytes: some Collection<UInt8>) {
        var bytes = Array(bytes)
        guard bytes.count == C.Coordinate.encodedCount else { return nil }
        let flags = bytes[0] >> 6
        bytes[0] &= 0x3f
        switch flags {
        case 0b01:
            guard bytes.allSatisfy({ $0 == 0 }) else { return nil }
            self = .identity
        case 0b10, 0b11:
            guard let x = C.Coordinate(encoded: bytes[...]), let root = (x.squared() * x + C.b).squareRoot() else {
                return nil
            }
            // No point of the groups has y = 0, since their order is odd; one of the twist is outside the subgroup.
            self.init(uncheckedX: x, y: root.isLargerThanNegative == (flags == 0b11) ? root : -root)
            guard C.isInSubgroup(self) else { return nil }
        default: return nil
        }
    }

    /// 32 bytes in G1, 64 in G2.
    public var compressed: [UInt8] {
        var bytes = x.encoded
        bytes[0] |= isIdentity ? 0b01 << 6 : y.isLargerThanNegative ? 0b11 << 6 : 0b10 << 6
        return bytes
    }
}
