import Curves
import Fields
import Formats
import Groth16
import R1CS
import Sealing
import Testing
import VerifiedCompute

@Suite struct VerdictTests {
    private let market: Market

    init() throws { market = try Market.shared.get() }

    private func refusal(_ proof: ProofFile, for task: PostedTask? = nil) -> Refusal? {
        proof.verdict(under: market.proving.verifyingKey, for: task).refusal
    }

    /// The proof with some of its contents exchanged, signed again by Mallory as the worker.
    private func forged(
        task: PostedTask? = nil, payee: Digest? = nil, circuitID: Digest? = nil, box: [UInt8]? = nil,
        point: AffinePoint<Secp256k1>? = nil, sharedPoint: Bytes<32>? = nil, equality: Bytes<64>? = nil,
        groth16: Bytes<128>? = nil
    ) -> ProofFile {
        let old = market.proof.contents
        let mallory = Market.mallory
        return ProofContents(
            task: task ?? old.task, payee: payee ?? old.payee, circuitID: circuitID ?? old.circuitID,
            sealedBox: box ?? old.sealedBox, result: point.map { .vanityAddress($0) } ?? old.result,
            sharedPoint: sharedPoint ?? old.sharedPoint, equalityProof: equality ?? old.equalityProof,
            groth16Proof: groth16 ?? old.groth16Proof, workerKey: Bytes(mallory.verificationKey.bytes)!
        ).signed(by: mallory)
    }

    private func flipped<let count: Int>(_ bytes: Bytes<count>, _ index: Int) -> Bytes<count> {
        var array = bytes.array
        array[index] ^= 1
        return Bytes(array)!
    }

    @Test func anHonestProofIsProven() {
        #expect(refusal(market.proof) == nil)
        #expect(refusal(market.proof, for: market.task) == nil)
        let verdict = market.proof.verdict(under: market.proving.verifyingKey)
        #expect(verdict.address.hasPrefix("1Z") && verdict.isDevelopmentKey)
        #expect(verdict.payee.array == Market.bob.verificationKey.bytes)
        #expect(verdict.taskDigest == market.task.digest && verdict.keyDigest == market.proving.digest)
    }

    @Test func filesTogetherHaveTheVerdictsThatEachHasAlone() throws {
        let (key, task) = (market.proving.verifyingKey, market.task)
        let old = market.proof.contents
        let proof = try #require(Proof(compressed: old.groth16Proof.array))
        // It decodes, all else about it holds, and it is no proof.
        let negated = try #require(Proof(a: proof.a, b: proof.b, c: -proof.c)).compressed
        var unsigned = market.proof.bytes
        unsigned[unsigned.count - 1] ^= 1
        let bad = [
            forged(groth16: Bytes(negated)!), try ProofFile(bytes: unsigned),
            forged(equality: flipped(old.equalityProof, 3)),
            forged(payee: Bytes(Market.mallory.verificationKey.bytes)!), forged(groth16: Bytes(negated)!),
        ]
        let verifier = try Verifier(key)
        for count in 0...bad.count {
            let files = [market.proof] + bad.prefix(count) + [market.proof, market.proof]
            let verdicts = ProofFile.verdicts(on: files.map { ($0, task) }, under: verifier)
            #expect(verdicts == files.map { $0.verdict(under: verifier, for: task) })
            #expect(verdicts.map(\.isProven) == [true] + Array(repeating: false, count: count) + [true, true])
        }
        #expect(ProofFile.verdicts(on: [], under: verifier).isEmpty)
    }

    @Test func aFlippedBitAnywhereIsMalformedOrNotProven() throws {
        let bytes = market.proof.bytes
        for index in bytes.indices {
            var altered = bytes
            altered[index] ^= 1 << UInt8(index & 7)
            guard let file = try? ProofFile(bytes: altered) else { continue }
            #expect(refusal(file) != nil, "byte \(index)")
        }
    }

    @Test func nobodyCanTakeTheReward() {
        let mallory = Digest(Market.mallory.verificationKey.bytes)!
        #expect(refusal(forged(payee: mallory)) == .equalityProof)
        #expect(refusal(forged()) == nil, "the worker's name is not what is paid")
    }

    @Test func everyPartIsBound() {
        let old = market.proof.contents
        #expect(refusal(forged(circuitID: flipped(old.circuitID, 0))) == .otherCircuit(flipped(old.circuitID, 0)))
        for index in old.sealedBox.indices {
            var box = old.sealedBox
            box[index] ^= 1
            #expect([.equalityProof, .boxPoints].contains(refusal(forged(box: box))), "byte \(index) of the box")
        }
        #expect(refusal(forged(box: old.sealedBox + [0])) == .boxLength(81, expected: 80))
        for index in 0..<32 {
            let refusal = refusal(forged(sharedPoint: flipped(old.sharedPoint, index)))
            #expect([.equalityProof, .boxPoints].contains(refusal), "byte \(index) of C")
        }
        for index in 0..<64 {
            #expect(refusal(forged(equality: flipped(old.equalityProof, index))) == .equalityProof)
        }
        for index in 0..<128 { #expect(refusal(forged(groth16: flipped(old.groth16Proof, index))) == .groth16Proof) }
    }

    @Test func anEphemeralKeyThatIsNoPointOfPrimeOrderIsRefused() {
        let old = market.proof.contents.sealedBox
        var (zero, one, twist) = (
            [UInt8](repeating: 0, count: 32), [UInt8](repeating: 0, count: 32), [UInt8](repeating: 0, count: 32)
        )
        (zero[0], one[0], twist[0]) = (0, 1, 2)
        for u in [zero, one, twist, [UInt8](repeating: 255, count: 32)] {
            #expect(refusal(forged(box: u + old[32...])) == .boxPoints)
        }
        var highBit = old
        highBit[31] |= 0x80
        #expect(refusal(forged(box: highBit)) == .boxPoints)
    }

    @Test func aProofIsForOneTask() throws {
        let again = try Market.alice.post(
            .vanityAddress(market.task.pattern), reward: 5_000_000, deadline: Market.deadline,
            under: market.proving.digest)
        #expect(refusal(market.proof, for: again) == .otherTask(market.task.digest))
        let moved = refusal(forged(task: again))
        #expect(moved == .equalityProof, "the pattern still fits the address, and the statement does not")
    }

    @Test func anAlteredTaskIsNotTheInitiators() {
        let terms = market.task.terms
        let cheaper = TaskTerms(
            id: terms.id, kind: terms.kind, initiator: terms.initiator, reward: terms.reward + 1,
            deadline: terms.deadline, verifyingKeyDigest: terms.verifyingKeyDigest)
        #expect(refusal(forged(task: PostedTask(terms: cheaper, signature: market.task.signature))) == .taskSignature)
    }

    @Test func aTaskThatNothingCanBeSealedToIsRefusedBeforeTheSearchAndAfter() {
        for u in [
            [UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31),
            [UInt8](repeating: 255, count: 32),
        ] {
            let task = market.task.terms.posted(by: Market.alice, sealingKey: Bytes(u))
            #expect(throws: ProvingError.refused(.sealingKey)) { try task.checkSolvable(with: market.proving) }
            #expect(refusal(forged(task: task)) == .sealingKey)
        }
    }

    @Test func aTaskWhoseOwnKeyHasThePatternIsRefusedBeforeTheSearchAndAfter() {
        guard case .vanityAddress(let point) = market.proof.contents.result else { return }
        let own = VanityAddress(pattern: market.task.pattern, publicKey: point, nonce: market.task.vanity.nonce)
        let task = market.task.terms.posted(by: Market.alice, kind: .vanityAddress(own))
        #expect(throws: ProvingError.refused(.alreadySolved)) { try task.checkSolvable(with: market.proving) }
        #expect(refusal(forged(task: task)) == .alreadySolved)
    }

    @Test func everyPublicInputIsBoundByTheGroth16ProofItself() throws {
        let contents = market.proof.contents
        guard case .vanityAddress(let point) = contents.result else { return }
        let statement = try VanityStatement(market.task.terms, payee: contents.payee, point: point)
        let inputs = try statement.bound(to: contents.sealedBox, sharedPoint: contents.sharedPoint.array).publicInputs
        let verifier = try Verifier(market.proving.verifyingKey)
        let proof = try #require(Proof(compressed: contents.groth16Proof.array))
        #expect(try verifier.verify(inputs, proof) && inputs.count == 18)
        for i in inputs.indices {
            var changed = inputs
            changed[i] += 1
            #expect(try !verifier.verify(changed, proof), "input \(i)")
            changed[(i + 1) % inputs.count] -= 1
            #expect(try !verifier.verify(changed, proof), "inputs \(i) and the next, with compensation")
        }
    }

    @Test func anotherPointIsRefused() {
        guard case .vanityAddress(let point) = market.proof.contents.result else { return }
        guard case .patternNotMatched = refusal(forged(point: point + .generator)) else {
            Issue.record("the neighbour's address does not begin with 1Z")
            return
        }
    }

    @Test func anotherKeyDecidesNothing() throws {
        let old = market.proving.verifyingKey
        let other = VerifyingKey(
            alpha1: old.alpha1 + .generator, beta2: old.beta2, gamma2: old.gamma2, delta2: old.delta2, ic: old.ic)
        #expect(market.proof.verdict(under: other).refusal == .otherVerifyingKey(named: market.proving.digest))
        #expect(
            market.proof.verdict(under: try Verifier(other)).refusal == .otherVerifyingKey(named: market.proving.digest)
        )
    }

    @Test func aKeySwappedUnderTheSameCircuitIsRefusedByWorkerAndVerifier() throws {
        let second = try KeyStore(folder: market.folder + "/second").developmentKey(.vanityAddress)
        #expect(second.circuit.system.circuitID == market.proving.circuit.system.circuitID)
        #expect(second.digest != market.proving.digest)
        #expect(throws: ProvingError.otherKey(named: market.proving.digest)) {
            try market.task.checkSolvable(with: second)
        }
        #expect(
            market.proof.verdict(under: second.verifyingKey).refusal == .otherVerifyingKey(named: market.proving.digest)
        )
        // Nor does a proof for a task under the one key hold under the other, whatever the file says of it.
        let moved = try Market.alice.post(
            .vanityAddress(market.task.pattern), reward: 5_000_000, deadline: Market.deadline, under: second.digest)
        #expect(forged(task: moved).verdict(under: second.verifyingKey).refusal != nil)
    }

    @Test func underAKeyThatAnyoneCanForgeNothingIsProven() throws {
        let old = market.proving.verifyingKey
        let unsafe = VerifyingKey(
            alpha1: old.alpha1, beta2: old.beta2, gamma2: old.gamma2, delta2: old.gamma2, ic: old.ic)
        let task = try Market.alice.post(
            .vanityAddress(market.task.pattern), reward: 1, deadline: Market.deadline, under: unsafe.digest)
        guard case .unsafeVerifyingKey(let reasons) = forged(task: task).verdict(under: unsafe).refusal else {
            Issue.record("delta = gamma was taken")
            return
        }
        #expect(reasons.contains(.deltaIsGamma))
    }
}
