public import Storage
internal import Fields
public import R1CS

/// iden3's `.r1cs` format, version 1, over BN254's Fr.
///
/// Section 1 is the header; section 2 the rows, each its A, B and C as a count of terms (u32) and the terms, a variable
/// (u32) and a canonical coefficient (32 bytes); section 3 the label of every variable (u64). Outputs of circom are public
/// inputs here. Source: iden3, `r1csfile/doc/r1cs_bin_format.md`.
public enum R1csFile {
    /// Reads a system of rows. Terms may come in any order and add up. Custom gates are refused.
    public static func read(path: String) throws(FileFormatError) -> ConstraintSystem {
        let sections = try SectionedFile(MappedFile(path: path), magic: "r1cs", version: 1)
        if sections.contains(4) { throw .unsupportedSection(4) }
        let header = try sections.section(1)
        guard header.count >= 36, header.word32(0) == 32, header.word256(4) == Fr.modulus else { throw .wrongField }
        _ = try sections.section(1, length: headerLength)
        let (variables, outputs, inputs) = (header.word32(36), header.word32(40), header.word32(44))
        guard UInt64(1) + UInt64(outputs) + UInt64(inputs) + UInt64(header.word32(48)) <= UInt64(variables) else {
            throw .impossibleCounts
        }
        var rows = RowReader(bytes: try sections.section(2), variableCount: variables)
        let rowCount = Int(header.word32(60))
        guard rowCount <= rows.bytes.count / 12 else {
            throw .wrongSectionLength(section: 2, length: rows.bytes.count, expected: 12 * rowCount)
        }
        var (a, b, c) = (SparseMatrix(), SparseMatrix(), SparseMatrix())
        for row in 0..<rowCount {
            a.append(try rows.form(row))
            b.append(try rows.form(row))
            c.append(try rows.form(row))
        }
        guard rows.offset == rows.bytes.count else {
            throw .wrongSectionLength(section: 2, length: rows.bytes.count, expected: rows.offset)
        }
        return ConstraintSystem(
            a: a, b: b, c: c, variableCount: Int(variables), publicInputCount: Int(outputs) + Int(inputs))
    }

    static let headerLength = 64

    private struct RowReader {
        let bytes: UnsafeRawBufferPointer
        let variableCount: UInt32
        var offset = 0

        init(bytes: UnsafeRawBufferPointer, variableCount: UInt32) {
            self.bytes = bytes
            self.variableCount = variableCount
        }

        mutating func form(_ row: Int) throws(FileFormatError) -> LinearCombination {
            guard bytes.count - offset >= 4 else { throw .malformedEntry(section: 2, index: row) }
            let count = Int(bytes.word32(offset))
            offset += 4
            guard count <= (bytes.count - offset) / 36 else { throw .malformedEntry(section: 2, index: row) }
            var terms: [LinearCombination.Term] = []
            var isOrdered = true
            for _ in 0..<count {
                let variable = bytes.word32(offset)
                guard variable < variableCount, let coefficient = Fr(canonical: bytes.word256(offset + 4)) else {
                    throw .malformedEntry(section: 2, index: row)
                }
                offset += 36
                if let last = terms.last, last.variable.index >= variable { isOrdered = false }
                if !coefficient.isZero { terms.append(.init(Variable(Int(variable)), coefficient)) }
            }
            if isOrdered { return LinearCombination(ordered: terms) }
            return .sum(terms.map { (LinearCombination($0.variable), $0.coefficient) })
        }
    }

    // MARK: Writing

    /// Writes the circuit's own rows; binding rows are the setup's, here as in snarkjs. The file appears whole or not at all.
    public static func write(_ system: ConstraintSystem, privateInputCount: Int, to path: String)
        throws(FileError)
    {
        var file = try AtomicFile(path: path, mode: 0o644)
        let matrices = [system.a, system.b, system.c]
        let entryCount = matrices.map(\.nonZeroCount).reduce(0, +)
        var chunk = Array("r1cs".utf8) + word32(1) + word32(3)
        chunk += word32(1) + word64(headerLength) + word32(32) + Fr.modulus.littleEndianBytes
        chunk += word32(system.variableCount) + word32(0) + word32(system.publicInputCount) + word32(privateInputCount)
        chunk += word64(system.variableCount) + word32(system.rowCount)
        chunk += word32(2) + word64(12 * system.rowCount + 36 * entryCount)
        for row in 0..<system.rowCount {
            for matrix in matrices {
                let entries = matrix.entries(of: row)
                chunk += word32(entries.count)
                for entry in entries {
                    chunk += word32(Int(matrix.columns[entry])) + matrix.coefficients[entry].littleEndianBytes
                }
            }
            if chunk.count > 1 << 16 {
                try file.write(chunk)
                chunk.removeAll(keepingCapacity: true)
            }
        }
        chunk += word32(3) + word64(8 * system.variableCount)
        for variable in 0..<system.variableCount { chunk += word64(variable) }
        try file.write(chunk)
        try file.commit(replacing: true)
    }
}
