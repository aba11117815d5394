public import Curves

/// One contribution to the powers of tau, as section 7 of a `.ptau` file records it: the first powers after it, and who made
/// it. The rest of the record, which shows that it was made rightly, is stepped over: see `snarkjs powersoftau verify`.
public struct PowersContribution: Sendable, Equatable {
    public let tauG1: G1
    public let tauG2: G2
    public let alphaG1: G1
    public let betaG1: G1
    public let betaG2: G2
    public let source: ContributionSource
    public let name: String?

    /// Three points of G1 and two of G2; six and three of the proofs of knowledge; 216 bytes of a hash's state, 64 of a hash. A
    /// `ContributionLabel` follows.
    private static let fixedLength = (3 * 64 + 2 * 128) + (6 * 64 + 3 * 128) + 216 + 64

    /// The contributions of a section, behind their number (u32).
    static func all(in bytes: UnsafeRawBufferPointer) throws(FileFormatError) -> [PowersContribution] {
        let section = Ptau.contributionsSection
        guard bytes.count >= 4 else { throw .wrongSectionLength(section: section, length: bytes.count, expected: 4) }
        var (contributions, offset): ([PowersContribution], Int) = ([], 4)
        for index in 0..<Int(bytes.word32(0)) {
            guard let contribution = PowersContribution(bytes, &offset) else {
                throw .malformedEntry(section: section, index: index)
            }
            contributions.append(contribution)
        }
        guard offset == bytes.count else {
            throw .wrongSectionLength(section: section, length: bytes.count, expected: offset)
        }
        return contributions
    }

    private init?(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) {
        let start = offset
        guard bytes.count - start >= Self.fixedLength else { return nil }
        offset += Self.fixedLength
        // In the order of the file: tau in both groups, alpha, beta in both.
        guard let label = ContributionLabel(bytes, &offset), let tauG1: G1 = bytes.soundPoint(start),
            let tauG2: G2 = bytes.soundPoint(start + 64), let alphaG1: G1 = bytes.soundPoint(start + 192),
            let betaG1: G1 = bytes.soundPoint(start + 256), let betaG2: G2 = bytes.soundPoint(start + 320)
        else { return nil }
        (self.tauG1, self.tauG2) = (tauG1, tauG2)
        (self.alphaG1, self.betaG1, self.betaG2) = (alphaG1, betaG1, betaG2)
        (source, name) = (label.source, label.name)
    }
}
