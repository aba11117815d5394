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

    /// Whether the key says of itself that it comes from no ceremony.
    public var isOfOneParty: Bool { contributions.isEmpty && circuitHash.array.allSatisfy { $0 == 0 } }

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
    /// Where x comes from.
    public enum Source: Sendable, Equatable {
        /// A person, who is to have forgotten it.
        case person
        /// A public value, hashed 2^exponent times: x is known to all, and was to none before the value appeared. The value
        /// has 1 to 255 bytes, the exponent is from 10 to 63.
        case beacon(value: [UInt8], exponent: Int)
    }

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
    public let source: Source
    /// What the contributor calls himself, up to 255 bytes of UTF-8. Nothing protects it: it is in no hash.
    public let name: String?

    public init(
        deltaAfter: G1, s: G1, sx: G1, tx: G2, transcript: Bytes<64>, source: Source, name: String?
    ) {
        precondition(name.map { (1...255).contains($0.utf8.count) } ?? true, "a name has 1 to 255 bytes")
        if case .beacon(let value, let exponent) = source {
            precondition((1...255).contains(value.count) && Self.exponents.contains(exponent))
        }
        (self.deltaAfter, self.s, self.sx, self.tx) = (deltaAfter, s, sx, tx)
        self.transcript = transcript
        self.source = source
        self.name = name
    }

    /// The exponents that a beacon may have.
    public static let exponents = 10...63

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
        try KeyHistory(section: SectionedFile(file, magic: "zkey", version: 1).section(10))
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
    var sectionBytes: [UInt8] {
        circuitHash.array + word32(contributions.count) + contributions.flatMap(\.sectionBytes)
    }
}

extension KeyContribution {
    /// Three points of G1 and one of G2 as keys store them, the transcript, the source (u32: 0 a person, 1 a beacon), and the
    /// parameters, behind their length (u32).
    private static let fixedLength = 3 * 64 + 128 + 64 + 4 + 4

    /// Nil for anything that no writer writes, points outside their groups among it.
    fileprivate init?(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) {
        guard bytes.count - offset >= Self.fixedLength else { return nil }
        let start = offset
        func point<C>(_ offset: Int) -> AffinePoint<C>? where C.Coordinate: CanonicalInMemory {
            let point = bytes.loadUnaligned(fromByteOffset: start + offset, as: AffinePoint<C>.self)
            return point.isSound ? point : nil
        }
        guard let delta: G1 = point(0), let s: G1 = point(64), let sx: G1 = point(128), let tx: G2 = point(192)
        else { return nil }
        let transcript = Bytes<64>(bytes[start + 320..<start + 384])!
        let length = Int(bytes.word32(start + 388))
        guard length <= bytes.count - start - Self.fixedLength else { return nil }
        offset += Self.fixedLength
        var parameters = Parameters(Array(bytes[offset..<offset + length]))
        offset += length

        var name: String?
        if parameters.take(kind: 1) {
            guard let bytes = parameters.lengthPrefixed(), let text = String(validating: bytes, as: UTF8.self) else {
                return nil
            }
            name = text
        }
        let source: Source
        switch bytes.word32(start + 384) {
        case 0: source = .person
        case 1:
            guard parameters.take(kind: 2), let exponent = parameters.byte(),
                Self.exponents.contains(Int(exponent)), parameters.take(kind: 3),
                let value = parameters.lengthPrefixed()
            else { return nil }
            source = .beacon(value: value, exponent: Int(exponent))
        default: return nil
        }
        guard parameters.isEmpty else { return nil }
        self.init(deltaAfter: delta, s: s, sx: sx, tx: tx, transcript: transcript, source: source, name: name)
    }

    fileprivate var sectionBytes: [UInt8] {
        var kind = 0
        var parameters: [UInt8] = []
        if let name { parameters += [1, UInt8(name.utf8.count)] + Array(name.utf8) }
        if case .beacon(let value, let exponent) = source {
            kind = 1
            parameters += [2, UInt8(exponent), 3, UInt8(value.count)]
            parameters += value
        }
        let points: [[UInt8]] = [memory(deltaAfter), memory(s), memory(sx), memory(tx)]
        return points.flatMap { $0 } + transcript.array + word32(kind) + word32(parameters.count) + parameters
    }

    /// What follows a contribution: entries in the order of their kinds, each a byte that says which.
    private struct Parameters {
        private var rest: ArraySlice<UInt8>

        init(_ bytes: [UInt8]) { rest = bytes[...] }

        var isEmpty: Bool { rest.isEmpty }

        /// Steps over the kind where it comes next.
        mutating func take(kind: UInt8) -> Bool {
            guard rest.first == kind else { return false }
            rest.removeFirst()
            return true
        }

        mutating func byte() -> UInt8? { rest.popFirst() }

        /// A length from 1 to 255 and as many bytes.
        mutating func lengthPrefixed() -> [UInt8]? {
            guard let length = rest.popFirst(), length > 0, rest.count >= Int(length) else { return nil }
            defer { rest.removeFirst(Int(length)) }
            return Array(rest.prefix(Int(length)))
        }
    }
}
