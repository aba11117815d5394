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

    /// One to three changes, or now and then nothing but noise.
    mutating func mutation(of bytes: [UInt8]) -> [UInt8] {
        if Int.random(in: 0..<20, using: &self) == 0 {
            return self.bytes(Int.random(in: 0...bytes.count, using: &self))
        }
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &self) where !bytes.isEmpty {
            let index = Int.random(in: bytes.indices, using: &self)
            switch Int.random(in: 0..<8, using: &self) {
            case 0...2: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 3: bytes[index] = UInt8.random(in: .min ... .max, using: &self)
            case 4: bytes.removeSubrange(index...)
            case 5: bytes.insert(UInt8.random(in: .min ... .max, using: &self), at: index)
            case 6: bytes.remove(at: index)
            default: for i in index..<min(index + 4, bytes.count) { bytes[i] = 255 }
            }
        }
        return bytes
    }

    private mutating func secpPoint() -> AffinePoint<Secp256k1> {
        SecpScalar.random(using: &self) * AffinePoint<Secp256k1>.generator
    }
}
