public import Formats
public import Groth16
public import R1CS
internal import Sealing

extension PostedTask {
    /// What names the task: BLAKE2b-256 over a domain tag and the canonical bytes of its terms. The signature is over this.
    public var digest: Digest { terms.digest }
}

extension TaskTerms {
    var digest: Digest {
        var transcript = Transcript.digest("VerifiedCompute/task/v1")
        transcript.append(canonicalBytes)
        return Digest(transcript.finish())!
    }
}

extension VerifyingKey {
    /// What tasks name a verifying key by: BLAKE2b-256 over a domain tag and the key's canonical bytes.
    public var digest: Digest {
        var transcript = Transcript.digest("VerifiedCompute/verifying-key/v1")
        transcript.append(canonicalBytes)
        return Digest(transcript.finish())!
    }
}

extension ProofContents {
    /// What the worker signs.
    var digest: Digest {
        var transcript = Transcript.digest("VerifiedCompute/proof-file/v1")
        transcript.append(signedBytes)
        return Digest(transcript.finish())!
    }
}

extension ConstraintSystem {
    /// What names a circuit: BLAKE2b-256 over a domain tag and the canonical encoding of its matrices, binding rows among
    /// them. It names a statement and not a key: trust rests on the verifying key's digest.
    public var circuitID: Digest {
        var hash = BLAKE2b()
        hash.update(Array("VerifiedCompute/circuit/v1".utf8))
        canonicalEncoding { hash.update($0) }
        return Digest(hash.finish())!
    }
}
