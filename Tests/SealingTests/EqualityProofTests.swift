import Curves
import Fields
import Sealing
import TestSupport
import Testing

/// The known statement and its proof.
private struct Known {
    let recipient: RecipientKey
    let box, commitment, ephemeralKey: [UInt8]
    let context: EqualityStatement.Context
    let proof: EqualityProof
    let statement: EqualityStatement
    let s: Scalar25519

    init() throws {
        let known = try KnownAnswers.load()
        recipient = RecipientKey(known.bytes("pk"))!
        box = known.bytes("box")
        commitment = known.bytes("C_edwards")
        ephemeralKey = known.bytes("epk_edwards")
        context = knownContext(known)
        proof = try #require(EqualityProof(known.bytes("dleq_proof_c_z")))
        statement = try #require(
            EqualityStatement(recipient: recipient, commitment: commitment, box: box, context: context))
        s = Scalar25519(decimal: known.text("s_mod_ell"))!
    }

    /// Whether the known proof holds for the known statement with something changed.
    func holds(
        recipient: RecipientKey? = nil, commitment: [UInt8]? = nil, box: [UInt8]? = nil,
        _ change: (inout EqualityStatement.Context) -> Void = { _ in }
    ) -> Bool {
        var context = context
        change(&context)
        let statement = EqualityStatement(
            recipient: recipient ?? self.recipient, commitment: commitment ?? self.commitment, box: box ?? self.box,
            context: context)
        return statement.map(proof.holds) ?? false
    }
}

private func encodedSum(_ p: [UInt8], _ q: Edwards25519Point) -> [UInt8] {
    (Edwards25519Point(onCurve: p)! + q).encoding
}

/// A point of order 8: its multiples are all the torsion.
private let order8 = Edwards25519Point(
    onCurve: [UInt8](hex: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))!

@Suite struct EqualityProofTests {
    @Test func theProofIsTheKnownAnswer() throws {
        let known = try KnownAnswers.load()
        let it = try Known()
        let proof = EqualityProof(
            it.statement, scalar: Secret(copying: it.s.littleEndianBytes),
            randomness: Secret(copying: known.bytes("dleq_nonce_randomness")))
        #expect(proof == it.proof && proof.bytes.count == 64)
        #expect(it.holds())
    }

    @Test func aFreshProofHoldsAndIsNeverTheSame() throws {
        let known = try KnownAnswers.load()
        let box = knownBox(known)
        let statement = box.equalityStatement(knownContext(known))!
        let a = box.equalityProof(statement)
        let b = box.equalityProof(statement)
        #expect(a.holds(for: statement) && b.holds(for: statement) && a != b)
    }

    @Test func aFieldOfTheContextThatWasSwappedIsRefused() throws {
        let it = try Known()
        let zero = [UInt8](repeating: 0, count: 32)
        #expect(!it.holds { $0.taskDigest = zero })
        #expect(!it.holds { $0.payee = zero })
        #expect(!it.holds { $0.circuitID = zero })
        #expect(!it.holds { $0.verifyingKeyDigest = zero })
        #expect(!it.holds { swap(&$0.taskDigest, &$0.payee) })
        #expect(!it.holds { $0.payee.append(0) })
        #expect(!it.holds { $0.payee.removeLast() })
    }

    @Test func aPublicInputThatWasChangedIsRefused() throws {
        let it = try Known()
        for i in it.context.publicInputs.indices {
            #expect(!it.holds { $0.publicInputs[i] += .one })
            #expect(!it.holds { $0.publicInputs.remove(at: i) })
        }
        #expect(!it.holds { $0.publicInputs.append(.zero) })
        #expect(!it.holds { $0.publicInputs.swapAt(3, 4) })
    }

    @Test func aByteOfTheBoxThatWasChangedIsRefused() throws {
        let it = try Known()
        for i in it.box.indices { #expect(!it.holds(box: flipped(it.box, at: i))) }
        #expect(!it.holds(box: it.box + [0]))
        #expect(!it.holds(box: Array(it.box.dropLast())))
        #expect(!it.holds(box: Array(it.box[..<47])))
    }

    @Test func aByteOfTheProofThatWasChangedIsRefused() throws {
        let it = try Known()
        for i in 0..<64 {
            for bit in [0, 7] {
                let proof = EqualityProof(flipped(it.proof.bytes, at: i, bit: bit))
                #expect(proof.map { !$0.holds(for: it.statement) } ?? true)
            }
        }
    }

    @Test func aScalarThatIsNotCanonicalIsRefused() throws {
        let bytes = try Known().proof.bytes
        let order = BigInteger(Scalar25519.modulus)
        let (c, z) = (Array(bytes[..<32]), Array(bytes[32...]))
        let plusOrder = { (bytes: [UInt8]) in
            (BigInteger(littleEndianBytes: bytes) + order).uint256!.littleEndianBytes
        }
        #expect(EqualityProof(c + z) != nil)
        #expect(EqualityProof(plusOrder(c) + z) == nil && EqualityProof(c + plusOrder(z)) == nil)
        // libsodium's multiplication ignores this bit.
        #expect(
            EqualityProof(c + flipped(z, at: 31, bit: 7)) == nil && EqualityProof(flipped(c, at: 31, bit: 7) + z) == nil
        )
        #expect(EqualityProof(Array(bytes.dropLast())) == nil && EqualityProof(bytes + [0]) == nil)
        let zero = [UInt8](repeating: 0, count: 32)
        for proof in [zero + z, c + zero, zero + zero] {
            #expect(try !EqualityProof(proof)!.holds(for: Known().statement))
        }
    }

    @Test func aPointThatWasSwappedIsRefused() throws {
        let it = try Known()
        let other = encodedSum(it.commitment, .generator)
        #expect(!it.holds(commitment: other) && !it.holds(commitment: it.ephemeralKey))
        #expect(!it.holds(recipient: Identity.generate().recipientKey))
        let statement = try #require(
            EqualityStatement(
                recipient: it.recipient, ephemeralKey: other, commitment: it.commitment, context: []))
        #expect(!it.proof.holds(for: statement))
    }

    @Test func aPointOfLowOrderIsNoPartOfAStatement() throws {
        let it = try Known()
        for n in 0..<8 {
            let torsion = order8.multiplied(by: UInt256(UInt64(n))).encoding
            #expect(!it.holds(commitment: torsion))
            #expect(
                EqualityStatement(
                    recipient: it.recipient, ephemeralKey: torsion, commitment: it.commitment, context: []) == nil)
        }
        // y = p + 3 and y = 2, which is off the curve.
        #expect(!it.holds(commitment: [0xf0] + [UInt8](repeating: 255, count: 30) + [127]))
        #expect(!it.holds(commitment: [2] + [UInt8](repeating: 0, count: 31)))
    }

    /// With C + T for T of order 2, 4 or 8, the equations hold whenever c is a multiple of that order; here c is
    /// ground until it is. Only the check of C's order stands in the way.
    @Test func torsionAddedToTheCommitmentIsRefusedThoughItsChallengeIsGround() throws {
        let it = try Known()
        let pkPlusH = try #require(Edwards25519Point(encoding: it.recipient.edwardsPlusH))
        let epk = try #require(Edwards25519Point(encoding: it.ephemeralKey))
        for n in 1..<8 {
            let torsion = order8.multiplied(by: UInt256(UInt64(n)))
            let forged = encodedSum(it.commitment, torsion)
            let points = it.statement.points.dropLast(32) + forged
            var w = Scalar25519(n)
            while true {
                w += .one
                let (a1, a2) = (w * Edwards25519Point.generator, w * pkPlusH)
                let c = EqualityProof.challenge(
                    points: points + a1.encoding + a2.encoding, context: it.statement.context)
                let challenge = Scalar25519(littleEndianBytes: c)!
                guard torsion.multiplied(by: challenge.canonical).isIdentity else { continue }
                // Every equation of the verifier holds in our own arithmetic, which takes torsion.
                let z = w + challenge * it.s
                #expect(z * Edwards25519Point.generator - challenge * epk == a1)
                #expect(z * pkPlusH - challenge * Edwards25519Point(onCurve: forged)! == a2)
                break
            }
            #expect(!it.holds(commitment: forged))
            #expect(
                EqualityStatement(
                    recipient: it.recipient, ephemeralKey: it.ephemeralKey, commitment: forged, context: []) == nil)
        }
    }
}
