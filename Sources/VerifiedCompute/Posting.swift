public import Addresses
internal import Curves
public import Formats
public import Sealing

/// What an initiator wants done.
public enum Wish: Sendable {
    /// An address with this pattern, of which only the initiator will be able to form the key.
    case vanityAddress(AddressPattern)

    /// Throws where the wish makes no task, whoever posts it.
    public func check() throws(PostingError) {
        switch self {
        case .vanityAddress(let pattern): guard pattern.probability < 0.5 else { throw .patternTooEasy }
        }
    }
}

/// Why a wish makes no task.
public enum PostingError: Error, Equatable, Sendable {
    /// Half of all addresses or more have the pattern: there is nothing to search for.
    case patternTooEasy
}

extension Identity {
    /// A signed task.
    ///
    /// - Parameters:
    ///   - reward: in the smallest unit of whatever pays.
    ///   - keyDigest: the digest of the verifying key that is to decide.
    ///   - service: the one service that may take solutions; nil for any.
    public borrowing func post(
        _ wish: Wish, reward: UInt64, deadline: Deadline, under keyDigest: Digest, service: ServiceName? = nil
    ) throws(PostingError) -> PostedTask {
        try wish.check()
        var generator = SystemRandomNumberGenerator()
        let terms = TaskTerms(
            id: .random(using: &generator), kind: kind(for: wish),
            initiator: .init(
                signingKey: Bytes(verificationKey.bytes)!, sealingKey: Bytes(recipientKey.bytes)!),
            reward: reward, deadline: deadline, verifyingKeyDigest: keyDigest, service: service)
        let signature = signingKey.signature(of: terms.digest.array, domain: PostedTask.signatureDomain)
        return PostedTask(terms: terms, signature: Bytes(signature)!)
    }

    private borrowing func kind(for wish: Wish) -> TaskKind {
        var generator = SystemRandomNumberGenerator()
        switch wish {
        case .vanityAddress(let pattern):
            // A nonce whose Q has the pattern itself would make a task with nothing to find: draw again.
            while true {
                let nonce = Bytes<32>.random(using: &generator)
                let publicKey = offset(nonce: nonce.array).withUnsafeBytes { Secp256k1.generatorMultiple(secret: $0) }
                if let own = BitcoinAddress(publicKey: publicKey), !pattern.matches(own.hash160) {
                    return .vanityAddress(VanityAddress(pattern: pattern, publicKey: publicKey, nonce: nonce))
                }
            }
        }
    }
}
