internal import Fields
internal import Glibc

extension BN254G2 {
    /// The smallest prime in the cofactor 2q − r.
    package static let smallestCofactorPrime = 10_069

    /// Whether all of these points of the twist, identities allowed, lie in the subgroup of order r. Wrong with probability
    /// below 2⁻¹²⁸ for points that were chosen before the call.
    ///
    /// Ten random sums of all points, with coefficients below 2¹³, are checked in their place. A point outside makes a sum one
    /// from outside but for at most one choice of its coefficient: the differences of coefficients are below every prime of the
    /// cofactor. So each sum hides it with probability 2⁻¹³ at most. An addition a point and sum, where the check of a point
    /// takes about a hundred.
    /// Source: Bellare, Garay, Rabin, "Fast Batch Verification for Modular Exponentiation and Digital Signatures", section 3
    /// (the small exponents test), with Boyd and Pavlovski's remark on groups with small factors in their order.
    public static func areInSubgroup(_ points: UnsafeBufferPointer<AffinePoint<BN254G2>>) -> Bool {
        guard points.count > 16 else { return points.allSatisfy(isInSubgroup) }
        return (0..<10).allSatisfy { _ in
            let sum = coefficients(points.count).withUnsafeBufferPointer { multiScalarMultiplication(points, $0) }
            return isInSubgroup(sum.affine)
        }
    }

    /// Random numbers below 2¹³, from the system: 128 of them a call, since a call costs as much as adding several points.
    private static func coefficients(_ count: Int) -> [UInt256] {
        var bits = [UInt16](repeating: 0, count: 128)
        return (0..<count).map { index in
            if index % bits.count == 0 {
                let status = bits.withUnsafeMutableBytes { getentropy($0.baseAddress!, $0.count) }
                precondition(status == 0, "the system gives random bytes")
            }
            return UInt256(UInt64(bits[index % bits.count] & 0x1fff))
        }
    }
}
