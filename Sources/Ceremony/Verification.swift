internal import Curves
internal import Fields
public import Formats
internal import Groth16

/// Why a well-formed key is not what its ceremony should have made of its circuit. Contributions count from 1.
public enum KeyFault: Error, Equatable, Sendable {
    /// The counts, alpha, beta or gamma in the header are not the circuit's.
    case header
    /// The circuit's hash in the history is not the circuit's.
    case circuitHash
    /// A part that no contribution changes is not the circuit's.
    case part(section: UInt32)
    /// The contribution's transcript is not the hash of what went before.
    case transcript(contribution: Int)
    /// One of the contribution's points is the identity.
    case identity(contribution: Int)
    /// The contributor did not show that he knows his factor.
    case proofOfKnowledge(contribution: Int)
    /// delta was not multiplied by the factor that the contributor knows.
    case delta(contribution: Int)
    /// The factor is not the one that the beacon leads to.
    case beacon(contribution: Int)
    /// The key's delta is not that of the last contribution, or not the same in both groups.
    case finalDelta
    /// The points of the private variables were not divided by delta.
    case privatePart
    /// The points of the quotient were not divided by delta.
    case quotientPart
    /// Nobody contributed: delta is known to all.
    case noContribution
    /// Only beacons contributed: delta is known to all.
    case onlyBeacons
    /// The factors of all contributions together leave a delta that everybody knows.
    case knownDelta
    /// The contribution is a beacon that is hashed too often to be computed again.
    case endlessBeacon(contribution: Int)
}

/// Checks every step of a key's second phase.
///
/// Source: Bowe, Gabizon, Miers, "Scalable Multi-party Computation for zk-SNARK Parameters in the Random Beacon Model",
/// section 7; snarkjs, `src/zkey_verify_frominit.js`.
public struct Verification {
    private let key: Zkey
    private let history: KeyHistory
    private let initial: InitialKey
    private let powers: Ptau

    /// - Parameters:
    ///   - key: its points are on their curves, which opening it has checked.
    ///   - initial: what circuit and powers of tau determine, made anew.
    ///   - powers: those that `initial` was made of.
    /// - Throws: `FileFormatError` where the key's history is malformed.
    public init(_ key: Zkey, against initial: InitialKey, over powers: Ptau) throws(FileFormatError) {
        self.key = key
        self.initial = initial
        self.powers = powers
        history = try key.history()
    }

    /// The first fault, nil for a key that at least one person contributed to and that every step of made as it should. What takes
    /// long comes last: a false key with a beacon of many hashes costs nobody days.
    ///
    /// Random sums let a wrong key pass with probability 2⁻¹²⁸ or less.
    ///
    /// - Parameter progress: is told the share that is done, from 0 to 1; what it throws stops the work.
    public func fault(progress: (Double) throws -> Void = { _ in }) throws -> KeyFault? {
        defer { withExtendedLifetime((key, powers)) {} }
        if let fault = faultOfFixedParts() ?? faultOfSources() { return fault }
        try progress(0.1)
        let (fault, delta) = try contributionFault { try progress(0.1 + 0.2 * $0) }
        if let fault { return fault }
        guard key.provingKey.header.delta1 == delta,
            RandomSums.sameRatio(.generator, delta, .generator, key.provingKey.header.delta2)
        else { return .finalDelta }
        try progress(0.3)
        guard isPrivatePartRight() else { return .privatePart }
        try progress(0.5)
        guard isQuotientPartRight() else { return .quotientPart }
        try progress(0.6)
        if history.contributions.isEmpty { return .noContribution }
        guard history.contributions.contains(where: { $0.source == .person }) else { return .onlyBeacons }
        guard delta != .generator, delta != -.generator else { return .knownDelta }
        let beacon = try beaconFault { try progress(0.6 + 0.4 * $0) }
        try progress(1)
        return beacon
    }

    /// A beacon that nobody can compute again.
    private func faultOfSources() -> KeyFault? {
        let index = history.contributions.firstIndex { step in
            guard case .beacon(_, let exponent) = step.source else { return false }
            return !Beacon.exponents.contains(exponent)
        }
        return index.map { .endlessBeacon(contribution: $0 + 1) }
    }

    /// What every contribution leaves as it is.
    private func faultOfFixedParts() -> KeyFault? {
        let (key, expected) = (key.provingKey, initial.header)
        let found = key.header
        guard found.variableCount == expected.variableCount, found.publicInputCount == expected.publicInputCount,
            found.domainLogSize == expected.domainLogSize, found.alpha1 == expected.alpha1,
            found.beta1 == expected.beta1, found.beta2 == expected.beta2, found.gamma2 == expected.gamma2
        else { return .header }
        guard history.circuitHash == initial.history.circuitHash else { return .circuitHash }
        guard key.ic.elementsEqual(initial.ic) else { return .part(section: 3) }
        guard key.coefficients.elementsEqual(initial.coefficients) else { return .part(section: 4) }
        guard key.a.elementsEqual(initial.a) else { return .part(section: 5) }
        guard key.b1.elementsEqual(initial.b1) else { return .part(section: 6) }
        guard key.b2.elementsEqual(initial.b2) else { return .part(section: 7) }
        return nil
    }

    /// The first fault of a contribution but for what its beacon leads to, and delta after the last.
    private func contributionFault(
        _ progress: (Double) throws -> Void
    ) throws -> (fault: KeyFault?, delta: G1) {
        var delta = G1.generator
        var past = HistoryHash(circuitHash: history.circuitHash)
        for (index, step) in history.contributions.enumerated() {
            let (number, count) = (index + 1, Double(history.contributions.count))
            let points = [step.deltaAfter, step.s, step.sx]
            if points.contains(where: \.isIdentity) || step.tx.isIdentity {
                return (.identity(contribution: number), delta)
            }
            guard step.transcript == past.transcript(s: step.s, sx: step.sx) else {
                return (.transcript(contribution: number), delta)
            }
            let t = step.transcript.point
            guard RandomSums.sameRatio(step.s, step.sx, t, step.tx) else {
                return (.proofOfKnowledge(contribution: number), delta)
            }
            guard RandomSums.sameRatio(delta, step.deltaAfter, t, step.tx) else {
                return (.delta(contribution: number), delta)
            }
            delta = step.deltaAfter
            past.append(step)
            try progress(Double(number) / count)
        }
        return (nil, delta)
    }

    /// The first beacon that is not what its value leads to.
    private func beaconFault(_ progress: (Double) throws -> Void) throws -> KeyFault? {
        let count = Double(history.contributions.count)
        for (index, step) in history.contributions.enumerated() {
            guard case .beacon(let value, let exponent) = step.source,
                let beacon = Beacon(value: value, exponent: exponent)
            else { continue }
            let (factor, s) = try beacon.draw { try progress((Double(index) + $0) / count) }
            guard s == step.s, factor * s == step.sx else { return .beacon(contribution: index + 1) }
        }
        return nil
    }

    /// Each point times delta is the initial key's.
    private func isPrivatePartRight() -> Bool {
        let found = key.provingKey.c
        let scalars = RandomSums.coefficients(found.count)
        let expected = initial.c.withUnsafeBufferPointer { RandomSums.sum($0, scalars) }
        return isDivided(RandomSums.sum(found, scalars), of: expected)
    }

    /// For a random polynomial h of degree below size − 1: what the key makes of the values of h·Z on the odd half of the double
    /// domain, times delta, is (h·Z)(tau), straight from the powers. Z is −2 on that half.
    ///
    /// Not a comparison with the initial key's points: those of a key over more powers of the same ceremony differ from ours
    /// where no proof sees it.
    private func isQuotientPartRight() -> Bool {
        let domain = EvaluationDomain(logSize: initial.header.domainLogSize)
        let size = domain.size
        let coefficients = RandomSums.coefficients(size - 1)
        let tau = powers.powers(.tau, 2 * size - 1)
        let expected =
            RandomSums.sum(.init(rebasing: tau[size...]), coefficients)
            - RandomSums.sum(.init(rebasing: tau[..<(size - 1)]), coefficients)
        var values = coefficients.map { Fr(canonical: $0)! } + [.zero]
        EvaluationDomain.scale(&values, byPowersOf: EvaluationDomain(logSize: domain.logSize + 1).root)
        domain.forward(&values)
        let minusTwo = -Fr(UInt64(2))
        let scalars = values.map { ($0 * minusTwo).canonical }
        return isDivided(RandomSums.sum(key.provingKey.h, scalars), of: expected)
    }

    /// Whether delta · quotient = dividend.
    private func isDivided(_ quotient: G1, of dividend: G1) -> Bool {
        RandomSums.sameRatio(quotient, dividend, .generator, key.provingKey.header.delta2)
    }
}

extension KeyFault: CustomStringConvertible {
    /// One clause for people.
    public var description: String {
        switch self {
        case .header: "its counts, alpha, beta or gamma are not those of this circuit and these powers of tau"
        case .circuitHash: "it was begun from another circuit or other powers of tau"
        case .part(let section): "section \(section) is not that of this circuit and these powers of tau"
        case .transcript(let number): "the transcript of contribution \(number) is not the hash of what went before"
        case .identity(let number): "contribution \(number) has the identity for a point"
        case .proofOfKnowledge(let number): "contribution \(number) does not prove that its author knows the factor"
        case .delta(let number): "contribution \(number) did not multiply delta by its author's factor"
        case .beacon(let number): "contribution \(number) is not what its beacon leads to"
        case .finalDelta: "its delta is not that of the last contribution"
        case .privatePart: "section 8 was not divided by delta"
        case .quotientPart: "section 9 was not divided by delta"
        case .noContribution: "nobody has contributed yet, so that anyone can forge proofs"
        case .onlyBeacons: "nobody but beacons contributed, so that anyone can forge proofs"
        case .knownDelta: "its contributions together changed nothing, so that anyone can forge proofs"
        case .endlessBeacon(let number):
            "contribution \(number) is a beacon of more than 2^\(Beacon.exponents.upperBound) hashes, which nobody can compute again"
        }
    }
}
