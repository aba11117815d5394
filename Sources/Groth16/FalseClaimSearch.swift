internal import Fields

/// Looks for the false ones of many claims: checks the whole, then halves of what does not hold, down to single claims. Nothing is
/// found false that was not checked by itself.
///
/// Of n claims, k of them false, it makes at most 2k·log₂(n/4) checks of halves and 4k of single claims besides the whole, as long as
/// n/8 halves are enough: after so many, what is left is checked one by one. Each check of a half costs less than two of
/// single claims, since the Miller functions of the whole are kept. So whoever has all claims false makes a batch cost about half
/// as much again as checking each, and less of a large one.
package struct FalseClaimSearch {
    private let claims: [Verifier.Claim]
    private let verifier: Verifier
    package private(set) var falseClaims: [Int] = []
    /// Checks of several claims as one, the whole among them.
    package private(set) var sharedChecks = 0
    package private(set) var singleChecks = 0

    /// With fewer claims the whole costs about as much as they do.
    package static let leastBatch = 4

    /// How many halves of so many claims are checked at the most.
    package static func mostHalves(of count: Int) -> Int { count / 8 }

    init(_ claims: [Verifier.Claim], under verifier: Verifier) {
        self.claims = claims
        self.verifier = verifier
        guard claims.count >= Self.leastBatch else {
            checkEach(claims.indices)
            return
        }
        let weighted = WeightedClaims(claims, under: verifier)
        sharedChecks = 1
        if !weighted.hold(weighted.groups) { search(weighted, weighted.groups) }
    }

    /// Looks into groups which do not hold as a whole.
    private mutating func search(_ weighted: WeightedClaims, _ groups: Range<Int>) {
        guard groups.count > 1, mayShare else { return checkEach(weighted.members(of: groups)) }
        let middle = groups.lowerBound + groups.count / 2
        let (left, right) = (groups.lowerBound..<middle, middle..<groups.upperBound)
        sharedChecks += 1
        if weighted.hold(left) { return search(weighted, right) }
        // A half that holds is done with before a quarter is looked at.
        var rightHolds = false
        if mayShare {
            sharedChecks += 1
            rightHolds = weighted.hold(right)
        }
        search(weighted, left)
        if !rightHolds { search(weighted, right) }
    }

    /// Whether another half may be checked.
    private var mayShare: Bool { sharedChecks <= Self.mostHalves(of: claims.count) }

    private mutating func checkEach(_ members: Range<Int>) {
        singleChecks += members.count
        // The numbers of inputs are right: what throws does not hold.
        falseClaims += members.filter { (try? verifier.verify(claims[$0].publicInputs, claims[$0].proof)) != true }
    }
}
