internal import Curves
internal import Fields
internal import Formats

/// Checks that powers of tau are what they say, as far as a circuit with a domain of 2^logSize elements takes them. Who made
/// them, and that at least one of the makers was honest, is for the ceremony that they come from to show.
///
/// The points are in their groups (`Ptau.checkPoints`). Source for the equations: Bowe, Gabizon, Miers, "Scalable Multi-party
/// Computation for zk-SNARK Parameters in the Random Beacon Model", section 3.
struct PowersCheck {
    private let powers: Ptau
    private let logSize: Int
    private let domain: EvaluationDomain
    private let coefficients: [UInt256]
    /// The values of the polynomial with the coefficients, on the domain.
    private let values: [UInt256]

    init(_ powers: Ptau, logSize: Int) {
        self.powers = powers
        self.logSize = logSize
        domain = EvaluationDomain(logSize: logSize)
        coefficients = RandomSums.coefficients(domain.size)
        values = Self.values(coefficients, domain)
    }

    private static func values(_ coefficients: [UInt256], _ domain: EvaluationDomain) -> [UInt256] {
        var values = coefficients.map { Fr(canonical: $0)! }
        domain.forward(&values)
        return values.map(\.canonical)
    }

    private var size: Int { domain.size }

    /// The first fault, nil where there is none.
    func fault(_ progress: (Double) throws -> Void) rethrows -> PowersFault? {
        let (tau, tau2) = (powers.powers(.tau, 2 * size - 1), powers.powersInG2(size))
        guard tau[0] == .generator, tau2[0] == .generator else { return .firstPower }
        let (alpha, beta) = (powers.powers(.alphaTau, size), powers.powers(.betaTau, size))
        guard !isKnown(alpha[0]), !isKnown(beta[0]), !tau[1].isIdentity, !isRootOfUnity(tau) else { return .degenerate }
        guard RandomSums.sameRatio(.generator, beta[0], .generator, powers.betaG2) else { return .beta }
        if let last = powers.contributions.last {
            guard last.tauG1 == tau[1], last.tauG2 == tau2[1], last.alphaG1 == alpha[0], last.betaG1 == beta[0],
                last.betaG2 == powers.betaG2
            else { return .lastContribution }
        }
        try progress(0)
        for (number, series) in PowerSeries.InG1.allCases.enumerated() {
            if let fault = fault(series) { return fault }
            try progress(Double(number + 1) / 5)
        }
        if let fault = faultInG2(tau2, tau[1]) { return fault }
        try progress(4.0 / 5)
        return faultOfWideBasis()
    }

    /// Whether tau^size is 1 or −1: tau is one of a few numbers then, and for 1 the Lagrange basis is a trap.
    private func isRootOfUnity(_ tau: UnsafeBufferPointer<G1>) -> Bool {
        tau[size] == .generator || tau[size] == -.generator
    }

    /// Whether it is the multiple of the generator by 0, 1 or −1.
    private func isKnown(_ point: G1) -> Bool { point.isIdentity || point == .generator || point == -.generator }

    private func fault(_ series: PowerSeries.InG1) -> PowersFault? {
        let count = series == .tau ? 2 * size - 1 : size
        let points = powers.powers(series, count)
        let scalars = series == .tau ? RandomSums.coefficients(count - 1) : Array(coefficients.dropLast())
        let low = RandomSums.sum(.init(rebasing: points[..<(count - 1)]), scalars)
        let high = RandomSums.sum(.init(rebasing: points[1...]), scalars)
        guard RandomSums.sameRatio(low, high, .generator, powers.powersInG2(2)[1]) else {
            return .notPowers(section: series.rawValue)
        }
        let sum = RandomSums.sum(.init(rebasing: points[..<size]), coefficients)
        guard RandomSums.sum(powers.lagrange(series, logSize: logSize), values) == sum else {
            return .lagrange(section: series.rawValue + 10)
        }
        return nil
    }

    private func faultInG2(_ points: UnsafeBufferPointer<G2>, _ tau: G1) -> PowersFault? {
        let scalars = Array(coefficients.dropLast())
        let low = RandomSums.sum(.init(rebasing: points[..<(size - 1)]), scalars)
        let high = RandomSums.sum(.init(rebasing: points[1...]), scalars)
        guard RandomSums.sameRatio(.generator, tau, low, high) else { return .notPowers(section: 3) }
        guard RandomSums.sum(powers.lagrangeInG2(logSize: logSize), values) == RandomSums.sum(points, coefficients)
        else { return .lagrange(section: 13) }
        return nil
    }

    /// The basis of the domain of twice the size, of which H takes half. A polynomial without the highest power does not see
    /// whether the basis comes of one power too few, as the largest one in a file does.
    private func faultOfWideBasis() -> PowersFault? {
        var scalars = RandomSums.coefficients(2 * size - 1)
        let sum = RandomSums.sum(powers.powers(.tau, 2 * size - 1), scalars)
        scalars.append(.zero)
        let values = Self.values(scalars, EvaluationDomain(logSize: logSize + 1))
        let basis = powers.lagrange(.tau, logSize: logSize + 1)
        return RandomSums.sum(basis, values) == sum ? nil : .lagrange(section: 12)
    }
}
