internal import Fields
public import Formats
public import Groth16
public import R1CS
internal import Synchronization

/// A proving key that is mapped into memory, with its circuit.
public struct ProvingKeyFile: Sendable {
    public let kind: CircuitKind
    public let path: String
    public let verifyingKey: VerifyingKey
    /// The digest of the verifying key: what tasks name.
    public let digest: Digest
    public let prover: Prover
    private let written = WrittenCircuit()

    init(_ zkey: Zkey, kind: CircuitKind, path: String) throws(KeyStoreError) {
        self.kind = kind
        self.path = path
        verifyingKey = zkey.provingKey.verifyingKey
        digest = verifyingKey.digest
        do throws(ProverError) {
            prover = try Prover(zkey.provingKey, for: verifyingKey)
        } catch {
            throw .hostile(path: path)
        }
    }

    /// The circuit of its kind. It is written down where it is not there, which takes a good part of a second.
    public var circuit: Circuit { written.circuit(of: kind) }

    /// Whether the circuit is there.
    package var hasCircuit: Bool { written.isThere }

    /// Gives the circuit's memory back to the system, until it is asked for again.
    package func releaseCircuit() {
        written.release()
        Heap.trim()
    }
}

/// A circuit that can be let go of, since it can be written down anew.
private final class WrittenCircuit: Sendable {
    private let state = Mutex<Circuit?>(nil)

    var isThere: Bool { state.withLock { $0 != nil } }

    /// Whoever asks while it is being written waits.
    func circuit(of kind: CircuitKind) -> Circuit {
        state.withLock { state in
            if let state { return state }
            let circuit = kind.circuit()
            state = circuit
            return circuit
        }
    }

    func release() { state.withLock { $0 = nil } }
}
