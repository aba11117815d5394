public import Fields

/// A matrix over Fr by rows: row i has the entries `rowStarts[i] ..< rowStarts[i + 1]` of `columns` and `coefficients`.
public struct SparseMatrix: Sendable, Equatable {
    public private(set) var rowStarts: [UInt32] = [0]
    public private(set) var columns: [UInt32] = []
    public private(set) var coefficients: [Fr] = []

    public init() {}

    public var rowCount: Int { rowStarts.count - 1 }
    public var nonZeroCount: Int { columns.count }

    package mutating func append(_ form: LinearCombination) {
        for term in form.terms {
            columns.append(term.variable.index)
            coefficients.append(term.coefficient)
        }
        rowStarts.append(UInt32(columns.count))
    }

    /// Where the entries of `row` stand.
    @inlinable
    public func entries(of row: Int) -> Range<Int> { Int(rowStarts[row])..<Int(rowStarts[row + 1]) }

    public func form(_ row: Int) -> LinearCombination {
        LinearCombination(
            ordered: entries(of: row).map {
                LinearCombination.Term(Variable(Int(columns[$0])), coefficients[$0])
            })
    }

    /// The inner product of `row` and the vector.
    @inlinable
    public func product(row: Int, _ vector: UnsafeBufferPointer<Fr>) -> Fr {
        var total = Fr.zero
        for i in entries(of: row) { total += coefficients[i] * vector[Int(columns[i])] }
        return total
    }
}
