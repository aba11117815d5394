public import Fields

/// The rows of a `.r1cs` file as they stand there, mapped into memory: terms in the file's order, with zeros, and with
/// variables that come twice. `R1csFile.read` makes a system of them.
///
/// Two programs that are to make the same bytes of a file need it so.
public struct R1csRows: Sendable {
    public let variableCount: Int
    /// Outputs of circom are public inputs here.
    public let publicInputCount: Int
    public let rowCount: Int
    private let file: MappedFile
    private nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    /// A term of one of a row's forms.
    public typealias Term = (variable: UInt32, coefficient: Fr)

    /// Reads a file over BN254's Fr and checks all of it. Custom gates are refused.
    public init(path: String) throws(FileFormatError) { try self.init(MappedFile(path: path)) }

    init(_ file: MappedFile) throws(FileFormatError) {
        self.file = file
        let sections = try SectionedFile(file, magic: "r1cs", version: 1)
        if sections.contains(4) { throw .unsupportedSection(4) }
        let header = try sections.section(1)
        guard header.count >= 36, header.word32(0) == 32, header.word256(4) == Fr.modulus else { throw .wrongField }
        _ = try sections.section(1, length: R1csFile.headerLength)
        let (variables, outputs, inputs) = (header.word32(36), header.word32(40), header.word32(44))
        guard UInt64(1) + UInt64(outputs) + UInt64(inputs) + UInt64(header.word32(48)) <= UInt64(variables) else {
            throw .impossibleCounts
        }
        // What is kept for every variable is bounded by the file: its labels alone take eight bytes each.
        guard UInt64(variables) <= UInt64(file.bytes.count) else { throw .impossibleCounts }
        (variableCount, publicInputCount) = (Int(variables), Int(outputs) + Int(inputs))
        rowCount = Int(header.word32(60))
        bytes = try sections.section(2)
        guard rowCount <= bytes.count / 12 else {
            throw .wrongSectionLength(section: 2, length: bytes.count, expected: 12 * rowCount)
        }
        var reader = FormReader(bytes: bytes, variableCount: variables)
        for row in 0..<rowCount { for _ in 0..<3 { try reader.skipForm(row) } }
        guard reader.offset == bytes.count else {
            throw .wrongSectionLength(section: 2, length: bytes.count, expected: reader.offset)
        }
    }

    /// Calls `body` for every form: row by row, A (0), B (1), C (2).
    public func forEachForm(_ body: (_ row: Int, _ matrix: Int, _ terms: [Term]) -> Void) {
        var reader = FormReader(bytes: bytes, variableCount: UInt32(variableCount))
        withExtendedLifetime(file) {
            for row in 0..<rowCount { for matrix in 0..<3 { body(row, matrix, reader.form()) } }
        }
    }

    /// A form: a count of terms (u32), and each a variable (u32) and a canonical coefficient (32 bytes).
    private struct FormReader {
        let bytes: UnsafeRawBufferPointer
        let variableCount: UInt32
        var offset = 0

        init(bytes: UnsafeRawBufferPointer, variableCount: UInt32) {
            self.bytes = bytes
            self.variableCount = variableCount
        }

        /// Checks a form and steps over it.
        mutating func skipForm(_ row: Int) throws(FileFormatError) {
            guard bytes.count - offset >= 4 else { throw .malformedEntry(section: 2, index: row) }
            let count = Int(bytes.word32(offset))
            offset += 4
            guard count <= (bytes.count - offset) / 36 else { throw .malformedEntry(section: 2, index: row) }
            for _ in 0..<count {
                guard bytes.word32(offset) < variableCount, bytes.word256(offset + 4) < Fr.modulus else {
                    throw .malformedEntry(section: 2, index: row)
                }
                offset += 36
            }
        }

        /// A form that was checked.
        mutating func form() -> [Term] {
            let (start, count) = (offset + 4, Int(bytes.word32(offset)))
            offset = start + 36 * count
            return (0..<count).map { index in
                (bytes.word32(start + 36 * index), Fr(canonical: bytes.word256(start + 36 * index + 4))!)
            }
        }
    }
}
