public import Fields

/// A constraint system together with the program that computes its witness.
public struct Circuit: Sendable {
    public let system: ConstraintSystem
    /// One name a public input, in order.
    public let publicInputNames: [String]
    public let privateInputCount: Int
    private let program: WitnessProgram

    init(system: ConstraintSystem, publicInputNames: [String], privateInputCount: Int, program: WitnessProgram) {
        self.system = system
        self.publicInputNames = publicInputNames
        self.privateInputCount = privateInputCount
        self.program = program
    }

    /// Computes all variables from the inputs. The result satisfies the rows only if the inputs are honest:
    /// `system.firstUnsatisfiedRow` tells.
    ///
    /// - Parameters:
    ///   - publicInputs: one value a public input, in order.
    ///   - fillPrivateInputs: writes every private input, in order, straight into the witness.
    public func witness(
        publicInputs: [Fr], fillPrivateInputs: (UnsafeMutableBufferPointer<Fr>) throws -> Void
    ) rethrows -> Witness {
        try witness(publicInputs: publicInputs, replacing: [:], fillPrivateInputs: fillPrivateInputs)
    }

    /// The same with some variables lied about: each key of `replacing` gets the value given, and what is computed
    /// later is computed from that. For tests of what the rows refuse.
    package func witness(
        publicInputs: [Fr], replacing: [Variable: Fr],
        fillPrivateInputs: (UnsafeMutableBufferPointer<Fr>) throws -> Void
    ) rethrows -> Witness {
        precondition(publicInputs.count == system.publicInputCount, "one value a public input")
        var witness = Witness(count: system.variableCount)
        try witness.withUnsafeMutableValues { values in
            for (i, value) in publicInputs.enumerated() { values[1 + i] = value }
            let start = 1 + publicInputs.count
            try fillPrivateInputs(UnsafeMutableBufferPointer(rebasing: values[start..<start + privateInputCount]))
            program.run(system, values, replacements: replacing)
        }
        return witness
    }

    /// The same for private inputs that are no secret.
    public func witness(publicInputs: [Fr], privateInputs: [Fr]) -> Witness {
        precondition(privateInputs.count == privateInputCount, "one value a private input")
        return witness(publicInputs: publicInputs) { _ = $0.update(fromContentsOf: privateInputs) }
    }
}
