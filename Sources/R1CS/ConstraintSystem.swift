public import Fields

/// A rank-1 constraint system over Fr: row i says (A·w)ᵢ · (B·w)ᵢ = (C·w)ᵢ for the witness w.
///
/// w starts with the constant one and the public inputs. The rows here are the circuit's own. The proving system lays
/// behind them the *binding rows* `wᵢ · 0 = 0`, one for the constant and each public input, in that order: a public
/// input that no row touches would not be bound in Groth16.
public struct ConstraintSystem: Sendable {
    public let a: SparseMatrix
    public let b: SparseMatrix
    public let c: SparseMatrix
    /// All variables, the constant one among them.
    public let variableCount: Int
    public let publicInputCount: Int
    /// The rows by name, in order and without a gap.
    public let regions: [Region]

    /// A named run of rows, with the variables that it made.
    public struct Region: Sendable, Equatable {
        public let name: String
        public let rows: Range<Int>
        public let variableCount: Int
    }

    package init(
        a: SparseMatrix, b: SparseMatrix, c: SparseMatrix, variableCount: Int, publicInputCount: Int,
        regions: [Region] = []
    ) {
        precondition(a.rowCount == b.rowCount && b.rowCount == c.rowCount)
        precondition(publicInputCount < variableCount)
        (self.a, self.b, self.c) = (a, b, c)
        self.variableCount = variableCount
        self.publicInputCount = publicInputCount
        self.regions = regions
    }

    /// The circuit's own rows.
    public var rowCount: Int { a.rowCount }

    /// The rows with the binding rows behind them.
    public var boundRowCount: Int { rowCount + bindingRowCount }

    /// One for the constant and one for each public input.
    public var bindingRowCount: Int { publicInputCount + 1 }

    /// The non-zero entries of A, B and C, binding rows among them.
    public var nonZeroCounts: (a: Int, b: Int, c: Int) {
        (a.nonZeroCount + bindingRowCount, b.nonZeroCount, c.nonZeroCount)
    }

    /// The first row that does not hold, nil when all do.
    public func firstUnsatisfiedRow(_ witness: UnsafeBufferPointer<Fr>) -> Int? {
        precondition(witness.count == variableCount)
        return (0..<rowCount).first { !holds(row: $0, witness) }
    }

    /// All rows that do not hold.
    public func unsatisfiedRows(_ witness: UnsafeBufferPointer<Fr>) -> [Int] {
        precondition(witness.count == variableCount)
        return (0..<rowCount).filter { !holds(row: $0, witness) }
    }

    private func holds(row: Int, _ witness: UnsafeBufferPointer<Fr>) -> Bool {
        a.product(row: row, witness) * b.product(row: row, witness) == c.product(row: row, witness)
    }

    /// The name of the region that `row` stands in.
    public func regionName(ofRow row: Int) -> String {
        regions.first { $0.rows.contains(row) }?.name ?? "unnamed"
    }

    /// Rows and new variables by region name; regions of one name are added up, in the order of their first row.
    public var costs: [(name: String, rows: Int, variables: Int)] {
        var order: [String] = []
        var totals: [String: (Int, Int)] = [:]
        for region in regions {
            if totals[region.name] == nil { order.append(region.name) }
            let (rows, variables) = totals[region.name] ?? (0, 0)
            totals[region.name] = (rows + region.rows.count, variables + region.variableCount)
        }
        return order.map { ($0, totals[$0]!.0, totals[$0]!.1) }
    }

    /// The canonical spelling of the system, binding rows included, in chunks: what a circuit's identity is hashed from.
    ///
    /// r (32 bytes); then as u32 each: variables, public inputs, bound rows; then for every row its A, B and C forms,
    /// each a u32 count of terms followed by (u32 variable, 32-byte coefficient). Little-endian throughout.
    public func canonicalEncoding(_ consume: ([UInt8]) -> Void) {
        func word(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
        consume(
            Fr.modulus.littleEndianBytes + word(variableCount) + word(publicInputCount) + word(boundRowCount))
        var chunk: [UInt8] = []
        chunk.reserveCapacity(1 << 16)
        for row in 0..<rowCount {
            for matrix in [a, b, c] {
                let entries = matrix.entries(of: row)
                chunk += word(entries.count)
                for i in entries { chunk += word(Int(matrix.columns[i])) + matrix.coefficients[i].littleEndianBytes }
            }
            if chunk.count >= 1 << 16 {
                consume(chunk)
                chunk.removeAll(keepingCapacity: true)
            }
        }
        for input in 0..<bindingRowCount {
            chunk += word(1) + word(input) + Fr.one.littleEndianBytes + word(0) + word(0)
        }
        consume(chunk)
    }
}
