import Curves
import Fields
import Formats
import Foundation
import Groth16
import R1CS
import TestSupport

/// Four public inputs: y = x³ + x + 5, the square of x, and two that no row touches; and a private wire of its own.
func cubicCircuit() -> Circuit {
    var builder = CircuitBuilder()
    let y = builder.publicInput("y")
    let square = builder.publicInput("x²")
    _ = builder.publicInput("untouched")
    _ = builder.publicInput("also untouched")
    let inputs = builder.privateInputs(2)
    let x = inputs[0]
    builder.constrain(x, x, square)
    let cube = builder.product(square, x)
    builder.constrain(cube + x + 5, .one, y)
    return builder.build()
}

/// The honest public inputs of `cubicCircuit` at x, with `untouched` for the third and 7 for the fourth.
func cubicInputs(_ x: Fr, untouched: Fr = 77) -> [Fr] { [x * x * x + x + 5, x * x, untouched, 7] }

/// Makes the keys of a circuit in a temporary file and maps them.
func makeKeys(for system: ConstraintSystem, seed: UInt64) throws -> (key: ProvingKey, verifyingKey: VerifyingKey) {
    try makeKeys(for: system, using: SeededGenerator(seed: seed))
}

/// The same with the secrets from this generator.
func makeKeys(
    for system: ConstraintSystem, using generator: some RandomNumberGenerator
) throws -> (key: ProvingKey, verifyingKey: VerifyingKey) {
    let folder = try TemporaryFolder()
    let path = folder.path("key.zkey")
    let writer = try ZkeyWriter(path: path)
    var generator = generator
    let verifyingKey = try Setup.makeKeys(for: system, into: writer, using: &generator)
    try writer.commit()
    return (try Zkey(path: path, trust: .none).provingKey, verifyingKey)
}

/// Words from which `Fr.random` makes these elements, one after the other.
struct ScriptedGenerator: RandomNumberGenerator {
    private var words: [UInt64]

    init(_ elements: [Fr]) {
        words = elements.flatMap { element in
            let value = element.canonical
            return [value.l0, value.l1, value.l2, value.l3 << UInt64(Fr.modulus.l3.leadingZeroBitCount)]
        }
    }

    mutating func next() -> UInt64 { words.removeFirst() }
}

/// The keys of `cubicCircuit` and a proof that x = 3, made once.
struct CubicCase {
    let key: ProvingKey
    let verifyingKey: VerifyingKey
    let verifier: Verifier
    let inputs = cubicInputs(3)
    let proof: Proof

    static let shared = Result { try CubicCase() }

    private init() throws {
        let circuit = cubicCircuit()
        (key, verifyingKey) = try makeKeys(for: circuit.system, seed: 1)
        verifier = try Verifier(verifyingKey)
        proof = try Prover(key).prove(circuit.witness(publicInputs: inputs, privateInputs: [3, 9]))
    }
}

extension ProvingKeyHeader {
    /// The same with other deltas.
    func with(delta1: G1, delta2: G2) -> ProvingKeyHeader {
        ProvingKeyHeader(
            variableCount: variableCount, publicInputCount: publicInputCount, domainLogSize: domainLogSize,
            coefficientCount: coefficientCount, alpha1: alpha1, beta1: beta1, beta2: beta2, gamma2: gamma2,
            delta1: delta1, delta2: delta2)
    }
}

extension ProvingKey {
    /// The memory of a part.
    func memory(_ part: ProvingKeyPart) -> UnsafeRawBufferPointer {
        switch part {
        case .ic: UnsafeRawBufferPointer(ic)
        case .coefficients: coefficients
        case .a: UnsafeRawBufferPointer(a)
        case .b1: UnsafeRawBufferPointer(b1)
        case .b2: UnsafeRawBufferPointer(b2)
        case .c: UnsafeRawBufferPointer(c)
        case .h: UnsafeRawBufferPointer(h)
        }
    }

    /// A view of the same parts under another header; this key outlives it.
    func with(header: ProvingKeyHeader, owner: AnyObject) -> ProvingKey {
        ProvingKey(header: header, owner: owner) { memory($0) }
    }
}
