public import Fields

/// Many proofs at once.
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
        for claim in claims { try checkCount(claim.publicInputs) }
        let batch = WeightedClaims(claims, under: self)
        return batch.hold(batch.groups)
    }

    /// The indices of the claims that do not hold, in order; none when all do. `verify` finds the same of each.
    ///
    /// All are checked at once, as `allHold` does, and where that does not hold, halves are, until the false ones are found:
    /// `FalseClaimSearch` has what that costs. A false claim passes with probability 2⁻¹²⁸ a check, a true one is never named.
    /// One claim with a wrong number of inputs makes the call throw.
    public func falseClaims(_ claims: [Claim]) throws(VerifierError) -> [Int] { try search(claims).falseClaims }

    package func search(_ claims: [Claim]) throws(VerifierError) -> FalseClaimSearch {
        for claim in claims { try checkCount(claim.publicInputs) }
        return FalseClaimSearch(claims, under: self)
    }
}
