import Curves
import Fields
import Formats
import Groth16
import Sealing
import VerifiedCompute

extension ProofFile {
    /// What somebody who may lie makes of this file: some of it exchanged, under a signature of their own.
    func forged(
        by forger: Person, task: PostedTask? = nil, payee: Person? = nil, box: [UInt8]? = nil,
        equalityProof: [UInt8]? = nil, proof: [UInt8]? = nil
    ) -> ProofFile {
        let contents = ProofContents(
            task: task ?? self.contents.task, payee: payee.map { Bytes($0.key)! } ?? self.contents.payee,
            circuitID: self.contents.circuitID, sealedBox: box ?? self.contents.sealedBox, result: self.contents.result,
            sharedPoint: self.contents.sharedPoint,
            equalityProof: equalityProof.map { Bytes($0)! } ?? self.contents.equalityProof,
            groth16Proof: proof.map { Bytes($0)! } ?? self.contents.groth16Proof, workerKey: Bytes(forger.key)!)
        var transcript = Transcript.digest("VerifiedCompute/proof-file/v1")
        transcript.append(contents.signedBytes)
        let signature = forger.identity.signingKey.signature(
            of: transcript.finish(), domain: "VerifiedCompute/proof-file")
        return ProofFile(contents: contents, signature: Bytes(signature)!)
    }

    /// The same file with another Groth16 proof, and the signature that is no longer of it.
    func replacing(proof: [UInt8]) -> ProofFile {
        ProofFile(
            contents: ProofContents(
                task: contents.task, payee: contents.payee, circuitID: contents.circuitID,
                sealedBox: contents.sealedBox, result: contents.result, sharedPoint: contents.sharedPoint,
                equalityProof: contents.equalityProof, groth16Proof: Bytes(proof)!, workerKey: contents.workerKey),
            signature: signature)
    }

    var groth16: Proof { Proof(compressed: contents.groth16Proof.array)! }
}

extension Proof {
    /// (−A, −B, C), which holds wherever this one does.
    var negated: Proof { Proof(a: -a, b: -b, c: c)! }

    /// (xA, x⁻¹(B + yδ), C + yA), which holds wherever this one does and says nothing of it.
    /// Source: Groth and Maller, "Snarky Signatures", section 3.3, on why Groth16 is malleable.
    func randomised(under key: VerifyingKey, x: Fr, y: Fr) -> Proof {
        let inverse = x.inverse()!
        return Proof(a: x * a, b: inverse * (b + y * key.delta2), c: c + y * a)!
    }
}

/// The sum of a number of 32 bytes, most significant first, and a modulus; nil where it takes more bits than there are.
func plus(_ bytes: [UInt8], _ modulus: [UInt8], bits: Int) -> [UInt8]? {
    var (sum, carry) = ([UInt8](repeating: 0, count: 32), 0)
    for at in (0..<32).reversed() {
        carry += Int(bytes[at]) + Int(modulus[at])
        (sum[at], carry) = (UInt8(carry & 255), carry >> 8)
    }
    return carry == 0 && Int(sum[0]) < 1 << (bits - 248) ? sum : nil
}
