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
    func sums<C>(_ parts: [(matrix: Matrix, points: UnsafeBufferPointer<AffinePoint<C>>)]) -> [AffinePoint<C>]
    where C.ScalarModulus == BN254ScalarModulus {
        var terms: [PointTerm<C>] = []
        terms.reserveCapacity(parts.map(\.matrix.rows.count).reduce(0, +))
        var starts = [0]
        for variable in 0..<variableCount {
            for (matrix, points) in parts {
                for place in matrix.starts[variable]..<matrix.starts[variable + 1] {
                    terms.append(
                        PointTerm(points.baseAddress! + Int(matrix.rows[place]), times: matrix.values[place]))
                }
            }
            starts.append(terms.count)
        }
        return sparseSums(terms, starts: starts)
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
