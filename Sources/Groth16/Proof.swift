public import Curves

/// A Groth16 proof: three points, none of them the identity.
///
/// From one proof anyone makes others of the same statement (multiply A by x and divide B by x, say): to know a
/// submission again, compare statements and never proofs.
public struct Proof: Sendable, Equatable {
    public let a: G1
    public let b: G2
    public let c: G1

    /// Nil where a point is the identity.
    public init?(a: G1, b: G2, c: G1) {
        guard !a.isIdentity, !b.isIdentity, !c.isIdentity else { return nil }
        (self.a, self.b, self.c) = (a, b, c)
    }

    /// The bytes of `compressed`.
    public static let compressedByteCount = 128

    /// A, B and C compressed: 32, 64 and 32 bytes.
    public var compressed: [UInt8] { a.compressed + b.compressed + c.compressed }

    /// Nil for another length than 128, a point off its curve or outside its group, an encoding that is not the canonical
    /// one, or an identity.
    public init?(compressed bytes: some RandomAccessCollection<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == Self.compressedByteCount,
            let a = G1(compressed: bytes[..<32]), let b = G2(compressed: bytes[32..<96]),
            let c = G1(compressed: bytes[96...])
        else { return nil }
        self.init(a: a, b: b, c: c)
    }
}
