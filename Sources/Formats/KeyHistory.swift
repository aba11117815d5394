public import Curves

/// What became of a proving key since its circuit was laid over the powers of tau: section 10 of a `.zkey` file.
///
/// The section is read here and nothing is verified. Source: snarkjs, `src/zkey_utils.js`, `readMPCParams`.
public struct KeyHistory: Sendable, Equatable {
    /// BLAKE2b-512 of the key as it was before any contribution; zeros for a key that was made in one go.
    public let circuitHash: Bytes<64>
    /// The oldest first.
    public let contributions: [KeyContribution]

    public init(circuitHash: Bytes<64>, contributions: [KeyContribution] = []) {
        self.circuitHash = circuitHash
        self.contributions = contributions
    }

    /// That of a key which was made in one go.
    static let none = KeyHistory(circuitHash: Bytes([UInt8](repeating: 0, count: 64))!)

    /// Whether the key says of itself that it comes from no ceremony.
    public var isOfOneParty: Bool { self == .none }

    /// The history with one more step.
    public func adding(_ contribution: KeyContribution) -> KeyHistory {
        KeyHistory(circuitHash: circuitHash, contributions: contributions + [contribution])
    }
}

/// One step of a key's second phase: somebody multiplied delta by a number x that nobody else knows, and proves to know it.
///
/// Source: Bowe, Gabizon, Miers, "Scalable Multi-party Computation for zk-SNARK Parameters in the Random Beacon Model",
/// section 3.1 for the proof of knowledge.
public struct KeyContribution: Sendable, Equatable {
    /// delta after this step, times the generator.
    public let deltaAfter: G1
    /// Any point s.
    public let s: G1
    /// x·s.
    public let sx: G1
    /// x·t, for the point t that the transcript is mapped to.
    public let tx: G2
    /// BLAKE2b-512 of the circuit's hash, the steps before this one, s and x·s.
    public let transcript: Bytes<64>
    public let source: ContributionSource
    /// What the contributor calls himself, up to 255 bytes of UTF-8. Nothing protects it: it is in no hash.
    public let name: String?

    public init(
        deltaAfter: G1, s: G1, sx: G1, tx: G2, transcript: Bytes<64>, source: ContributionSource, name: String?
    ) {
        precondition(name.map { (1...255).contains($0.utf8.count) } ?? true, "a name has 1 to 255 bytes")
        (self.deltaAfter, self.s, self.sx, self.tx) = (deltaAfter, s, sx, tx)
        self.transcript = transcript
        self.source = source
        self.name = name
    }

    /// What the contribution's hash, BLAKE2b-512, is taken of, and what the transcripts of later steps take in: all points
    /// uncompressed, in the order of their declaration, and the transcript.
    public var hashedBytes: [UInt8] {
        deltaAfter.uncompressed + s.uncompressed + sx.uncompressed + tx.uncompressed + transcript.array
    }
}

// MARK: - The section's bytes

extension Zkey {
    /// What the file tells of its contributions. Throws where section 10 is malformed, which a prover need not mind.
    public func history() throws(FileFormatError) -> KeyHistory {
        defer { withExtendedLifetime(file) {} }
        return try KeyHistory(section: SectionedFile(file, magic: "zkey", version: 1).section(10))
    }
}

extension KeyHistory {
    private static let section: UInt32 = 10

    /// The circuit's hash (64 bytes), the number of contributions (u32), the contributions.
    init(section bytes: UnsafeRawBufferPointer) throws(FileFormatError) {
        guard bytes.count >= 68 else {
            throw .wrongSectionLength(section: Self.section, length: bytes.count, expected: 68)
        }
        var offset = 68
        var contributions: [KeyContribution] = []
        for index in 0..<Int(bytes.word32(64)) {
            guard let contribution = KeyContribution(bytes, &offset) else {
                throw .malformedEntry(section: Self.section, index: index)
            }
            contributions.append(contribution)
        }
        guard offset == bytes.count else {
            throw .wrongSectionLength(section: Self.section, length: bytes.count, expected: offset)
        }
        self.init(circuitHash: Bytes(bytes[..<64])!, contributions: contributions)
    }

    /// The section's bytes.
    package var sectionBytes: [UInt8] {
        circuitHash.array + word32(contributions.count) + contributions.flatMap(\.sectionBytes)
    }
}

extension KeyContribution {
    /// Three points of G1 and one of G2 as keys store them, and the transcript; what follows is a `ContributionLabel`.
    private static let fixedLength = 3 * 64 + 128 + 64

    /// Nil for anything that no writer writes, points outside their groups among it.
    fileprivate init?(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) {
        let start = offset
        guard bytes.count - start >= Self.fixedLength else { return nil }
        offset += Self.fixedLength
        guard let label = ContributionLabel(bytes, &offset), let delta: G1 = bytes.soundPoint(start),
            let s: G1 = bytes.soundPoint(start + 64), let sx: G1 = bytes.soundPoint(start + 128),
            let tx: G2 = bytes.soundPoint(start + 192)
        else { return nil }
        self.init(
            deltaAfter: delta, s: s, sx: sx, tx: tx, transcript: Bytes(bytes[start + 320..<start + 384])!,
            source: label.source, name: label.name)
    }

    fileprivate var sectionBytes: [UInt8] {
        let points: [[UInt8]] = [memory(deltaAfter), memory(s), memory(sx), memory(tx)]
        return points.flatMap { $0 } + transcript.array + ContributionLabel(source: source, name: name).bytes
    }
}
