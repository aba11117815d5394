public import Formats
public import Groth16
internal import Addresses
internal import Curves
internal import Sealing

/// What a verifier found.
public struct Verdict: Sendable, Equatable {
    /// Why it is not proven; nil where it is.
    public let refusal: Refusal?
    public let task: PostedTask
    public let taskDigest: Digest
    /// Whom the proof pays: 32 bytes, by default the worker's Ed25519 key.
    public let payee: Digest
    public let circuitID: Digest
    /// The verifying key that the task names.
    public let keyDigest: Digest
    /// The address of the public point, whether or not it has the pattern.
    public let address: String
    public let sealedBox: [UInt8]

    public var isProven: Bool { refusal == nil }

    /// Whether the key is none of those that this build pins. What a key's making was like cannot be read from it.
    public var isDevelopmentKey: Bool { !KeyStore.pinnedDigests.contains(keyDigest) }
}

extension ProofFile {
    /// Whether the file proves that its box holds a solution, under the verifying key that the task names.
    ///
    /// - Parameters:
    ///   - verifier: the verifying key, prepared. `Groth16.Verifier` refuses unsafe keys.
    ///   - expected: the task that the file must be about; without it, the verdict is about the task in the file.
    public func verdict(under verifier: Verifier, for expected: PostedTask? = nil) -> Verdict {
        verdict { () throws(Refusal) in
            try checkSignatures(for: expected)
            try checkStatement(verifier.key) { () throws(Refusal) in verifier }
        }
    }

    /// The same for a key that is not yet prepared. A key under which anyone can forge proves nothing.
    public func verdict(under key: VerifyingKey, for expected: PostedTask? = nil) -> Verdict {
        verdict { () throws(Refusal) in
            try checkSignatures(for: expected)
            try checkStatement(key) { () throws(Refusal) in try Self.prepared(key) }
        }
    }

    /// The same where the key has yet to be found by its digest, which is asked for only where the signatures hold.
    public func verdict<Failure: Error>(
        for expected: PostedTask? = nil, findingKey find: (Digest) throws(Failure) -> VerifyingKey
    ) throws(Failure) -> Verdict {
        let first = verdict { () throws(Refusal) in try checkSignatures(for: expected) }
        guard first.isProven else { return first }
        let key = try find(first.keyDigest)
        return verdict { () throws(Refusal) in
            try checkStatement(key) { () throws(Refusal) in try Self.prepared(key) }
        }
    }

    /// The verdicts on files, each about its task, under one verifying key: what `verdict(under:for:)` finds of each.
    ///
    /// The Groth16 proofs of those whose signatures, statements and equality proofs hold are checked at once, which costs a
    /// fraction of checking each. Where that does not hold, `Verifier.falseClaims` finds those that do not: few bad proofs leave
    /// those beside them most of the gain, and many cost about half as much again as checking each.
    public static func verdicts(
        on files: [(file: ProofFile, task: PostedTask)], under verifier: Verifier
    ) -> [Verdict] {
        var (verdicts, claims): ([Verdict], [(index: Int, claim: Verifier.Claim)]) = ([], [])
        for (index, (file, task)) in files.enumerated() {
            var claim: Verifier.Claim?
            let verdict = file.verdict { () throws(Refusal) in
                try file.checkSignatures(for: task)
                try file.checkKey(verifier.key)
                let found = try file.claim()
                guard found.publicInputs.count == verifier.key.publicInputCount else { throw .groth16Proof }
                claim = found
            }
            verdicts.append(verdict)
            if let claim { claims.append((index, claim)) }
        }
        // Their numbers of inputs are right: it throws at no other.
        let wrong = (try? verifier.falseClaims(claims.map(\.claim))) ?? Array(claims.indices)
        for index in wrong.map({ claims[$0].index }) {
            verdicts[index] = files[index].file.verdict { () throws(Refusal) in throw .groth16Proof }
        }
        return verdicts
    }

    private static func prepared(_ key: VerifyingKey) throws(Refusal) -> Verifier {
        do throws(VerifierError) {
            return try Verifier(key)
        } catch .unsafeKey(let reasons) {
            throw .unsafeVerifyingKey(reasons)
        } catch {
            throw .groth16Proof
        }
    }

    private func verdict(_ check: () throws(Refusal) -> Void) -> Verdict {
        var refusal: Refusal?
        do throws(Refusal) {
            try check()
        } catch {
            refusal = error
        }
        let terms = contents.task.terms
        return Verdict(
            refusal: refusal, task: contents.task, taskDigest: terms.digest, payee: contents.payee,
            circuitID: contents.circuitID, keyDigest: terms.verifyingKeyDigest, address: address,
            sealedBox: contents.sealedBox)
    }

    /// What needs no verifying key: that initiator and worker signed, and which task it is.
    private func checkSignatures(for expected: PostedTask?) throws(Refusal) {
        let task = contents.task
        guard task.hasValidSignature else { throw .taskSignature }
        guard expected == nil || expected?.digest == task.digest else { throw .otherTask(task.digest) }
        guard
            VerificationKey(contents.workerKey.array)?.isValid(
                signature.array, of: contents.digest.array, domain: ProofFile.signatureDomain) == true
        else { throw .workerSignature }
    }

    /// The statement, the equality proof and the Groth16 proof, in the order of their cost.
    private func checkStatement(
        _ key: VerifyingKey, _ verifier: () throws(Refusal) -> Verifier
    ) throws(Refusal) {
        try checkKey(key)
        let verifier = try verifier()
        let claim = try claim()
        guard (try? verifier.verify(claim.publicInputs, claim.proof)) == true else { throw .groth16Proof }
    }

    private func checkKey(_ key: VerifyingKey) throws(Refusal) {
        let named = contents.task.terms.verifyingKeyDigest
        guard key.digest == named else { throw .otherVerifyingKey(named: named) }
    }

    /// What is left to check where the statement and the equality proof hold.
    private func claim() throws(Refusal) -> Verifier.Claim {
        let terms = contents.task.terms
        guard contents.circuitID == terms.kind.circuit.circuitID else { throw .otherCircuit(contents.circuitID) }
        switch contents.result {
        case .vanityAddress(let point):
            let statement = try VanityStatement(terms, payee: contents.payee, point: point)
            let (inputs, equality) = try statement.bound(
                to: contents.sealedBox, sharedPoint: contents.sharedPoint.array)
            guard EqualityProof(contents.equalityProof.array)?.holds(for: equality) == true else {
                throw .equalityProof
            }
            guard let proof = Proof(compressed: contents.groth16Proof.array) else { throw .groth16Proof }
            return Verifier.Claim(publicInputs: inputs, proof: proof)
        }
    }

    private var address: String {
        switch contents.result {
        case .vanityAddress(let point): BitcoinAddress(publicKey: point)!.text
        }
    }

    static let signatureDomain: StaticString = "VerifiedCompute/proof-file"
}

extension PostedTask {
    /// Whether the initiator signed these terms.
    public var hasValidSignature: Bool {
        VerificationKey(terms.initiator.signingKey.array)?.isValid(
            signature.array, of: digest.array, domain: PostedTask.signatureDomain) == true
    }

    static let signatureDomain: StaticString = "VerifiedCompute/task"

    /// Whether the deadline has passed at this second.
    public func isExpired(at second: Int64) -> Bool { second > terms.deadline.seconds }
}
