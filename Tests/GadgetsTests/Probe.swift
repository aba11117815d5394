import Fields
import Gadgets
import R1CS
import TestSupport

/// A gadget on its own: inputs are public, and the gadget's rows stand in the region "gadget".
struct Probe {
    let circuit: Circuit

    init(inputs count: Int, _ body: (inout CircuitBuilder, [LinearCombination]) throws -> Void) rethrows {
        var builder = CircuitBuilder()
        let inputs = (0..<count).map { builder.publicInput("input \($0)") }
        try body(&builder, inputs)
        circuit = builder.build()
    }

    /// The rows of the region "gadget".
    var cost: Int { circuit.system.costs.first { $0.name == "gadget" }?.rows ?? 0 }

    /// The variables behind the inputs.
    var hidden: Range<Int> { 1 + circuit.system.publicInputCount..<circuit.system.variableCount }

    func accepts(_ inputs: [Fr], replacing: [Variable: Fr] = [:]) -> Bool { failures(inputs, replacing).isEmpty }

    func failures(_ inputs: [Fr], _ replacing: [Variable: Fr] = [:]) -> [Int] {
        let witness = circuit.witness(publicInputs: inputs, replacing: replacing) { _ in }
        return witness.withUnsafeValues { circuit.system.unsatisfiedRows($0) }
    }

    func values(_ inputs: [Fr]) -> [Fr] {
        circuit.witness(publicInputs: inputs, privateInputs: []).withUnsafeValues(Array.init)
    }

    /// Lies about hidden variables, alone and in pairs, with all that follows computed from the lie. Returns those that got
    /// through. At most `limit` variables are drawn.
    func survivors(
        _ inputs: [Fr], limit: Int = .max, using generator: inout some RandomNumberGenerator
    ) -> [[Variable: Fr]] {
        let honest = values(inputs)
        func lie(_ index: Int) -> (Variable, Fr) {
            let delta: Fr = [.one, -.one, .random(using: &generator)].randomElement(using: &generator)!
            return (variable(index), honest[index] + delta)
        }
        let chosen =
            hidden.count > limit ? (0..<limit).map { _ in hidden.randomElement(using: &generator)! } : Array(hidden)
        var lies: [[Variable: Fr]] = []
        for index in chosen {
            for delta: Fr in [.one, -.one, .random(using: &generator)] {
                lies.append([variable(index): honest[index] + delta])
            }
            let (first, second) = (lie(index), lie(hidden.randomElement(using: &generator)!))
            lies.append([first.0: first.1].merging([second.0: second.1]) { $1 })
        }
        return lies.filter { accepts(inputs, replacing: $0) }
    }
}

func variable(_ index: Int) -> Variable { Variable(index) }

/// A little-endian byte string as one number; at most 31 bytes.
func number(_ bytes: some Collection<UInt8>) -> Fr { Fr(reducingLittleEndian: bytes) }
