internal import Curves
internal import Fields

/// Claims of one key, each weighted with 128 random bits of its own, of which any can be checked as one.
///
/// Claims that are chosen before the weights are known, one of them false, pass such a check with probability 2⁻¹²⁸ at the most. The
/// weights serve for one batch and are never told.
///
/// Source: Bellare, Garay, Rabin, "Fast Batch Verification for Modular Exponentiation and Digital Signatures", section 3 (the small
/// exponents test); Ferrara, Green, Hohenberger, Pedersen, "Practical Short Signature Batch Verification", for pairings.
struct WeightedClaims {
    /// As many pairs as the widest kernel takes at once.
    static let groupSize = 4

    private let claims: [Verifier.Claim]
    private let verifier: Verifier
    /// ρ, one a claim.
    private let weights: [UInt128]
    /// The Miller functions of (ρA, B), multiplied up for each group.
    private let pairings: [Fq12]

    /// Each claim has as many public inputs as the key has.
    init(_ claims: [Verifier.Claim], under verifier: Verifier) {
        self.claims = claims
        self.verifier = verifier
        var generator = SystemRandomNumberGenerator()
        let weights = claims.map { _ in generator.next() as UInt128 }
        self.weights = weights
        let scaled = affine(ShortScalars.multiples(of: claims.map(\.proof.a), by: weights))
        pairings = parallelMap((claims.count + Self.groupSize - 1) / Self.groupSize) { group in
            Pairing.millerLoop(
                Self.members(of: group..<group + 1, in: claims.count).map {
                    (scaled[$0], PreparedG2(claims[$0].proof.b))
                })
        }
    }

    var groups: Range<Int> { pairings.indices }

    /// The indices of the claims in these groups.
    func members(of groups: Range<Int>) -> Range<Int> { Self.members(of: groups, in: claims.count) }

    private static func members(of groups: Range<Int>, in count: Int) -> Range<Int> {
        groups.lowerBound * groupSize..<min(groups.upperBound * groupSize, count)
    }

    /// Whether Π e(ρA, B)·e(−(Σρ·IC₀ + Σ(Σρxᵢ)ICᵢ), γ)·e(−ΣρC, δ)·e(−Σρ·α, β) is one, over the claims of these groups.
    func hold(_ groups: Range<Int>) -> Bool {
        let (members, key) = (members(of: groups), verifier.key)
        var total = Fr.zero
        var inputs = [Fr](repeating: .zero, count: key.publicInputCount)
        for index in members {
            let weight = Fr(canonical: UInt256(weights[index]))!
            total += weight
            for (place, input) in claims[index].publicInputs.enumerated() { inputs[place] += weight * input }
        }
        let c = ShortScalars.sum(of: claims[members].map(\.proof.c), by: Array(weights[members])).affine
        let alpha = ShortScalars.sum(of: [key.alpha1], by: [total]).affine
        let fixed = [
            (-verifier.inputSum(constant: total, inputs), verifier.gamma), (-c, verifier.delta),
            (-alpha, verifier.beta),
        ]
        return Pairing.finalExponentiation(pairings[groups].reduce(Pairing.millerLoop(fixed), *)) == .one
    }
}
