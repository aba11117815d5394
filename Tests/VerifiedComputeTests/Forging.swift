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
