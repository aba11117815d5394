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

    /// Keeps the circuit there, where it is, for as long as the caller has what is returned; nil where it is not there.
    package func holdCircuit() -> CircuitHold? { written.hold() ? CircuitHold(written) : nil }

    /// Gives the circuit's memory back to the system, unless somebody holds it, until it is asked for again.
    package func releaseCircuit() {
        written.release()
        Heap.trim()
    }
}

/// Keeps a circuit from being let go of.
package final class CircuitHold: Sendable {
    private let written: WrittenCircuit

    fileprivate init(_ written: WrittenCircuit) { self.written = written }

    deinit { written.endHold() }
}

/// A circuit that can be let go of, since it can be written down anew.
private final class WrittenCircuit: Sendable {
    private struct State {
        var circuit: Circuit?
        var holds = 0
    }

    private let state = Mutex(State())

    /// Whoever asks while it is being written waits.
    func circuit(of kind: CircuitKind) -> Circuit {
        state.withLock { state in
            if let circuit = state.circuit { return circuit }
            let circuit = kind.circuit()
            state.circuit = circuit
            return circuit
        }
    }

    /// Whether it is there, and stays until `endHold`.
    func hold() -> Bool {
        state.withLock { state in
            guard state.circuit != nil else { return false }
            state.holds += 1
            return true
        }
    }

    func endHold() { state.withLock { $0.holds -= 1 } }

    func release() { state.withLock { if $0.holds == 0 { $0.circuit = nil } } }
}
