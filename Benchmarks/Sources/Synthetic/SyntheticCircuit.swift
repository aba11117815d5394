import Fields
import Formats
import Foundation
import Groth16
import R1CS

/// A circuit to measure provers on, with one public input.
public struct SyntheticCircuit: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// Every value is as long as the field's elements.
        case dense
        /// Nine values of ten are bits, as in circuits of hash functions.
        case bits
    }

    public let kind: Kind
    public let power: Int

    /// - Parameter power: binding rows included, there are 2^power rows; from 4 to 26.
    public init(_ kind: Kind, power: Int) { (self.kind, self.power) = (kind, power) }

    /// The circuit's development key and a witness, as files that are made where they are not there yet.
    public func files(in folder: String) throws -> (key: String, witness: String) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = "\(folder)/\(kind.rawValue)-\(power)"
        let files = (key: path + ".zkey", witness: path + ".wtns")
        guard !FileManager.default.fileExists(atPath: files.key) else { return files }
        let circuit = circuit()
        try Wtns.write(circuit.witness(publicInputs: [3], privateInputs: []), to: files.witness, replacing: true)
        let writer = try ZkeyWriter(path: files.key)
        var generator = SystemRandomNumberGenerator()
        _ = try Setup.makeKeys(for: circuit.system, into: writer, using: &generator)
        try writer.commit()
        return files
    }

    private func circuit() -> Circuit {
        var builder = CircuitBuilder()
        var value = builder.publicInput("x")
        var bits: [LinearCombination] = []
        // The binding rows of the constant and of x are the setup's.
        for row in 0..<(1 << power) - 2 {
            if kind == .bits, row % 10 != 9 {
                let bit = builder.hint(1, from: []) { _ in [row.nonzeroBitCount.isMultiple(of: 2) ? .one : .zero] }[0]
                builder.constrain(bit, bit - 1, .zero)
                bits.append(bit)
            } else {
                value = builder.product(value + .sum(bits.suffix(32)), value + 3)
            }
        }
        return builder.build()
    }
}
