public import Fields

/// The compressed form of a point of secp256k1: 0x02 or 0x03 for an even or odd y, then x as 32 bytes, most significant
/// first. Source: SEC 1, "Elliptic Curve Cryptography", sections 2.3.3 and 2.3.4.
extension AffinePoint where C == Secp256k1 {
    /// The point that 33 bytes spell. Nil for another length or first byte (the identity and the uncompressed and hybrid
    /// forms among them), for an x at or above p, and for an x that no point has.
    public init?(sec1Compressed bytes: some BidirectionalCollection<UInt8>) {
        guard bytes.count == 33, let tag = bytes.first, tag == 2 || tag == 3,
            let x = SecpBase(bigEndianBytes: bytes.dropFirst()),
            let root = (x.squared() * x + Secp256k1.b).squareRoot()
        else { return nil }
        // No point of secp256k1 has y = 0, since its order is odd: one root is even and the other odd.
        self.init(uncheckedX: x, y: root.isOdd == (tag == 3) ? root : -root)
    }

    /// 33 bytes. The point is not the identity, which this form cannot say.
    public var sec1Compressed: [UInt8] {
        precondition(!isIdentity, "the identity has no compressed form")
        return [y.isOdd ? 3 : 2] + x.bigEndianBytes
    }
}

extension PrimeField {
    /// Whether the canonical value is odd.
    @inlinable package var isOdd: Bool { canonical.l0 & 1 == 1 }
}
