public import Curves
package import Fields

/// Powers of tau over BN254 in iden3's `.ptau` format, mapped into memory and used in place.
///
/// Sections: 1 header; 2 to 6 the powers of a secret tau times the generators, those of G1 also times secrets alpha and beta,
/// and beta in G2; 7 the contributions; 12 to 15, in a *prepared* file, the Lagrange bases of the domains of 1, 2, 4, …
/// elements at tau. Source: snarkjs, `src/powersoftau_utils.js` and `src/powersoftau_preparephase2.js`.
///
/// Opening a file checks every section's length. A file holds far more points than one circuit needs, so these are checked
/// apart: `checkPoints`. The views of points that this hands out are good as long as it lives.
public struct Ptau: Sendable {
    public let file: MappedFile
    /// The largest domain that the file serves has 2^power elements.
    public let power: Int
    /// That of the ceremony, of which this file may hold a part.
    public let ceremonyPower: Int
    /// beta in G2.
    public let betaG2: G2
    /// The contributions to the first phase, the oldest first.
    public let contributions: [PowersContribution]
    private nonisolated(unsafe) let sections: [UInt32: UnsafeRawBufferPointer]

    public init(path: String) throws(FileFormatError) { try self.init(MappedFile(path: path)) }

    init(_ file: MappedFile) throws(FileFormatError) {
        self.file = file
        let sections = try SectionedFile(file, magic: "ptau", version: 1)
        let header = try sections.section(1)
        guard header.count >= 36, header.word32(0) == 32, header.word256(4) == Fq.modulus else { throw .wrongField }
        _ = try sections.section(1, length: Self.headerLength)
        guard (1...28).contains(header.word32(36)), (header.word32(36)...28).contains(header.word32(40)) else {
            throw .impossibleCounts
        }
        power = Int(header.word32(36))
        ceremonyPower = Int(header.word32(40))

        let size = 1 << power
        var found: [UInt32: UnsafeRawBufferPointer] = [:]
        for series in PowerSeries.allCases {
            let count = series == .tauG1 ? 2 * size - 1 : size
            found[series.rawValue] = try sections.section(series.rawValue, length: count * series.pointByteCount)
        }
        guard let beta: G2 = try sections.section(Self.betaG2Section, length: 128).soundPoint(0) else {
            throw .malformedPoint(section: Self.betaG2Section, index: 0)
        }
        betaG2 = beta
        contributions = try PowersContribution.all(in: sections.section(Self.contributionsSection))
        if PowerSeries.allCases.contains(where: { sections.contains($0.lagrangeSection) }) {
            for series in PowerSeries.allCases {
                // Bases of 1, 2, 4, … elements; that of tau in G1 also for the domain of twice the size.
                let count = (series == .tauG1 ? 4 : 2) * size - 1
                found[series.lagrangeSection] = try sections.section(
                    series.lagrangeSection, length: count * series.pointByteCount)
            }
        }
        self.sections = found
    }

    static let headerLength = 44
    static let betaG2Section: UInt32 = 6
    static let contributionsSection: UInt32 = 7

    /// Whether the file has Lagrange bases.
    public var isPrepared: Bool { sections[PowerSeries.tauG1.lagrangeSection] != nil }

    /// The first `count` powers, beginning with tau⁰: up to 2^power, of tau in G1 up to 2^(power + 1) − 1.
    public func powers(_ series: PowerSeries.InG1, _ count: Int) -> UnsafeBufferPointer<G1> {
        points(series.rawValue, 0..<count)
    }

    /// The first `count` powers of tau in G2.
    public func powersInG2(_ count: Int) -> UnsafeBufferPointer<G2> { points(PowerSeries.tauG2.rawValue, 0..<count) }

    /// The Lagrange basis of the domain of 2^logSize elements; a prepared file has it up to its power, that of tau in G1 also
    /// for one more. This last one comes of one power too few: it is the basis less its last coefficient's part.
    public func lagrange(_ series: PowerSeries.InG1, logSize: Int) -> UnsafeBufferPointer<G1> {
        points(series.rawValue + PowerSeries.toLagrange, Self.basis(logSize))
    }

    /// The Lagrange basis of tau in G2.
    public func lagrangeInG2(logSize: Int) -> UnsafeBufferPointer<G2> {
        points(PowerSeries.tauG2.lagrangeSection, Self.basis(logSize))
    }

    /// The 64 bytes behind the powers of tau in G1, zeros behind the file's end, which the circuit hash of a ceremony may take
    /// for one power more: two numbers in the place of its coordinates.
    package var bytesBehindPowers: (UInt256, UInt256) {
        defer { withExtendedLifetime(file) {} }
        let section = sections[PowerSeries.tauG1.rawValue]!
        let end = section.baseAddress! + section.count
        let available = file.bytes.baseAddress! + file.bytes.count - end
        var bytes = [UInt8](repeating: 0, count: 64)
        bytes.withUnsafeMutableBytes {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: end, count: min(64, available)))
        }
        return bytes.withUnsafeBytes { ($0.word256(0), $0.word256(32)) }
    }

    /// The bases of all smaller domains lie before.
    private static func basis(_ logSize: Int) -> Range<Int> { (1 << logSize) - 1..<(2 << logSize) - 1 }

    private func points<C>(_ section: UInt32, _ range: Range<Int>) -> UnsafeBufferPointer<AffinePoint<C>> {
        guard let bytes = sections[section] else { preconditionFailure("the file is prepared") }
        let stride = MemoryLayout<AffinePoint<C>>.stride
        precondition(range.upperBound * stride <= bytes.count, "the file has as many points")
        return UnsafeBufferPointer(
            start: (bytes.baseAddress! + range.lowerBound * stride).assumingMemoryBound(to: AffinePoint<C>.self),
            count: range.count)
    }
}

/// The four series of powers in a file; the raw value is the number of the section.
public enum PowerSeries: UInt32, CaseIterable, Sendable {
    case tauG1 = 2
    case tauG2
    case alphaTauG1
    case betaTauG1

    /// Those of G1.
    public enum InG1: UInt32, CaseIterable, Sendable {
        case tau = 2
        case alphaTau = 4
        case betaTau
    }

    fileprivate static let toLagrange: UInt32 = 10
    var lagrangeSection: UInt32 { rawValue + Self.toLagrange }
    var pointByteCount: Int { self == .tauG2 ? 128 : 64 }
}

// MARK: - Points

extension Ptau {
    /// Checks that the points that a circuit with a domain of 2^logSize elements takes are canonical and in their groups: the
    /// powers up to that size, of tau in G1 up to twice that, and the Lagrange bases, of tau in G1 that of twice the size too.
    /// The file is prepared; logSize is at most its power.
    public func checkPoints(logSize: Int) throws(FileFormatError) {
        defer { withExtendedLifetime(file) {} }
        let size = 1 << logSize
        for series in PowerSeries.InG1.allCases {
            let count = series == .tau ? min(2 * size, (2 << power) - 1) : size
            try refuse(powers(series, count).firstUnsound(), series.rawValue, from: 0)
            for logSize in series == .tau ? logSize...logSize + 1 : logSize...logSize {
                let section = series.rawValue + PowerSeries.toLagrange
                try refuse(lagrange(series, logSize: logSize).firstUnsound(), section, from: (1 << logSize) - 1)
            }
        }
        try refuse(powersInG2(size).firstUnsound(), PowerSeries.tauG2.rawValue, from: 0)
        let basis = lagrangeInG2(logSize: logSize)
        try refuse(basis.firstUnsound(), PowerSeries.tauG2.lagrangeSection, from: (1 << logSize) - 1)
    }

    private func refuse(_ index: Int?, _ section: UInt32, from start: Int) throws(FileFormatError) {
        if let index { throw .malformedPoint(section: section, index: start + index) }
    }
}
