internal import Fields
internal import Groth16

extension FileSummary {
    static func circuit(_ file: MappedFile) throws(FileFormatError) -> FileSummary {
        let sections = try SectionedFile(file, magic: "r1cs", version: 1)
        let header = try FieldHeader(sections.section(1), section: 1, restLength: 28)
        let rest = header.rest
        // Circuits with custom gates are for other proving systems.
        if header.isBN254Scalars && !sections.contains(4) { _ = try R1csRows(file) }
        return FileSummary(
            .circuit, sections, header,
            facts: [
                Fact("constraints", Int(rest.word32(24))), Fact("variables", Int(rest.word32(0))),
                Fact("publicOutputs", Int(rest.word32(4))), Fact("publicInputs", Int(rest.word32(8))),
                Fact("privateInputs", Int(rest.word32(12))), Fact("labels", Int(clamping: rest.word64(16))),
            ],
            names: [
                1: "header", 2: "constraints", 3: "labels of the variables", 4: "custom gates",
                5: "uses of custom gates",
            ])
    }

    static func witness(_ file: MappedFile) throws(FileFormatError) -> FileSummary {
        let sections = try SectionedFile(file, magic: "wtns", version: 2)
        let header = try FieldHeader(sections.section(1), section: 1, restLength: 4)
        let count = Int(header.rest.word32(0))
        _ = try sections.section(2, length: count * header.elementByteCount)
        return FileSummary(
            .witness, sections, header, facts: [Fact("values", count)], names: [1: "header", 2: "values"])
    }

    static func powersOfTau(_ file: MappedFile) throws(FileFormatError) -> FileSummary {
        let sections = try SectionedFile(file, magic: "ptau", version: 1)
        let header = try FieldHeader(sections.section(1), section: 1, restLength: 8)
        let contributions = try sections.section(7)
        guard contributions.count >= 4 else {
            throw .wrongSectionLength(section: 7, length: contributions.count, expected: 4)
        }
        if header.isBN254Base { _ = try Ptau(file) }
        return FileSummary(
            .powersOfTau, sections, header,
            facts: [
                Fact("power", Int(header.rest.word32(0))), Fact("ceremonyPower", Int(header.rest.word32(4))),
                Fact("contributions", Int(contributions.word32(0))),
                Fact("prepared", sections.contains(12) ? "yes" : "no"),
            ],
            names: [
                1: "header", 2: "powers of tau in G1", 3: "powers of tau in G2", 4: "alpha times powers of tau in G1",
                5: "beta times powers of tau in G1", 6: "beta in G2", 7: "contributions", 12: "Lagrange basis in G1",
                13: "Lagrange basis in G2", 14: "alpha times Lagrange basis in G1",
                15: "beta times Lagrange basis in G1",
            ])
    }

    static func provingKey(_ file: MappedFile) throws(FileFormatError) -> FileSummary {
        let sections = try SectionedFile(file, magic: "zkey", version: 1)
        let system = try sections.section(1, length: 4).word32(0)
        guard system == 1 else {
            let name = [2: "PLONK", 10: "FFLONK"][system] ?? "number \(system)"
            return FileSummary(
                kind: .provingKey, byteCount: file.bytes.count, facts: [Fact("provingSystem", name)],
                sections: sections.list([1: "proving system"]))
        }
        let bytes = try sections.section(2)
        let base = try FieldHeader(bytes, section: 2)
        guard base.isBN254Base else {
            return FileSummary(
                kind: .provingKey, byteCount: file.bytes.count,
                facts: [Fact("provingSystem", "Groth16"), Fact("field", base.name)],
                sections: sections.list(Self.keySections))
        }
        let zkey = try Zkey(file, trust: .digest)
        let header = zkey.provingKey.header
        return FileSummary(
            kind: .provingKey, byteCount: file.bytes.count,
            facts: [
                Fact("provingSystem", "Groth16"), Fact("field", base.name), Fact("domain", header.domainSize),
                Fact("variables", header.variableCount), Fact("publicInputs", header.publicInputCount),
                Fact("coefficients", header.coefficientCount), Fact("contributions", zkey.contributionCount),
            ],
            sections: sections.list(Self.keySections), verifyingKey: zkey.provingKey.verifyingKey,
            history: try zkey.history())
    }

    private static var keySections: [UInt32: String] {
        [
            1: "proving system", 2: "header", 3: "points of the public inputs", 4: "coefficients of A and B",
            5: "A in G1", 6: "B in G1", 7: "B in G2", 8: "C in G1", 9: "H in G1", 10: "contributions",
        ]
    }

    private init(
        _ kind: Kind, _ sections: SectionedFile, _ header: FieldHeader, facts: [Fact], names: [UInt32: String]
    ) {
        self.init(
            kind: kind, byteCount: sections.file.bytes.count, facts: [Fact("field", header.name)] + facts,
            sections: sections.list(names))
    }
}

/// How a header begins: the bytes of an element (u32) and the field's modulus, of which most formats have nothing else.
private struct FieldHeader {
    let elementByteCount: Int
    private let modulus: BigInteger
    let rest: UnsafeRawBufferPointer

    /// - Parameter restLength: how much follows in a whole header; nil where that is not looked at here.
    init(_ bytes: UnsafeRawBufferPointer, section: UInt32, restLength: Int? = nil) throws(FileFormatError) {
        guard bytes.count >= 4 else { throw .wrongSectionLength(section: section, length: bytes.count, expected: 4) }
        guard (8...1024).contains(bytes.word32(0)) else { throw .wrongField }
        elementByteCount = Int(bytes.word32(0))
        let start = 4 + elementByteCount
        guard bytes.count >= start, restLength.map({ bytes.count == start + $0 }) ?? true else {
            throw .wrongSectionLength(section: section, length: bytes.count, expected: start + (restLength ?? 0))
        }
        modulus = BigInteger(littleEndianBytes: bytes[4..<start])
        rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
    }

    var isBN254Base: Bool { elementByteCount == 32 && modulus == BigInteger(Fq.modulus) }
    var isBN254Scalars: Bool { elementByteCount == 32 && modulus == BigInteger(Fr.modulus) }

    /// The curve that the field belongs to.
    var name: String {
        switch modulus {
        case BigInteger(Fr.modulus), BigInteger(Fq.modulus): "BN254"
        case Self.bls12381Scalars, Self.bls12381Coordinates: "BLS12-381"
        default: "unknown, of \(elementByteCount) bytes an element"
        }
    }

    /// Source: Bowe, "BLS12-381: New zk-SNARK Elliptic Curve Construction".
    private static let bls12381Scalars = BigInteger(
        "52435875175126190479447740508185965837690552500527637822603658699938581184513")!
    private static let bls12381Coordinates = BigInteger(
        "4002409555221667393417789825735904156556882819939007885332058136124031650490837864442687629129015664037894272559787"
    )!
}

extension SectionedFile {
    func list(_ names: [UInt32: String]) -> [FileSummary.Section] {
        order.map { FileSummary.Section(number: $0.number, name: names[$0.number], byteCount: $0.byteCount) }
    }
}
