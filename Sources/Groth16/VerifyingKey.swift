public import Curves

/// What a verifier needs to know of a setup: alpha, beta, gamma and delta in the exponent, and one point for the constant
/// and each public input.
///
/// Source: Groth, "On the Size of Pairing-based Non-interactive Arguments", section 3.2.
public struct VerifyingKey: Sendable, Equatable {
    public let alpha1: G1
    public let beta2: G2
    public let gamma2: G2
    public let delta2: G2
    /// The point of the constant, then one point a public input.
    public let ic: [G1]

    /// `ic` has at least the point of the constant. Identities are taken here, and named by `unsafeReasons`.
    public init(alpha1: G1, beta2: G2, gamma2: G2, delta2: G2, ic: [G1]) {
        precondition(!ic.isEmpty, "a key has a point for the constant")
        self.alpha1 = alpha1
        self.beta2 = beta2
        self.gamma2 = gamma2
        self.delta2 = delta2
        self.ic = ic
    }

    public var publicInputCount: Int { ic.count - 1 }

    /// The canonical bytes that the key's digest is taken of: the curve (one byte, 1 for BN254), the number of public
    /// inputs (u32, least significant byte first), alpha1 (32 bytes), beta2, gamma2, delta2 (64 each), and the points of
    /// the constant and the public inputs (32 each), compressed.
    public var canonicalBytes: [UInt8] {
        let count = (0..<4).map { UInt8(truncatingIfNeeded: publicInputCount >> (8 * $0)) }
        let fixed = alpha1.compressed + [beta2, gamma2, delta2].flatMap(\.compressed)
        return [1] + count + fixed + ic.flatMap(\.compressed)
    }
}

/// Why proofs under a verifying key mean nothing, or do not hold a public input.
public enum UnsafeKeyReason: Error, Hashable, Sendable {
    case alphaIsIdentity
    case betaIsIdentity
    case gammaIsIdentity
    case deltaIsIdentity
    /// delta is gamma or its negative: the public inputs can be moved into the proof.
    case deltaIsGamma
    /// delta is the generator or its negative: no second phase took place, and whoever knows that forges.
    case deltaIsGenerator
    /// The point of the constant (0) or of a public input (from 1 on) is the identity: the proof does not depend on it.
    case inputIsUnbound(Int)
}

extension VerifyingKey {
    /// Everything that makes the key unsafe, none for a sound key. A key that was made with known waste cannot be told
    /// from a good one by its points.
    ///
    /// gamma may be the generator: it is in every key of snarkjs, and takes part in no secret.
    public var unsafeReasons: [UnsafeKeyReason] {
        var reasons: [UnsafeKeyReason] = []
        if alpha1.isIdentity { reasons.append(.alphaIsIdentity) }
        if beta2.isIdentity { reasons.append(.betaIsIdentity) }
        if gamma2.isIdentity { reasons.append(.gammaIsIdentity) }
        if delta2.isIdentity { reasons.append(.deltaIsIdentity) }
        if delta2 == gamma2 || delta2 == -gamma2 { reasons.append(.deltaIsGamma) }
        if delta2 == .generator || delta2 == -.generator { reasons.append(.deltaIsGenerator) }
        for (index, point) in ic.enumerated() where point.isIdentity { reasons.append(.inputIsUnbound(index)) }
        return reasons
    }
}

extension UnsafeKeyReason: CustomStringConvertible {
    /// One clause for people.
    public var description: String {
        switch self {
        case .alphaIsIdentity: "alpha is the identity"
        case .betaIsIdentity: "beta is the identity"
        case .gammaIsIdentity: "gamma is the identity"
        case .deltaIsIdentity: "delta is the identity"
        case .deltaIsGamma: "delta is gamma or its negative"
        case .deltaIsGenerator: "delta is the generator or its negative: the key had no second phase"
        case .inputIsUnbound(0): "no proof depends on the constant"
        case .inputIsUnbound(let index): "no proof depends on public input \(index)"
        }
    }
}
