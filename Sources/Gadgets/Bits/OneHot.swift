public import Fields
public import R1CS

extension CircuitBuilder {
    /// 2ⁿ bits of which exactly the one at the number that `bits` spell is 1. 2ⁿ − n − 1 rows.
    ///
    /// With h one-hot over the first bits and the next bit b, the upper half is hᵢ · b and the lower half hᵢ − hᵢ · b.
    /// The last product costs no row: Σ hᵢ = 1, so it is b minus the others.
    ///
    /// Sound: each entry is, as a polynomial in the bits, the product that is 1 at one corner and 0 at the others.
    public mutating func oneHot(_ bits: [Bit]) -> [Bit] {
        var hot = [LinearCombination.one]
        for bit in bits.map(\.form) {
            var upper = hot.dropLast().map { product($0, bit) }
            upper.append(bit - .sum(upper))
            hot = zip(hot, upper).map { $0 - $1 } + upper
        }
        return hot.map(Bit.init(knownBoolean:))
    }
}

/// A one-hot choice among `rows.count · columns.count` entries, entry (row, column) at row · columns.count + column.
public struct TableIndex: Sendable {
    let rows: [Bit]
    let columns: LinearSpan

    /// Both one-hot; the rows a power of two.
    init(rows: [Bit], columns: [Bit]) {
        self.rows = rows
        self.columns = LinearSpan(columns.map(\.form))
    }

    public var count: Int { rows.count * columns.formCount }
}

extension CircuitBuilder {
    /// A choice by the number that `bits` spell: one-hot of the lowest `columnBits` of them, and of the others.
    public mutating func tableIndex(_ bits: [Bit], columnBits: Int = 7) -> TableIndex {
        let columns = oneHot(Array(bits.prefix(columnBits)))
        return TableIndex(rows: oneHot(Array(bits.dropFirst(columnBits))), columns: columns)
    }

    /// The entry of `table` at `index`: one row fewer than `index` has rows of the table.
    ///
    /// Row q of the table is a form tq in the column bits. With the row bits ρ,
    ///
    ///     ρq · (tq − t₀) = pq               0 < q < last
    ///     ρ_last · (t_last − t₀) = out − t₀ − Σ pq
    ///
    /// Sound: out = t₀ + Σ ρq (tq − t₀), and exactly one ρ is 1. With one row of the table, out is t₀ itself.
    public mutating func select(_ table: [Fr], _ index: TableIndex) -> LinearCombination {
        precondition(table.count == index.count, "one entry a place")
        let width = index.columns.formCount
        let rows = index.rows.indices.map { index.columns.combination(table[$0 * width..<($0 + 1) * width]) }
        guard let last = index.rows.last, rows.count > 1 else { return rows[0] }
        var parts = [rows[0]]
        for q in 1..<rows.count - 1 { parts.append(product(index.rows[q].form, rows[q] - rows[0])) }
        return product(last.form, rows[rows.count - 1] - rows[0], minus: -.sum(parts))
    }
}
