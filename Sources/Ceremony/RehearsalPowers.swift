internal import Curves
package import Fields
internal import Formats

/// Powers of tau for trying a ceremony out: made in one go by one party, who could forge proofs under every key that is begun
/// from them. The file has no contributions, by which everyone can tell.
public enum RehearsalPowers {
    /// The largest power that this makes: 2²⁰ rows, a file of 1.2 GB.
    public static let maximumPower = 20

    /// Writes a prepared `.ptau` file for domains of up to 2^power elements, power from 1 to 20. It appears whole or not at all.
    ///
    /// - Parameters:
    ///   - generator: where the secrets come from; the system's generator outside of tests.
    ///   - progress: is told the share that is done, from 0 to 1; what it throws stops the work.
    public static func write(
        power: Int, to path: String, replacing: Bool, using generator: inout some RandomNumberGenerator,
        progress: (Double) throws -> Void = { _ in }
    ) throws {
        let secrets = Secrets(power: power, using: &generator)
        try write(power: power, secrets, to: path, replacing: replacing, progress: progress)
    }

    /// The same with secrets that the caller knows, which need not be good ones.
    package static func write(
        power: Int, _ secrets: Secrets, to path: String, replacing: Bool, progress: (Double) throws -> Void = { _ in }
    ) throws {
        precondition((1...maximumPower).contains(power))
        var file = try SectionedFileWriter(path: path, magic: "ptau", version: 1, sectionCount: 11)
        try file.section(1, word32(32) + Fq.modulus.littleEndianBytes + word32(power) + word32(power))
        let size = 1 << power
        let g1 = FixedBaseTable<BN254G1>(.generator)
        let g2 = FixedBaseTable<BN254G2>(.generator)
        let factors: [(factor: Fr, isInG2: Bool)] = [
            (.one, false), (.one, true), (secrets.alpha, false), (secrets.beta, false),
        ]

        for (number, (factor, isInG2)) in factors.enumerated() {
            let count = number == 0 ? 2 * size - 1 : size
            try write([secrets.powers(count, times: factor)], isInG2, section: 2 + UInt32(number), to: &file)
            try progress(Double(number + 1) / 12)
        }
        try file.section(6, points: [secrets.beta * .generator as G2])
        try file.section(7, word32(0))
        for (number, (factor, isInG2)) in factors.enumerated() {
            var bases = (0...power).map { secrets.basis(logSize: $0, times: factor) }
            if number == 0 { bases.append(secrets.basisWithoutLastPower(logSize: power + 1)) }
            try write(bases, isInG2, section: 12 + UInt32(number), to: &file)
            try progress(Double(number + 2) / 6)
        }
        try file.commit(replacing: replacing)

        func write(
            _ rows: [[Fr]], _ isInG2: Bool, section: UInt32, to file: inout SectionedFileWriter
        ) throws {
            let pointByteCount = isInG2 ? 128 : 64
            try file.begin(section, length: rows.map(\.count).reduce(0, +) * pointByteCount)
            for row in rows {
                if isInG2 {
                    try g2.multiples(of: row).withUnsafeBytes { try file.write($0) }
                } else {
                    try g1.multiples(of: row).withUnsafeBytes { try file.write($0) }
                }
            }
        }
    }

    package struct Secrets {
        let tau: Fr
        let alpha: Fr
        let beta: Fr

        package init(tau: Fr, alpha: Fr, beta: Fr) { (self.tau, self.alpha, self.beta) = (tau, alpha, beta) }

        /// tau is outside of every domain; alpha and beta are neither zero nor ±1.
        fileprivate init(power: Int, using generator: inout some RandomNumberGenerator) {
            func draw(_ isGood: (Fr) -> Bool) -> Fr {
                while true {
                    let value = Fr.random(using: &generator)
                    if isGood(value) { return value }
                }
            }
            tau = draw { !$0.isZero && $0.power(2 << power) != .one }
            func isHidden(_ value: Fr) -> Bool { !value.isZero && value != .one && value != -.one }
            alpha = draw(isHidden)
            beta = draw(isHidden)
        }

        fileprivate func powers(_ count: Int, times factor: Fr) -> [Fr] {
            var powers = [Fr](repeating: factor, count: count)
            EvaluationDomain.scale(&powers, byPowersOf: tau)
            return powers
        }

        fileprivate func basis(logSize: Int, times factor: Fr) -> [Fr] {
            EvaluationDomain(logSize: logSize).lagrangeCoefficients(at: tau).map { $0 * factor }
        }

        /// Element i of a basis is the sum of ω^(−ij) · tau^j / size over all j; here the largest j is missing.
        fileprivate func basisWithoutLastPower(logSize: Int) -> [Fr] {
            let domain = EvaluationDomain(logSize: logSize)
            var missing = [Fr](repeating: tau.power(domain.size - 1) * domain.sizeInverse, count: domain.size)
            EvaluationDomain.scale(&missing, byPowersOf: domain.root)
            return zip(basis(logSize: logSize, times: .one), missing).map { $0 - $1 }
        }
    }
}
