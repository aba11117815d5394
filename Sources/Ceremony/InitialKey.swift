internal import Curves
internal import Fields
public import Formats
public import Groth16
public import Storage

/// A circuit's proving key before anybody contributed, as circuit and powers of tau alone determine it: delta is the generator,
/// so that anyone can forge under it.
///
/// Source: Groth, "On the Size of Pairing-based Non-interactive Arguments", section 3.2; snarkjs, `src/zkey_new.js`, whose
/// files this one's equal byte by byte.
public struct InitialKey: Sendable {
    public let header: ProvingKeyHeader
    let ic: [G1]
    /// `Coefficient` records.
    let coefficients: [UInt8]
    let a: [G1]
    let b1: [G1]
    let b2: [G2]
    let c: [G1]
    let h: [G1]
    /// The hash of all of it, and no contributions.
    public let history: KeyHistory

    /// Checks the powers of tau as far as the circuit takes them, points and relations, and lays the circuit over them.
    ///
    /// - Parameter progress: is told the share that is done, from 0 to 1; what it throws stops the work.
    /// - Throws: `CeremonyError`, `FileFormatError`.
    public init(_ circuit: R1csRows, over powers: Ptau, progress: (Double) throws -> Void = { _ in }) throws {
        defer { withExtendedLifetime(powers) {} }
        let logSize = try Self.domainLogSize(circuit, powers)
        try powers.checkPoints(logSize: logSize)
        try progress(0.1)
        let check = PowersCheck(powers, logSize: logSize)
        if let fault = try check.fault({ try progress(0.1 + 0.2 * $0) }) {
            throw CeremonyError.inconsistentPowers(fault)
        }
        try progress(0.3)

        let columns = CircuitColumns(circuit)
        coefficients = columns.coefficientBytes
        let (tau, alpha, beta) = (
            powers.lagrange(.tau, logSize: logSize), powers.lagrange(.alphaTau, logSize: logSize),
            powers.lagrange(.betaTau, logSize: logSize)
        )
        a = try columns.sums([(columns.a, tau)]) { try progress(0.3 + 0.1 * $0) }
        b1 = try columns.sums([(columns.b, tau)]) { try progress(0.4 + 0.1 * $0) }
        b2 = try columns.sums([(columns.b, powers.lagrangeInG2(logSize: logSize))]) { try progress(0.5 + 0.2 * $0) }
        let combined = try columns.sums([(columns.a, beta), (columns.b, alpha), (columns.c, tau)]) {
            try progress(0.7 + 0.2 * $0)
        }
        ic = Array(combined[...circuit.publicInputCount])
        c = Array(combined[(circuit.publicInputCount + 1)...])
        // The odd half of the basis of the domain of twice the size.
        let wide = powers.lagrange(.tau, logSize: logSize + 1)
        h = (0..<1 << logSize).map { wide[2 * $0 + 1] }
        try progress(0.9)

        header = ProvingKeyHeader(
            variableCount: circuit.variableCount, publicInputCount: circuit.publicInputCount, domainLogSize: logSize,
            coefficientCount: coefficients.count / Coefficient.byteCount, alpha1: powers.powers(.alphaTau, 1)[0],
            beta1: powers.powers(.betaTau, 1)[0], beta2: powers.betaG2, gamma2: .generator, delta1: .generator,
            delta2: .generator)
        var hash = CircuitHash(header)
        hash.update(ic)
        hash.updateWithVanishingPowers(powers, logSize: logSize)
        for points in [c, a, b1] { hash.update(points) }
        hash.update(b2)
        history = KeyHistory(circuitHash: hash.finish())
        try progress(1)
    }

    private static func domainLogSize(_ circuit: R1csRows, _ powers: Ptau) throws(CeremonyError) -> Int {
        let rows = circuit.rowCount + circuit.publicInputCount + 1
        guard rows <= 1 << ProvingKeyHeader.domainLogSizes.upperBound else { throw .tooManyRows(rows) }
        let logSize = max(1, Int.bitWidth - (rows - 1).leadingZeroBitCount)
        guard logSize <= powers.power else { throw .tooFewPowers(needed: logSize, available: powers.power) }
        guard powers.isPrepared else { throw .unpreparedPowers }
        return logSize
    }

    /// Writes the key as a `.zkey` file, which appears whole or not at all.
    public func write(to path: String, replacing: Bool) throws(FileError) {
        var file = try SectionedFileWriter(path: path, magic: "zkey", version: 1, sectionCount: 10)
        try file.section(1, word32(Zkey.groth16))
        try file.section(2, header.sectionBytes)
        // In the order in which snarkjs writes them.
        try file.section(4, word32(header.coefficientCount) + coefficients)
        try file.section(3, points: ic)
        try file.section(9, points: h)
        try file.section(8, points: c)
        try file.section(5, points: a)
        try file.section(6, points: b1)
        try file.section(7, points: b2)
        try file.section(10, history.sectionBytes)
        try file.commit(replacing: replacing)
    }
}
