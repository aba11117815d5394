import Curves
import Fields
import Groth16
import R1CS

/// A circuit to measure a prover on, with a key that is made when first asked for and kept in memory.
final class BenchCircuit {
    enum Kind: String, CaseIterable {
        /// Every value is as long as the field's elements.
        case dense = "full-size values"
        /// Nine values of ten are bits, as in circuits of hash functions.
        case bits = "mostly bits"
    }

    let name: String
    let rowCount: Int
    private let kind: Kind
    lazy var key = Result { try BenchKey(circuit()) }

    /// - Parameter power: binding rows included, there are 2^power rows.
    init(_ kind: Kind, power: Int) {
        self.kind = kind
        rowCount = 1 << power
        name = "2^\(power) rows, \(kind.rawValue)"
    }

    private func circuit() -> Circuit {
        var builder = CircuitBuilder()
        var value = builder.publicInput("x")
        var bits: [LinearCombination] = []
        // The binding rows of the constant and of x are the setup's.
        for row in 0..<rowCount - 2 {
            if kind == .bits, row % 10 != 9 {
                let bit = builder.hint(1, from: []) { _ in [row.nonzeroBitCount.isMultiple(of: 2) ? .one : .zero] }[0]
                builder.constrain(bit, bit - .one, .zero)
                bits.append(bit)
            } else {
                value = builder.product(value + .sum(bits.suffix(32)), value + 3)
            }
        }
        return builder.build()
    }
}

/// A proving key in memory, with a witness of its circuit.
final class BenchKey {
    let verifyingKey: VerifyingKey
    let publicInputs: [Fr]
    private let prover: Prover
    private let witness: Witness

    init(_ circuit: Circuit) throws {
        publicInputs = [Fr(canonical: UInt256(1, 2, 3, 4))!]
        let memory = KeyMemory()
        var generator = SystemRandomNumberGenerator()
        verifyingKey = try Setup.makeKeys(for: circuit.system, into: memory, using: &generator)
        prover = try Prover(memory.provingKey, for: verifyingKey)
        witness = circuit.witness(publicInputs: publicInputs, privateInputs: [])
    }

    func proof() throws -> Proof { try prover.prove(witness) }
}

/// Takes a proving key as it is made and holds it.
private final class KeyMemory: ProvingKeySink {
    private var header: ProvingKeyHeader?
    private var parts: [ProvingKeyPart: UnsafeMutableRawBufferPointer] = [:]
    private var filled: [ProvingKeyPart: Int] = [:]

    func begin(_ header: ProvingKeyHeader) {
        self.header = header
        for part in ProvingKeyPart.allCases {
            parts[part] = .allocate(byteCount: header.count(of: part) * part.elementByteCount, alignment: 64)
            filled[part] = 0
        }
    }

    func append(_ bytes: UnsafeRawBufferPointer, to part: ProvingKeyPart) {
        let start = filled[part]!
        UnsafeMutableRawBufferPointer(rebasing: parts[part]![start...]).copyMemory(from: bytes)
        filled[part] = start + bytes.count
    }

    /// The key, which keeps this object.
    var provingKey: ProvingKey {
        ProvingKey(header: header!, owner: self) { UnsafeRawBufferPointer(parts[$0]!) }
    }

    deinit { for part in parts.values { part.deallocate() } }
}
