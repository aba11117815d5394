internal import Curves
internal import Fields
internal import Formats
internal import Groth16

/// A circuit's matrices column by column, binding rows among A's.
struct CircuitColumns {
    /// A matrix's entries, those of variable v at starts[v] ..< starts[v + 1].
    struct Matrix {
        fileprivate(set) var starts: [Int]
        fileprivate(set) var rows: [UInt32]
        fileprivate(set) var values: [Fr]
    }

    let a: Matrix
    let b: Matrix
    let c: Matrix
    /// The entries of A and B as `Coefficient` records, row by row in the file's order.
    let coefficientBytes: [UInt8]
    private let variableCount: Int

    init(_ circuit: R1csRows) {
        var entries = [Entries](repeating: Entries(), count: 3)
        var bytes: [UInt8] = []
        func append(_ row: Int, _ matrix: Int, _ term: R1csRows.Term) {
            entries[matrix].variables.append(term.variable)
            entries[matrix].rows.append(UInt32(row))
            entries[matrix].values.append(term.coefficient)
            guard matrix < 2 else { return }
            Coefficient(
                matrix: UInt32(matrix), row: UInt32(row), variable: term.variable, value: term.coefficient
            ).append(to: &bytes)
        }
        circuit.forEachForm { row, matrix, terms in
            for term in terms { append(row, matrix, term) }
        }
        for input in 0...circuit.publicInputCount {
            append(circuit.rowCount + input, 0, (UInt32(input), .one))
        }
        variableCount = circuit.variableCount
        coefficientBytes = bytes
        (a, b, c) = (
            entries[0].columns(circuit.variableCount), entries[1].columns(circuit.variableCount),
            entries[2].columns(circuit.variableCount)
        )
    }

    /// For every variable the sum, over its entries in the matrices, of value · points[row], each matrix with its own points.
    ///
    /// - Parameter progress: is told the share that is done, from 0 to 1; what it throws stops the work.
    func sums<C>(
        _ parts: [(matrix: Matrix, points: UnsafeBufferPointer<AffinePoint<C>>)], progress: (Double) throws -> Void
    ) rethrows -> [AffinePoint<C>] where C.ScalarModulus == BN254ScalarModulus {
        var sums: [AffinePoint<C>] = []
        sums.reserveCapacity(variableCount)
        let chunk = 1 << 13
        for first in stride(from: 0, to: variableCount, by: chunk) {
            try progress(Double(first) / Double(variableCount))
            var (terms, starts): ([PointTerm<C>], [Int]) = ([], [0])
            for variable in first..<min(variableCount, first + chunk) {
                for (matrix, points) in parts {
                    for place in matrix.starts[variable]..<matrix.starts[variable + 1] {
                        terms.append(
                            PointTerm(points.baseAddress! + Int(matrix.rows[place]), times: matrix.values[place]))
                    }
                }
                starts.append(terms.count)
            }
            sums += sparseSums(terms, starts: starts)
        }
        return sums
    }

    /// A matrix's entries in the order of its rows.
    private struct Entries {
        var variables: [UInt32] = []
        var rows: [UInt32] = []
        var values: [Fr] = []

        /// Sorted by their variables, by counting.
        func columns(_ variableCount: Int) -> Matrix {
            var starts = [Int](repeating: 0, count: variableCount + 1)
            for variable in variables { starts[Int(variable) + 1] += 1 }
            for variable in 0..<variableCount { starts[variable + 1] += starts[variable] }
            var places = starts
            var matrix = Matrix(starts: starts, rows: rows, values: values)
            for (entry, variable) in variables.enumerated() {
                let place = places[Int(variable)]
                matrix.rows[place] = rows[entry]
                matrix.values[place] = values[entry]
                places[Int(variable)] += 1
            }
            return matrix
        }
    }
}
