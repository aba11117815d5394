import Addresses
import Formats
import Sealing
import VerifiedCompute

extension ProofContents {
    /// The file that a worker who may lie makes of these contents.
    func signed(by worker: borrowing Identity) -> ProofFile {
        var transcript = Transcript.digest("VerifiedCompute/proof-file/v1")
        transcript.append(signedBytes)
        let signature = worker.signingKey.signature(of: transcript.finish(), domain: "VerifiedCompute/proof-file")
        return ProofFile(contents: self, signature: Bytes(signature)!)
    }
}

extension PostedTask {
    var vanity: VanityAddress {
        switch terms.kind {
        case .vanityAddress(let parameters): parameters
        }
    }

    var pattern: AddressPattern { vanity.pattern }
}

extension TaskTerms {
    /// A copy with some terms exchanged, signed by an initiator who may post anything.
    func posted(
        by initiator: borrowing Identity, kind: TaskKind? = nil, sealingKey: Bytes<32>? = nil
    ) -> PostedTask {
        let terms = TaskTerms(
            id: id, kind: kind ?? self.kind,
            initiator: .init(
                signingKey: Bytes(initiator.verificationKey.bytes)!, sealingKey: sealingKey ?? self.initiator.sealingKey
            ),
            reward: reward, deadline: deadline, verifyingKeyDigest: verifyingKeyDigest, service: service)
        var transcript = Transcript.digest("VerifiedCompute/task/v1")
        transcript.append(terms.canonicalBytes)
        let signature = initiator.signingKey.signature(of: transcript.finish(), domain: "VerifiedCompute/task")
        return PostedTask(terms: terms, signature: Bytes(signature)!)
    }
}
