public import Groth16

/// Why a proof file that can be read proves nothing.
public enum Refusal: Error, Equatable, Sendable {
    case taskSignature
    case workerSignature
    /// The file is about another task than the one it is compared with.
    case otherTask(Digest)
    /// The task names another verifying key than the one given.
    case otherVerifyingKey(named: Digest)
    case unsafeVerifyingKey([UnsafeKeyReason])
    case otherCircuit(Digest)
    /// The task's sealing key is no point to which a box can be proven.
    case sealingKey
    /// The task's public key has the pattern already: there is nothing to find.
    case alreadySolved
    case trivialResult
    case patternNotMatched(address: String)
    case boxLength(Int, expected: Int)
    /// The box's ephemeral key or the point C is not a canonical point of prime order.
    case boxPoints
    case equalityProof
    case groth16Proof

    /// One sentence for people.
    public var sentence: String {
        switch self {
        case .taskSignature:
            "The initiator's signature on the task does not hold: the task was altered after it was posted."
        case .workerSignature:
            "The worker's signature on the file does not hold: the file was altered after it was made."
        case .otherTask(let digest): "The file is about another task, with the digest \(digest)."
        case .otherVerifyingKey(let digest): "The task names another verifying key, with the digest \(digest)."
        case .unsafeVerifyingKey(let reasons):
            "Anyone can forge proofs under this verifying key: " + reasons.map(\.description).joined(separator: "; ")
                + "."
        case .otherCircuit(let digest):
            "The proof is of another statement than this kind of task has (circuit \(digest))."
        case .sealingKey: "The task's sealing key is not a point that a box can be proven for."
        case .alreadySolved: "The task's own public key has the pattern: there is nothing to find."
        case .trivialResult: "The public point is the task's own: no offset was found."
        case .patternNotMatched(let address): "The address \(address) does not have the task's pattern."
        case .boxLength(let count, let expected):
            "The sealed box has \(count) bytes; a solution of this kind has \(expected)."
        case .boxPoints: "The sealed box's points are not canonical points of prime order."
        case .equalityProof: "The equality proof does not hold: the box is not bound to this task, payee and key."
        case .groth16Proof: "The Groth16 proof does not hold."
        }
    }
}
