internal import Escrow
internal import Formats
internal import Groth16
internal import VerifiedCompute

/// What the library finds about the bytes of a `proof.bin`, in the words of the rules.
struct Judgement: Sendable {
    /// As it was posted: the proof's own copy of the task decides nothing.
    let task: PostedTask
    let verifier: Verifier

    /// Blocks for as long as one verification takes.
    func verdict(on bytes: [UInt8]) -> Escrow.Verdict {
        guard let file = try? ProofFile(bytes: bytes) else { return .refused(.malformed) }
        let verdict = file.verdict(under: verifier, for: task)
        switch verdict.refusal {
        case nil: return .proven(payee: ID(verdict.payee.array)!)
        case .otherTask: return .refused(.otherTask)
        default: return .refused(.notProven)
        }
    }
}
