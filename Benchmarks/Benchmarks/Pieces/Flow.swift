import Circuits
import Curves
import Fields
import Groth16
import R1CS
import Sealing
import VerifiedCompute

/// One task of the kind `vanity-address` with everything that is made on its way, made when first asked for.
final class Flow: @unchecked Sendable {
    // Sendable because the benchmarks run one after the other.
    static let shared = Result { try Flow() }

    let worker = Identity.generate()
    /// Kept from one run to the next; the store checks its digest.
    let key: ProvingKeyFile
    let task: PostedTask
    let solution: Solution

    private init() throws {
        key = try KeyStore(folder: ".build/keys").developmentKey(.vanityAddress)
        let initiator = Identity.generate()
        task = try initiator.post(
            .vanityAddress(try AddressPattern(prefix: "1Z")), reward: 1, deadline: Deadline(seconds: 4_000_000_000)!,
            under: key.digest)
        guard let solution = try task.solve() else { throw Failed(what: "the search was cancelled") }
        self.solution = solution
    }

    func proofFile() throws -> ProofFile { try solution.sealAndProve(task, by: worker, with: key) }
}

/// What the circuit proves, for a random scalar k and a random recipient: a real box, with its digits.
struct BoxStatement: ~Copyable {
    let publicInputs: [Fr]
    private let box: Sealing.SealedBox

    init() throws {
        var message = Secret.random(count: VanityPoint.messageLength)
        message.withUnsafeMutableBytes { $0[0] &= 3 }
        let recipient = Identity.generate()
        box = Sealing.SealedBox.seal(message, to: recipient.recipientKey)
        guard let ephemeralKey = Edwards25519Point(encoding: box.ephemeralKey),
            let commitment = Edwards25519Point(encoding: box.commitment)
        else { throw Failed(what: "a point of the box") }
        publicInputs = try SealedStatement<VanityPoint>.publicInputs(
            binding: [UInt8](repeating: 1, count: 31), nonce: box.nonce, box: box.bytes,
            ephemeralKey: ephemeralKey.montgomery, commitment: commitment.montgomery,
            relation: try VanityPoint(message.withUnsafeBytes { Secp256k1.generatorMultiple(secret: $0) }))
    }

    borrowing func witness(_ circuit: Circuit) -> Witness {
        box.digits.withUnsafeBytes { digits in
            circuit.witness(publicInputs: publicInputs) { inputs in
                for (index, digit) in digits.enumerated() { inputs[index] = digit == 0 ? .zero : .one }
            }
        }
    }
}
