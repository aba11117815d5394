public import Audit
public import Escrow
internal import Journal

/// A task in an encoding of the tests': the rules, the books and the log take any bytes for the document, and an audit is
/// told how to read them.
public struct TestTask {
    public let initiator: ID<Party>
    public let reward: Amount
    public let deadline: Int64
    public let nonce: UInt64

    public init(initiator: ID<Party>, reward: Amount, deadline: Int64, nonce: UInt64) {
        self.initiator = initiator
        self.reward = reward
        self.deadline = deadline
        self.nonce = nonce
    }

    public var document: [UInt8] {
        initiator.bytes + [reward.units, UInt64(bitPattern: deadline), nonce].flatMap(bigEndian)
    }

    public func terms(lease: LeaseOffer? = nil, policy: Policy) -> Terms {
        Terms(
            task: digest, initiator: initiator, reward: reward, deadline: deadline, lease: lease, policy: policy,
            document: document)!
    }

    /// Any hash of the document will do.
    public var digest: ID<Contract> { ID(ID<Submission>(of: document).bytes)! }
}

/// A proof in an encoding of the tests': it says itself whether it holds.
public struct TestProof {
    public let task: ID<Contract>
    public let payee: ID<Party>
    public let isValid: Bool
    public let nonce: UInt64

    public init(task: ID<Contract>, payee: ID<Party>, isValid: Bool, nonce: UInt64) {
        self.task = task
        self.payee = payee
        self.isValid = isValid
        self.nonce = nonce
    }

    public init?(bytes: [UInt8]) {
        guard bytes.count == 73 else { return nil }
        task = ID(bytes[..<32])!
        payee = ID(bytes[32..<64])!
        isValid = bytes[64] == 1
        nonce = bytes[65...].reduce(0) { $0 << 8 | UInt64($1) }
    }

    public var bytes: [UInt8] { task.bytes + payee.bytes + [isValid ? 1 : 0] + bigEndian(nonce) }
}

/// 8 bytes, most significant first.
private func bigEndian(_ value: UInt64) -> [UInt8] {
    stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt64($0)) }
}

extension Evidence {
    /// Reads the tests' tasks and proofs.
    public static let ofTests = Evidence(
        task: { document in
            guard document.count == 56 else { return nil }
            let initiator = ID<Party>(document[..<32])!
            let words = [32, 40, 48].map { document[$0..<$0 + 8].reduce(0) { $0 << 8 | UInt64($1) } }
            return TaskClaim(
                task: ID(ID<Submission>(of: document).bytes)!, initiator: initiator, reward: words[0],
                deadline: Int64(bitPattern: words[1]))
        },
        proof: { bytes in
            guard let proof = TestProof(bytes: bytes), proof.isValid else { return nil }
            return ProofClaim(task: proof.task, payee: proof.payee)
        })
}
