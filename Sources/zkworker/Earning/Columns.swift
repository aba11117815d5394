/// Rows of text in columns as wide as their widest cell, two spaces between them.
enum Columns {
    /// - Parameters:
    ///   - rows: each with as many cells.
    ///   - right: the columns that end at the same place, and do not begin there: numbers.
    static func lines(_ rows: [[String]], right: Set<Int> = []) -> [String] {
        guard let first = rows.first else { return [] }
        let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return right.contains(column) ? space + row[column] : row[column] + space
            }
            let line = cells.joined(separator: "  ")
            return String(line.prefix(line.count - line.reversed().prefix { $0 == " " }.count))
        }
    }
}
