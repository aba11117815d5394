internal import Curves
internal import Fields
package import R1CS

/// Computes the parts of a proving key, a chunk at a time, and hands them to a sink.
struct PartWriter {
    private let sink: any ProvingKeySink
    private let total: Int
    private var done = 0
    private let progress: (Double) throws -> Void

    /// What is worked out between two reports of progress.
    private static var chunkSize: Int { 1 << 13 }

    init(_ sink: any ProvingKeySink, _ header: ProvingKeyHeader, _ progress: @escaping (Double) throws -> Void) throws {
        self.sink = sink
        self.progress = progress
        total = ProvingKeyPart.allCases.map { header.count(of: $0) * Self.cost(of: $0) }.reduce(0, +)
        try sink.begin(header)
    }

    /// What one element takes, in multiplications of G1.
    private static func cost(of part: ProvingKeyPart) -> Int {
        switch part {
        case .coefficients: 0
        case .ic, .a, .b1, .c, .h: 1
        case .b2: 3
        }
    }

    /// Appends the multiples of the table's base by all scalars, and returns them.
    @discardableResult
    mutating func append<C>(
        multiplesOf table: FixedBaseTable<C>, by scalars: [PrimeField<C.ScalarModulus>], to part: ProvingKeyPart
    ) throws -> [AffinePoint<C>] {
        var all: [AffinePoint<C>] = []
        for start in stride(from: 0, to: scalars.count, by: Self.chunkSize) {
            let chunk = Array(scalars[start..<min(scalars.count, start + Self.chunkSize)])
            let points = table.multiples(of: chunk)
            try points.withUnsafeBytes { try sink.append($0, to: part) }
            if part == .ic { all += points }
            done += points.count * Self.cost(of: part)
            try progress(Double(done) / Double(total))
        }
        return all
    }

    /// Appends the entries of A and B row by row, and behind them those of the binding rows.
    mutating func appendCoefficients(of system: ConstraintSystem) throws {
        var bytes: [UInt8] = []
        try system.forEachCoefficient { coefficient in
            coefficient.append(to: &bytes)
            if bytes.count >= Self.chunkSize * Coefficient.byteCount {
                try bytes.withUnsafeBytes { try sink.append($0, to: .coefficients) }
                bytes.removeAll(keepingCapacity: true)
            }
        }
        try bytes.withUnsafeBytes { try sink.append($0, to: .coefficients) }
    }
}

extension ConstraintSystem {
    /// Calls `body` for the entries of A and B as a proving key has them: row by row, and behind them those of the binding rows.
    fileprivate func forEachCoefficient(_ body: (Coefficient) throws -> Void) rethrows {
        for row in 0..<rowCount {
            for (number, matrix) in [a, b].enumerated() {
                for entry in matrix.entries(of: row) {
                    try body(
                        Coefficient(
                            matrix: UInt32(number), row: UInt32(row), variable: matrix.columns[entry],
                            value: matrix.coefficients[entry]))
                }
            }
        }
        for input in 0..<bindingRowCount {
            try body(Coefficient(matrix: 0, row: UInt32(rowCount + input), variable: UInt32(input), value: .one))
        }
    }
}

extension ProvingKey {
    /// Whether the key has the counts of the circuit and its rows in A and B, in the order in which `Setup` and iden3's tools write
    /// them. C is in no key but as points.
    package func hasRows(of system: ConstraintSystem) -> Bool {
        let entries = system.nonZeroCounts
        guard header.variableCount == system.variableCount, header.publicInputCount == system.publicInputCount,
            header.domainLogSize == Setup.domainLogSize(of: system),
            header.coefficientCount == entries.a + entries.b
        else { return false }
        return withMemory {
            var (index, isSame) = (0, true)
            system.forEachCoefficient { expected in
                isSame = isSame && coefficient(index) == expected
                index += 1
            }
            return isSame
        }
    }
}
