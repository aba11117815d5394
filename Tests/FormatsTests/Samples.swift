import Addresses
import Curves
import Fields
import Formats
import TestSupport

extension SeededGenerator {
    mutating func postedTask() throws -> PostedTask {
        let prefixes = ["1", "1Z", "1Zk", "11", "1QLbz6", "1BitcoinEater"]
        let prefix = prefixes.randomElement(using: &self)!
        let parameters = VanityAddress(
            pattern: try AddressPattern(prefix: prefix), publicKey: secpPoint(), nonce: .random(using: &self))
        let service = ServiceName(String(repeating: "s", count: Int.random(in: 0...255, using: &self)))
        let terms = TaskTerms(
            id: .random(using: &self), kind: .vanityAddress(parameters),
            initiator: .init(signingKey: .random(using: &self), sealingKey: .random(using: &self)),
            reward: next(), deadline: Deadline(seconds: .random(in: Deadline.range, using: &self))!,
            verifyingKeyDigest: .random(using: &self), service: service)
        return PostedTask(terms: terms, signature: .random(using: &self))
    }

    mutating func proofFile(boxByteCount: Int = 80) throws -> ProofFile {
        let contents = ProofContents(
            task: try postedTask(), payee: .random(using: &self), circuitID: .random(using: &self),
            sealedBox: bytes(boxByteCount), result: .vanityAddress(secpPoint()), sharedPoint: .random(using: &self),
            equalityProof: .random(using: &self), groth16Proof: .random(using: &self),
            workerKey: .random(using: &self))
        return ProofFile(contents: contents, signature: .random(using: &self))
    }

    private mutating func secpPoint() -> AffinePoint<Secp256k1> {
        SecpScalar.random(using: &self) * AffinePoint<Secp256k1>.generator
    }
}
