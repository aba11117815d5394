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
    /// The Miller function of (−α, β), where it would not come for nothing: the kernel's loops are always four.
    private let negatedAlphaBeta: Fq12?
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
        negatedAlphaBeta = Pairing.loopsAreFour ? nil : Pairing.millerLoop([(-key.alpha1, beta)])
    }

    /// Whether the proof holds for these public inputs: e(A, B) = e(α, β)·e(Σ xᵢICᵢ, γ)·e(C, δ). Three Miller functions and
    /// one final power.
    public func verify(_ publicInputs: [Fr], _ proof: Proof) throws(VerifierError) -> Bool {
        let pairs = [
            (proof.a, PreparedG2(proof.b)), (-(try inputPoint(publicInputs)), gamma), (-proof.c, delta),
        ]
        guard let negatedAlphaBeta else { return Pairing.isIdentity(pairs + [(-key.alpha1, beta)]) }
        return Pairing.finalExponentiation(Pairing.millerLoop(pairs) * negatedAlphaBeta) == .one
    }

    /// IC₀ + Σ xᵢICᵢ.
    private func inputPoint(_ publicInputs: [Fr]) throws(VerifierError) -> G1 {
        try checkCount(publicInputs)
        return inputSum(constant: .one, publicInputs)
    }

    private func checkCount(_ publicInputs: [Fr]) throws(VerifierError) {
        guard publicInputs.count == key.publicInputCount else {
            throw .wrongInputCount(publicInputs.count, expected: key.publicInputCount)
        }
    }

    /// constant·IC₀ + Σ xᵢICᵢ.
    private func inputSum(constant: Fr, _ inputs: [Fr]) -> G1 {
        if constant == .one { return (ShortScalars.sum(of: Array(key.ic.dropFirst()), by: inputs) + key.ic[0]).affine }
        return ShortScalars.sum(of: key.ic, by: [constant] + inputs).affine
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

    /// Whether all of the claims hold.
    ///
    /// They are checked at once, each weighted with 128 fresh random bits, at the cost of one Miller function a claim; a false
    /// claim passes with probability 2⁻¹²⁸. One claim with a wrong number of inputs makes the call throw.
    public func allHold(_ claims: [Claim]) throws(VerifierError) -> Bool {
        allHold(try weighted(claims)[...])
    }

    /// The indices of the claims that do not hold, in order; none when all do.
    ///
    /// All are checked at once, each weighted with 128 fresh random bits, at the cost of one Miller function a claim; a
    /// false claim passes with probability 2⁻¹²⁸. Where the whole does not hold, halves are checked until the false ones
    /// are found. One claim with a wrong number of inputs makes the call throw.
    public func falseClaims(_ claims: [Claim]) throws(VerifierError) -> [Int] {
        falseClaims(try weighted(claims)[...])
    }

    private func weighted(_ claims: [Claim]) throws(VerifierError) -> [WeightedClaim] {
        for claim in claims { try checkCount(claim.publicInputs) }
        var generator = SystemRandomNumberGenerator()
        let weights = claims.map { _ in generator.next() as UInt128 }
        let scaled = affine(ShortScalars.multiples(of: claims.map(\.proof.a), by: weights))
        return claims.indices.map { index in
            WeightedClaim(claim: claims[index], weight: weights[index], a: scaled[index])
        }
    }

    private struct WeightedClaim {
        let claim: Claim
        /// ρ.
        let weight: UInt128
        /// ρA.
        let a: G1
        let b: PreparedG2

        init(claim: Claim, weight: UInt128, a: G1) {
            (self.claim, self.weight, self.a) = (claim, weight, a)
            b = PreparedG2(claim.proof.b)
        }
    }

    private func falseClaims(_ claims: ArraySlice<WeightedClaim>) -> [Int] {
        guard !claims.isEmpty, !allHold(claims) else { return [] }
        guard claims.count > 1 else { return [claims.startIndex] }
        let middle = claims.startIndex + claims.count / 2
        return falseClaims(claims[..<middle]) + falseClaims(claims[middle...])
    }

    /// Whether Π e(ρA, B)·e(−(Σρ·IC₀ + Σ(Σρxᵢ)ICᵢ), γ)·e(−ΣρC, δ)·e(−Σρ·α, β) is one.
    private func allHold(_ claims: ArraySlice<WeightedClaim>) -> Bool {
        var total = Fr.zero
        var inputs = [Fr](repeating: .zero, count: key.publicInputCount)
        for claim in claims {
            let weight = Fr(canonical: UInt256(claim.weight))!
            total += weight
            for (index, input) in claim.claim.publicInputs.enumerated() { inputs[index] += weight * input }
        }
        let c = ShortScalars.sum(of: claims.map(\.claim.proof.c), by: claims.map(\.weight)).affine
        let fixed = [
            (-inputSum(constant: total, inputs), gamma), (-c, delta), (-(total * key.alpha1), beta),
        ]
        return Pairing.isIdentity(claims.map { ($0.a, $0.b) } + fixed)
    }
}
