internal import Fields
internal import Groth16

/// What a proof of a kind takes of memory, from the sizes of its circuit, which are pinned as the circuit itself is. The pages of the
/// proving key's file are not counted.
extension CircuitKind {
    /// All variables, the constant one among them.
    package var variableCount: Int {
        switch self {
        case .vanityAddress: 90_397
        }
    }

    /// The elements of the domain that its rows fit into.
    package var domainSize: Int {
        switch self {
        case .vanityAddress: 1 << 17
        }
    }

    /// The entries of its matrices A and B.
    package var entryCount: Int {
        switch self {
        case .vanityAddress: 1_156_928
        }
    }

    /// The most bytes that the circuit takes while it is written down and after: 36 an entry of A and B, which are the most of it; what
    /// else there is comes to half as much.
    package var circuitByteCount: Int { 54 * entryCount }

    /// The bytes that an open proving key takes without its circuit.
    package var keyByteCount: Int { Prover.byteCount(domainSize: domainSize) }

    /// The most bytes that making a proof takes besides the key and its circuit: the witness, and the prover's own.
    ///
    /// - Parameter processors: how many it is spread over.
    package func proofByteCount(processors: Int) -> Int {
        variableCount * MemoryLayout<UInt256>.stride
            + Prover.byteCount(variableCount: variableCount, domainSize: domainSize, processors: processors)
    }

    /// The same with the circuit, where that is written down for the witness and let go of before the proof is made.
    package func leanProofByteCount(processors: Int) -> Int {
        max(
            circuitByteCount + variableCount * MemoryLayout<UInt256>.stride, proofByteCount(processors: processors))
    }
}
