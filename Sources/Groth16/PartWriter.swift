internal import Curves
internal import Fields
internal import R1CS

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
        func append(_ matrix: UInt32, _ row: Int, _ variable: UInt32, _ value: Fr) {
            Coefficient(matrix: matrix, row: UInt32(row), variable: variable, value: value).append(to: &bytes)
        }
        for row in 0..<system.rowCount {
            for (number, matrix) in [system.a, system.b].enumerated() {
                for entry in matrix.entries(of: row) {
                    append(UInt32(number), row, matrix.columns[entry], matrix.coefficients[entry])
                }
            }
            if bytes.count >= Self.chunkSize * Coefficient.byteCount {
                try bytes.withUnsafeBytes { try sink.append($0, to: .coefficients) }
                bytes.removeAll(keepingCapacity: true)
            }
        }
        for input in 0..<system.bindingRowCount { append(0, system.rowCount + input, UInt32(input), .one) }
        try bytes.withUnsafeBytes { try sink.append($0, to: .coefficients) }
    }
}
