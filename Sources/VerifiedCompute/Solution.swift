internal import Addresses
internal import Circuits
internal import Curves
internal import Fields
public import Formats
internal import Groth16
internal import R1CS
public import Sealing
public import Storage

/// A solution that is found and not yet sealed: the message that goes into the box. For `vanity-address`, k as 32 bytes,
/// most significant first. Whoever has it has the worker's part of the work; it is wiped when it goes.
public struct Solution: ~Copyable {
    let message: Secret

    init(message: consuming Secret) { self.message = message }

    /// The public result that the message gives for this task, computed on the slow, independent path; nil where it
    /// solves nothing.
    public borrowing func result(for task: PostedTask) -> PublicResult? {
        let parameters = task.terms.kind.vanityAddress
        guard message.count == VanityPoint.messageLength, message.withUnsafeBytes({ $0[0] < 4 }) else { return nil }
        let derived = message.withUnsafeBytes {
            IndependentDerivation(scalar: $0, offsetFrom: parameters.publicKey)
        }
        guard let derived, parameters.pattern.matches(derived.address.hash160) else { return nil }
        return .vanityAddress(derived.point)
    }
}

/// Why a solution was not turned into a proof.
public enum ProvingError: Error, Equatable, Sendable {
    /// The solution does not solve the task.
    case notASolution
    /// The proving key's verifying key is not the one that the task names.
    case otherKey(named: Digest)
    /// What was made does not verify. The file goes nowhere; the reason is the verifier's.
    case refused(Refusal)
    /// The proving key is hostile, or of another circuit.
    case unusableKey
    /// The witness that was asked for could not be written.
    case witnessFile(FileError)
}

extension PostedTask {
    /// Throws where no proof could be made however long one searched: a sealing key that nothing can be sealed to, a task
    /// that is solved already, a verifying key that is unsafe or not this one. To be asked before a search.
    public func checkSolvable(with key: ProvingKeyFile) throws(ProvingError) {
        guard key.digest == terms.verifyingKeyDigest else { throw .otherKey(named: terms.verifyingKeyDigest) }
        guard key.prover.key.header.variableCount == key.kind.variableCount else { throw .unusableKey }
        let unsafe = key.verifyingKey.unsafeReasons
        guard unsafe.isEmpty else { throw .refused(.unsafeVerifyingKey(unsafe)) }
        if let defect { throw .refused(defect) }
    }

    /// Why no proof for this task could be made, whatever the key: it is not signed by its initiator, nothing can be sealed to
    /// it, or it is solved already. Nil where one can.
    public var defect: Refusal? {
        guard hasValidSignature else { return .taskSignature }
        guard RecipientKey(terms.initiator.sealingKey.array) != nil else { return .sealingKey }
        let parameters = terms.kind.vanityAddress
        guard let own = BitcoinAddress(publicKey: parameters.publicKey), !parameters.pattern.matches(own.hash160) else {
            return .alreadySolved
        }
        return nil
    }
}

extension Solution {
    /// Seals the solution to the task's initiator and proves that this very box holds it.
    ///
    /// The ephemeral scalar is fresh with every call; to send again, send the same file. The result is verified under the
    /// key that the task names before it is returned.
    ///
    /// - Parameters:
    ///   - payee: whom it pays; the worker's own Ed25519 key where it is nil.
    ///   - worker: signs the file.
    ///   - key: the proving key of the task's kind; its circuit is `circuit`.
    ///   - witnessPath: where to write the witness as a `.wtns` file too, which must not be there yet: for another program's
    ///     prover. Whoever has it has the solution.
    ///   - processors: the most that the prover is spread over, all where it is nil: fewer take less memory.
    ///   - keepsCircuit: false to give the circuit's memory back before the proof is made.
    public borrowing func sealAndProve(
        _ task: PostedTask, payee: Digest? = nil, by worker: borrowing Identity, with key: ProvingKeyFile,
        witnessPath: String? = nil, processors: Int? = nil, keepsCircuit: Bool = true
    ) throws(ProvingError) -> ProofFile {
        guard case .vanityAddress(let point)? = result(for: task) else { throw .notASolution }
        guard key.digest == task.terms.verifyingKeyDigest else { throw .otherKey(named: task.terms.verifyingKeyDigest) }
        let workerKey = Bytes<32>(worker.verificationKey.bytes)!
        let statement = try refusing { () throws(Refusal) in
            try VanityStatement(task.terms, payee: payee ?? workerKey, point: point)
        }
        let box = SealedBox.seal(message, to: statement.recipient)
        let (boxBytes, sharedPoint) = (box.bytes, box.commitment)
        let bound = try refusing { () throws(Refusal) in try statement.bound(to: boxBytes, sharedPoint: sharedPoint) }
        let witness = witness(box, publicInputs: bound.publicInputs, key.circuit)
        if let witnessPath {
            do throws(FileError) {
                try Wtns.write(witness, to: witnessPath)
            } catch {
                throw .witnessFile(error)
            }
        }
        if !keepsCircuit { key.releaseCircuit() }
        let proof: Proof
        do throws(ProverError) {
            proof = try key.prover.prove(witness, processors: processors)
        } catch {
            throw .unusableKey
        }
        let contents = ProofContents(
            task: task, payee: statement.payee, circuitID: VanityStatement.circuitID, sealedBox: boxBytes,
            result: .vanityAddress(point), sharedPoint: Bytes(sharedPoint)!,
            equalityProof: Bytes(box.equalityProof(bound.equality).bytes)!, groth16Proof: Bytes(proof.compressed)!,
            workerKey: workerKey)
        let signature = worker.signingKey.signature(of: contents.digest.array, domain: ProofFile.signatureDomain)
        let file = ProofFile(contents: contents, signature: Bytes(signature)!)
        if let refusal = file.verdict(under: key.verifyingKey, for: task).refusal { throw .refused(refusal) }
        return file
    }

    /// The digits of the box's scalar are all that the circuit takes from the worker; the rest follows from them.
    private borrowing func witness(
        _ box: borrowing SealedBox, publicInputs: [Fr], _ circuit: Circuit
    ) -> Witness {
        box.digits.withUnsafeBytes { digits in
            circuit.witness(publicInputs: publicInputs) { privateInputs in
                for (i, digit) in digits.enumerated() { privateInputs[i] = digit == 0 ? .zero : .one }
            }
        }
    }
}

/// What the verifier would refuse is not proven.
private func refusing<Result>(_ body: () throws(Refusal) -> Result) throws(ProvingError) -> Result {
    do throws(Refusal) {
        return try body()
    } catch {
        throw .refused(error)
    }
}
