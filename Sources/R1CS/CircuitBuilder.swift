public import Fields

/// Writes a circuit down, row by row, together with the program that computes its witness.
///
/// `publicInput` and `privateInput` declare what comes from outside, `hint` is the prover's free choice, `constrain`
/// makes a row. A gadget is a method of an extension; what it returns is the evidence that its rows exist. Inputs come
/// first: public ones, then private ones, then everything else.
public struct CircuitBuilder {
    private var a = SparseMatrix()
    private var b = SparseMatrix()
    private var c = SparseMatrix()
    private var variableCount = 1
    private var publicInputs: [String] = []
    private var privateInputCount = 0
    private var regions: [ConstraintSystem.Region] = []
    private var regionStart: (row: Int, variables: Int)?
    private var program = WitnessProgram()

    public init() {}

    public var rowCount: Int { a.rowCount }

    // MARK: Inputs

    /// A value that everyone knows. All public inputs are declared before anything else.
    public mutating func publicInput(_ name: String) -> LinearCombination {
        precondition(variableCount == publicInputs.count + 1, "public inputs come before every other variable")
        publicInputs.append(name)
        return newVariables(1)[0]
    }

    /// Values that the prover brings. All private inputs are declared right behind the public ones.
    public mutating func privateInputs(_ count: Int) -> [LinearCombination] {
        precondition(
            variableCount == publicInputs.count + privateInputCount + 1, "private inputs come before hints and rows")
        privateInputCount += count
        return newVariables(count)
    }

    // MARK: Rows

    /// One row: a · b = c.
    public mutating func constrain(_ a: LinearCombination, _ b: LinearCombination, _ c: LinearCombination) {
        self.a.append(a)
        self.b.append(b)
        self.c.append(c)
    }

    /// The variable a · b − rest, and the row that says so: a · b = it + rest.
    public mutating func product(
        _ a: LinearCombination, _ b: LinearCombination, minus rest: LinearCombination
    ) -> LinearCombination {
        let output = newVariables(1)[0]
        program.append(.product(row: rowCount, variable: variableCount - 1))
        constrain(a, b, output + rest)
        return output
    }

    /// a · b: one row and one variable, or none of either where a factor is constant.
    public mutating func product(_ a: LinearCombination, _ b: LinearCombination) -> LinearCombination {
        if let factor = a.constant { return b * factor }
        if let factor = b.constant { return a * factor }
        return product(a, b, minus: .zero)
    }

    // MARK: The prover's choices

    /// `count` variables whose values `compute` chooses from the values of `forms`. No row holds them to it.
    ///
    /// `compute` is given one value a form and returns `count` values.
    public mutating func hint(
        _ count: Int, from forms: [LinearCombination], _ compute: @escaping @Sendable ([Fr]) -> [Fr]
    ) -> [LinearCombination] {
        let first = variableCount
        let outputs = newVariables(count)
        program.appendHint(forms: forms, outputs: first..<first + count, compute)
        return outputs
    }

    /// `count` variables for the bits of the canonical value of `form`, from bit `offset` up. No row holds them to it.
    public mutating func hintBits(
        of form: LinearCombination, from offset: Int = 0, count: Int
    ) -> [LinearCombination] {
        let first = variableCount
        let outputs = newVariables(count)
        program.appendBits(form: form, from: offset, outputs: first..<first + count)
        return outputs
    }

    // MARK: Regions

    /// Books the rows and variables that `body` makes under `name`. Regions do not nest: an inner one is part of the outer.
    public mutating func region<Result, Failure: Error>(
        _ name: String, _ body: (inout CircuitBuilder) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard regionStart == nil else { return try body(&self) }
        let start = (row: rowCount, variables: variableCount)
        closeGap(before: start.row)
        regionStart = start
        defer {
            regions.append(
                .init(name: name, rows: start.row..<rowCount, variableCount: variableCount - start.variables))
            regionStart = nil
        }
        return try body(&self)
    }

    /// The finished circuit.
    public consuming func build() -> Circuit {
        closeGap(before: rowCount)
        let system = ConstraintSystem(
            a: a, b: b, c: c, variableCount: variableCount, publicInputCount: publicInputs.count, regions: regions)
        return Circuit(
            system: system, publicInputNames: publicInputs, privateInputCount: privateInputCount, program: program)
    }

    private mutating func closeGap(before row: Int) {
        let covered = regions.last?.rows.upperBound ?? 0
        if covered < row { regions.append(.init(name: "unnamed", rows: covered..<row, variableCount: 0)) }
    }

    private mutating func newVariables(_ count: Int) -> [LinearCombination] {
        let first = variableCount
        variableCount += count
        return (first..<first + count).map { LinearCombination(Variable($0)) }
    }
}
