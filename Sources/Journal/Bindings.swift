public import Escrow
internal import Sealing

extension Opening {
    /// The commitment that hides this opening until it is revealed: BLAKE2b-256 over a domain tag, the task digest, the
    /// payee, the submission's hash and the salt, each after its length.
    public func commitment(to task: ID<Contract>) -> ID<Commitment> {
        var transcript = Transcript.digest("VerifiedCompute/commitment/v1")
        for field in [task.bytes, payee.bytes, submission.bytes, salt.bytes] { transcript.append(field) }
        return ID(transcript.finish())!
    }
}

extension ID<Submission> {
    /// The name of a `proof.bin`: BLAKE2b-256 over a domain tag and all of its bytes.
    public init(of proof: [UInt8]) {
        var transcript = Transcript.digest("VerifiedCompute/submission/v1")
        transcript.append(proof)
        self.init(transcript.finish())!
    }
}

extension Rules {
    /// The rules with the commitments that this service takes.
    public static let standard = Rules { opening, task in opening.commitment(to: task) }
}
