internal import Curves
internal import Fields
internal import R1CS

/// The secrets of a setup, also called toxic waste: who knows them forges. gamma is 1.
struct Waste {
    let tau: Fr
    private(set) var alpha: Fr
    private(set) var beta: Fr
    private(set) var delta: Fr

    /// tau is outside of the domain of twice the size, alpha and beta are not zero, delta is neither zero nor ±gamma.
    init(logSize: Int, using generator: inout some RandomNumberGenerator) {
        func draw(_ isGood: (Fr) -> Bool) -> Fr {
            while true {
                let value = Fr.random(using: &generator)
                if isGood(value) { return value }
            }
        }
        tau = draw { $0.power(2 << logSize) != .one && !$0.isZero }
        alpha = draw { !$0.isZero }
        beta = draw { !$0.isZero }
        delta = draw { !$0.isZero && $0 != .one && $0 != -.one }
    }

    mutating func wipe() { withUnsafeMutableBytes(of: &self) { Groth16.wipe($0) } }

    func header(of system: ConstraintSystem, logSize: Int) -> ProvingKeyHeader {
        let entries = system.nonZeroCounts
        return ProvingKeyHeader(
            variableCount: system.variableCount, publicInputCount: system.publicInputCount, domainLogSize: logSize,
            coefficientCount: entries.a + entries.b, alpha1: alpha * .generator, beta1: beta * .generator,
            beta2: beta * .generator, gamma2: .generator, delta1: delta * .generator, delta2: delta * .generator)
    }
}

/// What the points of a proving key are the generator's multiples by, part by part.
struct KeyScalars {
    private(set) var a: [Fr]
    private(set) var b: [Fr]
    private(set) var ic: [Fr]
    private(set) var c: [Fr]
    private(set) var h: [Fr]

    init(_ system: ConstraintSystem, _ waste: Waste, logSize: Int) {
        // The domain is the even half of the one of twice the size, whose odd half H lives on.
        var lagrange = EvaluationDomain(logSize: logSize).lagrangeCoefficients(at: waste.tau)
        var wide = EvaluationDomain(logSize: logSize + 1).lagrangeCoefficients(at: waste.tau)
        var columns = parallelMap(3) { which in
            Self.columnSums([system.a, system.b, system.c][which], lagrange, system.variableCount)
        }
        for input in 0..<system.bindingRowCount { columns[0][input] += lagrange[system.rowCount + input] }

        let deltaInverse = waste.delta.inverse()!
        func combined(_ variable: Int) -> Fr {
            waste.beta * columns[0][variable] + waste.alpha * columns[1][variable] + columns[2][variable]
        }
        ic = (0..<system.bindingRowCount).map { combined($0) }
        c = (system.bindingRowCount..<system.variableCount).map { combined($0) * deltaInverse }
        h = (0..<1 << logSize).map { wide[2 * $0 + 1] * deltaInverse }
        (a, b) = (columns[0], columns[1])
        for index in columns.indices { Groth16.wipe(&columns[index]) }
        Groth16.wipe(&lagrange)
        Groth16.wipe(&wide)
    }

    /// The value at tau of every column of a matrix: Σ coefficient · Lᵢ(tau) over the rows i.
    private static func columnSums(_ matrix: SparseMatrix, _ lagrange: [Fr], _ columnCount: Int) -> [Fr] {
        var sums = [Fr](repeating: .zero, count: columnCount)
        for row in 0..<matrix.rowCount {
            for entry in matrix.entries(of: row) {
                sums[Int(matrix.columns[entry])] += matrix.coefficients[entry] * lagrange[row]
            }
        }
        return sums
    }

    mutating func wipe() {
        Groth16.wipe(&a)
        Groth16.wipe(&b)
        Groth16.wipe(&ic)
        Groth16.wipe(&c)
        Groth16.wipe(&h)
    }
}
