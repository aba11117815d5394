internal import Curves
internal import Fields
internal import Sealing

/// Random sums: equations between many points are checked as one between their sums with random coefficients, which holds
/// with probability 2⁻¹²⁸ where one of them does not.
///
/// Source: Bellare, Garay, Rabin, "Fast Batch Verification for Modular Exponentiation and Digital Signatures", section 3.
enum RandomSums {
    /// Coefficients below 2¹²⁸, from the system's random generator.
    static func coefficients(_ count: Int) -> [UInt256] {
        Sodium.randomBytes(16 * count).withUnsafeBytes { bytes in
            (0..<count).map { index in
                UInt256(
                    bytes.loadUnaligned(fromByteOffset: 16 * index, as: UInt64.self),
                    bytes.loadUnaligned(fromByteOffset: 16 * index + 8, as: UInt64.self))
            }
        }
    }

    static func sum<C>(_ points: UnsafeBufferPointer<AffinePoint<C>>, _ coefficients: [UInt256]) -> AffinePoint<C> {
        coefficients.withUnsafeBufferPointer { multiScalarMultiplication(points, $0) }.affine
    }

    /// Whether b is to a in the first group as d is to c in the second: e(a, d) = e(b, c).
    static func sameRatio(_ a: G1, _ b: G1, _ c: G2, _ d: G2) -> Bool {
        Pairing.isIdentity([(a, PreparedG2(d)), (-b, PreparedG2(c))])
    }
}
