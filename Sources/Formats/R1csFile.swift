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
        let rows = try R1csRows(path: path)
        var matrices = [SparseMatrix](repeating: SparseMatrix(), count: 3)
        rows.forEachForm { _, matrix, terms in matrices[matrix].append(form(terms)) }
        return ConstraintSystem(
            a: matrices[0], b: matrices[1], c: matrices[2], variableCount: rows.variableCount,
            publicInputCount: rows.publicInputCount)
    }

    static let headerLength = 64

    private static func form(_ terms: [R1csRows.Term]) -> LinearCombination {
        let terms = terms.filter { !$0.coefficient.isZero }.map {
            LinearCombination.Term(Variable(Int($0.variable)), $0.coefficient)
        }
        if zip(terms, terms.dropFirst()).allSatisfy({ $0.variable < $1.variable }) {
            return LinearCombination(ordered: terms)
        }
        return .sum(terms.map { (LinearCombination($0.variable), $0.coefficient) })
    }

    // MARK: Writing

    /// Writes the circuit's own rows; binding rows are the setup's, here as in snarkjs. The file appears whole or not at all.
    public static func write(
        _ system: ConstraintSystem, privateInputCount: Int, to path: String, replacing: Bool = true
    ) throws(FileError) {
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
        try file.commit(replacing: replacing)
    }
}
