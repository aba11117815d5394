internal import Escrow
internal import Formats
internal import Groth16
internal import VerifiedCompute

/// What the library finds about the bytes of `proof.bin` files, in the words of the rules.
struct Judgement: Sendable {
    struct Submission: Sendable {
        /// As it was posted: the proof's own copy of the task decides nothing.
        let task: PostedTask
        let bytes: [UInt8]
    }

    /// Decides all of these tasks.
    let verifier: Verifier

    /// One verdict for each, in their order. Blocks for as long as the verifications take.
    func verdicts(on submissions: [Submission]) -> [Escrow.Verdict] {
        let files = submissions.map { try? ProofFile(bytes: $0.bytes) }
        let readable = zip(files, submissions).compactMap { file, submission in file.map { ($0, submission.task) } }
        var verdicts = ProofFile.verdicts(on: readable, under: verifier).makeIterator()
        return files.map { $0 == nil ? .refused(.malformed) : Self.inWordsOfTheRules(verdicts.next()!) }
    }

    private static func inWordsOfTheRules(_ verdict: VerifiedCompute.Verdict) -> Escrow.Verdict {
        switch verdict.refusal {
        case nil: .proven(payee: ID(verdict.payee.array)!)
        case .otherTask: .refused(.otherTask)
        default: .refused(.notProven)
        }
    }
}
