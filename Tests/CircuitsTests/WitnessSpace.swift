import Fields
import R1CS

/// How the rows of a system respond when an honest witness moves.
struct WitnessSpace {
    let system: ConstraintSystem
    let values: [Fr]

    /// For each row the entries of A, B and C by variable, and the three products.
    private struct Row {
        var entries: [UInt32: (a: Fr, b: Fr, c: Fr)] = [:]
        let a, b, c: Fr
    }

    private func row(_ index: Int) -> Row {
        values.withUnsafeBufferPointer { values in
            var row = Row(
                a: system.a.product(row: index, values), b: system.b.product(row: index, values),
                c: system.c.product(row: index, values))
            for i in system.a.entries(of: index) {
                row.entries[system.a.columns[i], default: (.zero, .zero, .zero)].a = system.a.coefficients[i]
            }
            for i in system.b.entries(of: index) {
                row.entries[system.b.columns[i], default: (.zero, .zero, .zero)].b = system.b.coefficients[i]
            }
            for i in system.c.entries(of: index) {
                row.entries[system.c.columns[i], default: (.zero, .zero, .zero)].c = system.c.coefficients[i]
            }
            return row
        }
    }

    /// The variables that can be moved by one of `deltas` alone, all others staying, without breaking a row.
    func unnoticed(_ deltas: [Fr]) -> [Int] {
        var caught = [UInt8](repeating: 0, count: values.count)
        let all = UInt8((1 << deltas.count) - 1)
        for index in 0..<system.rowCount {
            let row = row(index)
            for (variable, entry) in row.entries where caught[Int(variable)] != all {
                for (i, delta) in deltas.enumerated() {
                    let left = (row.a + entry.a * delta) * (row.b + entry.b * delta)
                    if left != row.c + entry.c * delta { caught[Int(variable)] |= 1 << UInt8(i) }
                }
            }
        }
        return (1..<values.count).filter { caught[$0] != all }
    }

    /// The rank of the Jacobian of the rows in the private variables: how many directions the rows together forbid.
    ///
    /// First rows with one unknown are peeled, again and again; what is left is eliminated over Fr.
    func jacobianRank() -> (peeled: Int, eliminated: Int) {
        let firstPrivate = UInt32(1 + system.publicInputCount)
        var forms: [[UInt32: Fr]] = []
        var rowsOf = [[Int32]](repeating: [], count: values.count)
        for index in 0..<system.rowCount {
            let row = row(index)
            var form: [UInt32: Fr] = [:]
            for (variable, entry) in row.entries where variable >= firstPrivate {
                let derivative = entry.a * row.b + entry.b * row.a - entry.c
                if derivative.isZero { continue }
                form[variable] = derivative
                rowsOf[Int(variable)].append(Int32(index))
            }
            forms.append(form)
        }
        let known = peel(forms, rowsOf)
        let rest = forms.map { $0.filter { !known[Int($0.key)] } }.filter { !$0.isEmpty }
        return (known.count { $0 }, eliminate(rest))
    }

    /// Which variables are fixed one at a time by rows with one unknown left.
    private func peel(_ forms: [[UInt32: Fr]], _ rowsOf: [[Int32]]) -> [Bool] {
        var known = [Bool](repeating: false, count: values.count)
        var unknowns = forms.map(\.count)
        var queue = unknowns.indices.filter { unknowns[$0] == 1 }
        while let index = queue.popLast() {
            guard unknowns[index] == 1, let variable = forms[index].keys.first(where: { !known[Int($0)] }) else {
                continue
            }
            known[Int(variable)] = true
            for row in rowsOf[Int(variable)].map({ Int($0) }) {
                unknowns[row] -= 1
                if unknowns[row] == 1 { queue.append(row) }
            }
        }
        return known
    }

    private func eliminate(_ forms: [[UInt32: Fr]]) -> Int {
        var pivots: [UInt32: [UInt32: Fr]] = [:]
        for form in forms {
            var form = form
            while let variable = form.keys.min(), let factor = form[variable] {
                guard let pivot = pivots[variable] else {
                    let inverse = factor.inverse()!
                    pivots[variable] = form.mapValues { $0 * inverse }
                    break
                }
                for (other, coefficient) in pivot {
                    let total = form[other, default: .zero] - factor * coefficient
                    form[other] = total.isZero ? nil : total
                }
            }
        }
        return pivots.count
    }
}
