import Audit
import Client
import Console
import Escrow
import Formats
import FoundationEssentials
import Groth16
import Journal
import Sealing
import Synchronization
import VerifiedCompute

/// What an audit came to, with the key that the log was held to.
struct AuditedLog: Sendable {
    let service: VerificationKey
    let report: AuditReport
    /// The last that the log has.
    let checkpoint: SignedCheckpoint?

    /// Reads a log line by line, with the library's checks of tasks and proofs as its evidence.
    struct Reader {
        private let service: VerificationKey
        private let ring: KeyRing
        private var auditor: Auditor
        private var checkpoint: SignedCheckpoint?

        /// The log must go on from the checkpoint, and have the receipts, that are kept here of the service with this key.
        init(key: VerificationKey, keys: KeysOptions) {
            service = key
            let ring = KeyRing()
            self.ring = ring
            auditor = Auditor(
                service: key,
                evidence: Evidence(task: { Self.claim(ofTask: $0) }, proof: { Self.claim(ofProof: $0, under: ring) }),
                checkpoints: keys.receipts.checkpoint(of: key).map { [$0] } ?? [],
                receipts: keys.keptReceipts(of: key))
        }

        /// The digest of the verifying key that decides about a published proof, where it is not here yet.
        func missingKey(for line: LogLine) -> Digest? {
            guard case .proof(let bytes) = line, let file = try? ProofFile(bytes: bytes) else { return nil }
            let digest = file.contents.task.terms.verifyingKeyDigest
            return ring.holds(digest) ? nil : digest
        }

        mutating func add(_ key: VerifyingKey) { ring.add(key) }

        mutating func read(_ line: LogLine) {
            if case .checkpoint(let signed) = line { checkpoint = signed }
            auditor.read(line)
        }

        consuming func finish() -> AuditedLog {
            AuditedLog(service: service, report: auditor.finish(), checkpoint: checkpoint)
        }

        private static func claim(ofTask bytes: [UInt8]) -> Evidence.TaskClaim? {
            guard let task = try? PostedTask(canonicalBytes: bytes), task.hasValidSignature else { return nil }
            return Evidence.TaskClaim(
                task: ID(task.digest.array)!, initiator: ID(task.terms.initiator.signingKey.array)!,
                reward: task.terms.reward, deadline: task.terms.deadline.seconds)
        }

        private static func claim(ofProof bytes: [UInt8], under ring: KeyRing) -> Evidence.ProofClaim? {
            guard let file = try? ProofFile(bytes: bytes),
                let verifier = ring.verifier(file.contents.task.terms.verifyingKeyDigest),
                file.verdict(under: verifier).isProven
            else { return nil }
            return Evidence.ProofClaim(
                task: ID(file.contents.task.digest.array)!, payee: ID(file.contents.payee.array)!)
        }
    }
}

extension KeysOptions {
    /// Where receipts and the last good checkpoint of each service are kept.
    var receipts: ReceiptFolder { ReceiptFolder(folder: home.receipts.path) }

    /// Every receipt of a service that a program of this user has kept.
    func keptReceipts(of service: VerificationKey) -> [Receipt] {
        SubmissionOutbox(folder: home.outbox.path).receipts(of: service) + receipts.receipts(of: service)
    }
}

/// Verifying keys, prepared once each. A key under which anyone can forge is there and proves nothing.
private final class KeyRing: Sendable {
    private let verifiers = Mutex<[Digest: Verifier?]>([:])

    func holds(_ digest: Digest) -> Bool { verifiers.withLock { $0[digest] != nil } }

    func verifier(_ digest: Digest) -> Verifier? { verifiers.withLock { $0[digest] ?? nil } }

    func add(_ key: VerifyingKey) {
        let verifier = try? Verifier(key)
        verifiers.withLock { _ = $0.updateValue(verifier, forKey: key.digest) }
    }
}
