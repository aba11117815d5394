internal import Curves
public import Fields

/// Why proofs are not judged at all.
public enum VerifierError: Error, Equatable, Sendable {
    /// The verifying key proves nothing, for these reasons.
    case unsafeKey([UnsafeKeyReason])
    /// There are this many public inputs, the key is for that many.
    case wrongInputCount(Int, expected: Int)
}

/// Checks proofs under one verifying key, whose share of the pairings is computed once. Variable-time.
public struct Verifier: Sendable {
    public let key: VerifyingKey
    /// The Miller function of (−α, β).
    private let negatedAlphaBeta: Fq12
    private let beta: PreparedG2
    private let gamma: PreparedG2
    private let delta: PreparedG2

    /// - Parameter allowUnsafe: takes a key under which anyone can forge. For test vectors, and nothing else.
    /// - Throws: `VerifierError.unsafeKey` with every reason.
    public init(_ key: VerifyingKey, allowUnsafe: Bool = false) throws(VerifierError) {
        let reasons = key.unsafeReasons
        guard allowUnsafe || reasons.isEmpty else { throw .unsafeKey(reasons) }
        self.key = key
        beta = PreparedG2(key.beta2)
        gamma = PreparedG2(key.gamma2)
        delta = PreparedG2(key.delta2)
        negatedAlphaBeta = Pairing.millerLoop([(-key.alpha1, beta)])
    }

    /// Whether the proof holds for these public inputs: e(A, B) = e(α, β)·e(Σ xᵢICᵢ, γ)·e(C, δ). Three Miller functions and
    /// one final power.
    public func verify(_ publicInputs: [Fr], _ proof: Proof) throws(VerifierError) -> Bool {
        let value = Pairing.millerLoop([
            (proof.a, PreparedG2(proof.b)), (-(try inputPoint(publicInputs).affine), gamma), (-proof.c, delta),
        ])
        return Pairing.finalExponentiation(value * negatedAlphaBeta) == .one
    }

    /// IC₀ + Σ xᵢICᵢ.
    private func inputPoint(_ publicInputs: [Fr]) throws(VerifierError) -> JacobianPoint<BN254G1> {
        guard publicInputs.count == key.publicInputCount else {
            throw .wrongInputCount(publicInputs.count, expected: key.publicInputCount)
        }
        return multiScalarMultiplication(key.ic, [.one] + publicInputs)
    }
}

// MARK: - Many proofs at once

extension Verifier {
    /// A statement and the proof of it.
    public struct Claim: Sendable {
        public let publicInputs: [Fr]
        public let proof: Proof

        public init(publicInputs: [Fr], proof: Proof) {
            self.publicInputs = publicInputs
            self.proof = proof
        }
    }

    /// The indices of the claims that do not hold, in order; none when all do.
    ///
    /// All are checked at once, each weighted with 128 fresh random bits, at the cost of one Miller function a claim; a
    /// false claim passes with probability 2⁻¹²⁸. Where the whole does not hold, halves are checked until the false ones
    /// are found. One claim with a wrong number of inputs makes the call throw.
    public func falseClaims(_ claims: [Claim]) throws(VerifierError) -> [Int] {
        var summands: [WeightedClaim] = []
        var generator = SystemRandomNumberGenerator()
        for claim in claims {
            let weight = Fr(canonical: UInt256(generator.next(), generator.next()))!
            summands.append(
                WeightedClaim(
                    weight: weight, input: try inputPoint(claim.publicInputs), proof: claim.proof,
                    b: PreparedG2(claim.proof.b)))
        }
        return falseClaims(summands[...])
    }

    private struct WeightedClaim {
        let weight: Fr
        let input: JacobianPoint<BN254G1>
        let proof: Proof
        let b: PreparedG2
    }

    private func falseClaims(_ claims: ArraySlice<WeightedClaim>) -> [Int] {
        guard !claims.isEmpty, !allHold(claims) else { return [] }
        guard claims.count > 1 else { return [claims.startIndex] }
        let middle = claims.startIndex + claims.count / 2
        return falseClaims(claims[..<middle]) + falseClaims(claims[middle...])
    }

    /// Whether Π e(ρA, B)·e(−Σρ·input, γ)·e(−ΣρC, δ)·e(−Σρ·α, β) is one.
    private func allHold(_ claims: ArraySlice<WeightedClaim>) -> Bool {
        let weights = claims.map(\.weight)
        let scaled = affine(claims.map { JacobianPoint($0.proof.a).multiplied(by: $0.weight.canonical) })
        let total = weights.reduce(Fr.zero, +)
        let inputs = multiScalarMultiplication(affine(claims.map(\.input)), weights).affine
        let c = multiScalarMultiplication(claims.map(\.proof.c), weights).affine
        let pairs = zip(scaled, claims).map { ($0, $1.b) }
        return Pairing.isIdentity(pairs + [(-inputs, gamma), (-c, delta), (-(total * key.alpha1), beta)])
    }
}
