internal import Curves
internal import Fields
public import Groth16

/// A Groth16 proving key over BN254 in snarkjs' `.zkey` format, mapped into memory and used in place.
///
/// Sections: 1 protocol, 2 header, 3 to 9 the parts (`ProvingKeyPart`), 10 contributions. Source: snarkjs,
/// `src/zkey_utils.js`.
public struct Zkey: Sendable {
    public let provingKey: ProvingKey
    public let file: MappedFile
    /// The contributions to the key's second phase; 0 for a key that was made in one go.
    public let contributionCount: Int

    /// How much of a key is believed.
    public enum Trust: Sendable {
        /// The file is the one that was put there: everything is checked but whether the many points of G2 lie in the
        /// subgroup. Arithmetic is defined on all that passes.
        case digest
        /// The file comes from anywhere: every point is checked to the end, in ten seconds for 10⁵ variables.
        case none
    }

    public init(path: String, trust: Trust) throws(FileFormatError) {
        try self.init(MappedFile(path: path), trust: trust)
    }

    public init(_ file: MappedFile, trust: Trust) throws(FileFormatError) {
        self.file = file
        let sections = try SectionedFile(file, magic: "zkey", version: 1)
        let kind = try sections.section(1, length: 4).word32(0)
        guard kind == 1 else { throw .wrongProtocol(kind) }
        let coefficients = try sections.section(ProvingKeyPart.coefficients.rawValue)
        guard coefficients.count >= 4 else {
            throw .wrongSectionLength(
                section: ProvingKeyPart.coefficients.rawValue, length: coefficients.count, expected: 4)
        }
        let header = try Self.header(
            sections.section(2, length: Self.headerLength), coefficientCount: Int(coefficients.word32(0)))

        var parts: [ProvingKeyPart: UnsafeRawBufferPointer] = [:]
        for part in ProvingKeyPart.allCases {
            let prefix = part == .coefficients ? 4 : 0
            let length = prefix + header.count(of: part) * part.elementByteCount
            parts[part] = UnsafeRawBufferPointer(
                rebasing: try sections.section(part.rawValue, length: length)[prefix...])
        }
        let contributions = try sections.section(10)
        guard contributions.count >= 68 else {
            throw .wrongSectionLength(section: 10, length: contributions.count, expected: 68)
        }
        contributionCount = Int(contributions.word32(64))
        provingKey = ProvingKey(header: header, owner: file, release: file.release) { parts[$0]! }
        try ZkeyChecks(provingKey).run(trust)
        file.release(file.bytes)
    }

    /// Two field sizes, two primes, three counts, three points of G1 and three of G2.
    static let headerLength = 4 + 32 + 4 + 32 + 12 + 3 * 64 + 3 * 128

    private static func header(
        _ bytes: UnsafeRawBufferPointer, coefficientCount: Int
    ) throws(FileFormatError) -> ProvingKeyHeader {
        guard bytes.word32(0) == 32, bytes.word256(4) == Fq.modulus, bytes.word32(36) == 32,
            bytes.word256(40) == Fr.modulus
        else { throw .wrongField }
        let (variables, inputs, domain) = (bytes.word32(72), bytes.word32(76), bytes.word32(80))
        guard inputs < variables, domain.nonzeroBitCount == 1,
            ProvingKeyHeader.domainLogSizes.contains(domain.trailingZeroBitCount)
        else { throw .impossibleCounts }
        func point<C>(_ offset: Int) -> AffinePoint<C> {
            bytes.loadUnaligned(fromByteOffset: offset, as: AffinePoint<C>.self)
        }
        return ProvingKeyHeader(
            variableCount: Int(variables), publicInputCount: Int(inputs),
            domainLogSize: domain.trailingZeroBitCount, coefficientCount: coefficientCount, alpha1: point(84),
            beta1: point(148), beta2: point(212), gamma2: point(340), delta1: point(468), delta2: point(532))
    }
}

extension UnsafeRawBufferPointer {
    /// 32 bytes at `offset`, least significant first.
    func word256(_ offset: Int) -> UInt256 {
        UInt256(word64(offset), word64(offset + 8), word64(offset + 16), word64(offset + 24))
    }
}
