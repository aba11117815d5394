internal import Fields

/// The steps that compute a witness from its inputs, in the order in which the circuit was written.
struct WitnessProgram: Sendable {
    enum Step: Sendable {
        /// The variable stands alone, with coefficient one, in C of `row`: it is (A·w)(B·w) − (the rest of C)·w.
        case product(row: Int, variable: Int)
        /// The bits of the canonical value of form number `form`, from bit `offset` up.
        case bits(form: Int, offset: Int, outputs: Range<Int>)
        /// What hint number `hint` makes of the forms with these numbers.
        case hint(Int, forms: Range<Int>, outputs: Range<Int>)
    }

    private(set) var steps: [Step] = []
    private var forms = SparseMatrix()
    private var hints: [@Sendable ([Fr]) -> [Fr]] = []

    mutating func append(_ step: Step) { steps.append(step) }

    mutating func appendBits(form: LinearCombination, from offset: Int, outputs: Range<Int>) {
        forms.append(form)
        steps.append(.bits(form: forms.rowCount - 1, offset: offset, outputs: outputs))
    }

    mutating func appendHint(
        forms inputs: [LinearCombination], outputs: Range<Int>, _ compute: @escaping @Sendable ([Fr]) -> [Fr]
    ) {
        let first = forms.rowCount
        for form in inputs { forms.append(form) }
        hints.append(compute)
        steps.append(.hint(hints.count - 1, forms: first..<forms.rowCount, outputs: outputs))
    }

    /// Fills in every variable behind the inputs. A variable in `replacements` gets that value instead of its own, and
    /// what follows is computed from it.
    func run(
        _ system: ConstraintSystem, _ witness: UnsafeMutableBufferPointer<Fr>, replacements: [Variable: Fr]
    ) {
        let values = UnsafeBufferPointer(witness)
        for step in steps {
            let outputs: Range<Int>
            switch step {
            case .product(let row, let variable):
                outputs = variable..<variable + 1
                witness[variable] = .zero
                witness[variable] =
                    system.a.product(row: row, values) * system.b.product(row: row, values)
                    - system.c.product(row: row, values)
            case .bits(let form, let offset, let range):
                outputs = range
                let value = forms.product(row: form, values).canonical
                for (i, variable) in range.enumerated() { witness[variable] = value.bit(offset + i) ? .one : .zero }
            case .hint(let index, let inputs, let range):
                outputs = range
                let results = hints[index](inputs.map { forms.product(row: $0, values) })
                precondition(results.count == range.count, "a hint returns as many values as it has variables")
                for (variable, value) in zip(range, results) { witness[variable] = value }
            }
            if !replacements.isEmpty {
                for variable in outputs {
                    if let value = replacements[Variable(variable)] { witness[variable] = value }
                }
            }
        }
    }
}
