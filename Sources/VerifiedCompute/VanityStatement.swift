internal import Addresses
internal import Circuits
package import Curves
package import Fields
package import Formats
package import Sealing

/// What a proof of a `vanity-address` task states, put together from one's own copy of the task and what the proof file
/// shows. Worker and verifier compute the public inputs with the same code from the same values.
package struct VanityStatement {
    let taskDigest: Digest
    let keyDigest: Digest
    let payee: Digest
    let recipient: RecipientKey
    let relation: VanityPoint
    /// P = Q + k·G.
    let point: AffinePoint<Secp256k1>
    let address: BitcoinAddress

    static let circuitID = CircuitKind.vanityAddress.circuitID

    /// The checks that need no box: the pattern, and that there was something to find.
    package init(_ terms: TaskTerms, payee: Digest, point: AffinePoint<Secp256k1>) throws(Refusal) {
        let parameters = terms.kind.vanityAddress
        guard let recipient = RecipientKey(terms.initiator.sealingKey.array) else { throw .sealingKey }
        guard let address = BitcoinAddress(publicKey: point), let own = BitcoinAddress(publicKey: parameters.publicKey)
        else { throw .trivialResult }
        guard !parameters.pattern.matches(own.hash160) else { throw .alreadySolved }
        guard parameters.pattern.matches(address.hash160) else { throw .patternNotMatched(address: address.text) }
        do throws(StatementError) {
            relation = try VanityPoint(point - parameters.publicKey)
        } catch {
            throw .trivialResult
        }
        taskDigest = terms.digest
        keyDigest = terms.verifyingKeyDigest
        self.payee = payee
        self.recipient = recipient
        self.point = point
        self.address = address
    }

    /// The circuit's public inputs for a box and its point C, and the statement of the equality proof over them.
    package func bound(
        to box: [UInt8], sharedPoint: [UInt8]
    ) throws(Refusal) -> (publicInputs: [Fr], equality: EqualityStatement) {
        let length = SealedStatement<VanityPoint>.boxLength
        guard box.count == length else { throw .boxLength(box.count, expected: length) }
        // Nothing is decoded from a point that libsodium has not found valid.
        guard let points = BoxPoints(recipient: recipient, commitment: sharedPoint, box: box),
            let ephemeralKey = Edwards25519Point(onCurve: points.ephemeralKey)?.montgomery,
            let commitment = Edwards25519Point(onCurve: points.commitment)?.montgomery
        else { throw .boxPoints }
        let inputs: [Fr]
        do throws(StatementError) {
            inputs = try SealedStatement<VanityPoint>.publicInputs(
                binding: binding(box, sharedPoint),
                nonce: BLAKE2b.hash(Array(box.prefix(32)) + recipient.bytes, length: 24),
                box: box, ephemeralKey: ephemeralKey, commitment: commitment, relation: relation)
        } catch {
            throw .boxPoints
        }
        let context = EqualityStatement.Context(
            taskDigest: taskDigest.array, payee: payee.array, circuitID: Self.circuitID.array,
            verifyingKeyDigest: keyDigest.array, publicInputs: inputs)
        guard let equality = EqualityStatement(points, box: box, context: context) else { throw .boxPoints }
        return (inputs, equality)
    }

    /// Everything that is only to be bound, as 31 bytes.
    private func binding(_ box: [UInt8], _ sharedPoint: [UInt8]) -> [UInt8] {
        var transcript = Transcript.element("VerifiedCompute/bind/v1")
        transcript.append(taskDigest.array)
        transcript.append(payee.array)
        transcript.append(Self.circuitID.array)
        transcript.append(keyDigest.array)
        transcript.append(recipient.bytes)
        transcript.append(box)
        transcript.append(sharedPoint)
        transcript.append(point.sec1Compressed)
        return transcript.finish()
    }
}
