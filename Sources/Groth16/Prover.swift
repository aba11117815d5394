internal import Curves
public import Fields
public import R1CS

/// Why no proof was made. None of these says anything about the witness but its size.
public enum ProverError: Error, Equatable, Sendable {
    /// A delta of the key is the identity, so that proofs would not hide the witness, or the two deltas differ.
    case hostileKey
    /// The key is not the one that belongs to the verifying key.
    case otherVerifyingKey
    /// The witness has this many values, the key is for that many.
    case wrongWitnessSize(Int, expected: Int)
    /// The value with this index is not below r, or it is the first and not one.
    case malformedWitness(Int)
    /// Who watched the making stopped it.
    case cancelled
}

/// Makes proofs under one proving key.
///
/// Source: Groth, "On the Size of Pairing-based Non-interactive Arguments", section 3.2. Whether the witness satisfies the
/// rows, the key does not tell: a proof from one that does not is refused by the verifier. Variable-time.
public struct Prover: Sendable {
    public let key: ProvingKey
    private let domain: EvaluationDomain
    /// Where A·B − C is divided.
    private let coset: OddCoset

    /// - Parameter verifyingKey: the key that proofs are to be verified with, where it is known from elsewhere.
    /// - Throws: `ProverError` where a delta is the identity or the key is not the verifying key's.
    public init(_ key: ProvingKey, for verifyingKey: VerifyingKey? = nil) throws(ProverError) {
        let header = key.header
        guard !header.delta1.isIdentity, !header.delta2.isIdentity,
            Pairing.isIdentity([
                (header.delta1, PreparedG2(.generator)), (-G1.generator, PreparedG2(header.delta2)),
            ])
        else { throw .hostileKey }
        if let verifyingKey, key.verifyingKey != verifyingKey { throw .otherVerifyingKey }
        self.key = key
        domain = EvaluationDomain(logSize: header.domainLogSize)
        coset = OddCoset(of: domain)
    }

    /// The most memory, in bytes, that `prove` takes: the scalars, and what the largest of its steps has beside them. The pages of the
    /// key, which the system can take back, are not counted.
    ///
    /// - Parameter processors: at least 1.
    package static func byteCount(variableCount: Int, domainSize: Int, processors: Int) -> Int {
        let word = MemoryLayout<UInt256>.stride
        let steps = [
            // The values of H, and those of three matrices' rows.
            4 * word * domainSize,
            word * domainSize
                + multiScalarMultiplicationByteCount(BN254G1.self, count: domainSize, processors: processors),
            multiScalarMultiplicationByteCount(BN254G1.self, count: variableCount, processors: processors),
            multiScalarMultiplicationByteCount(BN254G2.self, count: variableCount, processors: processors),
        ]
        return word * variableCount + steps.max()!
    }

    /// What a prover itself takes, in bytes: two tables of twiddles.
    package static func byteCount(domainSize: Int) -> Int { 2 * MemoryLayout<Fr>.stride * domainSize }

    /// A proof for the witness's public inputs. The blinding comes from the system's generator.
    ///
    /// Verify it before you show it to anyone: that is what makes a proving key harmless that somebody made to learn of the
    /// witness.
    ///
    /// - Parameters:
    ///   - processors: the most that it is spread over, all where it is nil: fewer take less memory.
    ///   - progress: is told the share that is done, from 0 to 1, after every step; where it returns false, the
    ///     making stops. `{ _ in !Task.isCancelled }` ties it to a task.
    public func prove(
        _ witness: borrowing Witness, processors: Int? = nil, progress: (Double) -> Bool = { _ in true }
    ) throws(ProverError) -> Proof {
        guard witness.count == key.header.variableCount else {
            throw .wrongWitnessSize(witness.count, expected: key.header.variableCount)
        }
        let proof = witness.withUnsafeValues { values in
            withWipedMemory(of: UInt256.self, count: values.count) { scalars in
                parallelRanges(count: values.count, minimum: 1 << 10) { range in
                    for index in range { scalars[index] = values[index].canonical }
                }
                return Processors.limited(to: processors ?? processorCount) {
                    blindedProof(UnsafeBufferPointer(scalars), progress)
                }
            }
        }
        guard let proof else { throw .cancelled }
        return proof
    }

    /// The same for values in canonical form, the constant one first, as `.wtns` files hold them.
    public func prove(
        canonicalValues values: UnsafeBufferPointer<UInt256>, progress: (Double) -> Bool = { _ in true }
    ) throws(ProverError) -> Proof {
        try check(values)
        guard let proof = blindedProof(values, progress) else { throw .cancelled }
        return proof
    }

    /// The same with the blinding given as Groth has it: A = α + Σ + rδ, B = β + Σ + sδ, C = Σ + sA + rB − rsδ. Nil where a point
    /// of the proof is the identity.
    package func prove(canonicalValues values: UnsafeBufferPointer<UInt256>, r: Fr, s: Fr) throws(ProverError) -> Proof?
    {
        try check(values)
        return sums(values) { _ in true }.flatMap { proof($0, values, r: r, s: s) }
    }

    private func check(_ values: UnsafeBufferPointer<UInt256>) throws(ProverError) {
        guard values.count == key.header.variableCount else {
            throw .wrongWitnessSize(values.count, expected: key.header.variableCount)
        }
        guard values[0] == .one else { throw .malformedWitness(0) }
        if let index = values.firstIndex(where: { $0 >= Fr.modulus }) { throw .malformedWitness(index) }
    }

    /// Nil where `progress` stops it.
    private func blindedProof(_ scalars: UnsafeBufferPointer<UInt256>, _ progress: (Double) -> Bool) -> Proof? {
        guard let sums = sums(scalars, progress) else { return nil }
        var generator = SystemRandomNumberGenerator()
        while true {
            let (x, s) = (Fr.random(using: &generator), Fr.random(using: &generator))
            // A is the identity under an honest key once in 2²⁵⁴ times, and so is what else makes us draw again.
            let proof = sums.a.isIdentity ? proof(sums, scalars, r: x, s: s) : proof(sums, x: x, s: s)
            if let proof { return proof }
        }
    }

    /// Nil where `progress`, which is told the share that is done after every step, stops it.
    private func sums(_ scalars: UnsafeBufferPointer<UInt256>, _ progress: (Double) -> Bool) -> Sums? {
        key.withMemory {
            let first = key.header.publicInputCount + 1
            let quotient: JacobianPoint<BN254G1>? = withWipedMemory(of: UInt256.self, count: domain.size) { h in
                guard progress(0) else { return nil }
                quotientValues(scalars, into: h)
                guard progress(0.2) else { return nil }
                return sum(key.h, UnsafeBufferPointer(h))
            }
            guard let quotient, progress(0.35) else { return nil }
            let a = sum(key.a, scalars)
            guard progress(0.5) else { return nil }
            let b = sum(key.b2, scalars)
            guard progress(0.9) else { return nil }
            let c = sum(key.c, UnsafeBufferPointer(rebasing: scalars[first...])) + quotient
            return progress(1) ? Sums(a: a + key.header.alpha1, b: b + key.header.beta2, c: c) : nil
        }
    }

    /// The sum over a part of the key, which is done with then.
    private func sum<C>(
        _ points: UnsafeBufferPointer<AffinePoint<C>>, _ scalars: UnsafeBufferPointer<UInt256>
    ) -> JacobianPoint<C> {
        defer { key.release(points) }
        return multiScalarMultiplication(points, scalars)
    }

    /// The proof without blinding: A = α + Σ, B = β + Σ and C = Σ.
    private struct Sums {
        let a: JacobianPoint<BN254G1>
        let b: JacobianPoint<BN254G2>
        let c: JacobianPoint<BN254G1>
    }

    /// The proof, blinded by randomising it: (xA, (B + sδ)/x, C + sA). Nil where x is zero or a point is the identity.
    ///
    /// It is distributed as Groth's own blinding has it: xA is uniform but for the identity, which is left out there too,
    /// B + sδ is uniform and independent of it, and these two leave one C that verifies. What it spares is the sum of B over
    /// G1, which Groth's C has in it. Source: Baghery, Kohlweiss, Siim, Volkhov,
    /// "Another Look at Extraction and Randomization of Groth's zk-SNARK", section 3.
    private func proof(_ sums: Sums, x: Fr, s: Fr) -> Proof? {
        guard let inverse = x.inverse() else { return nil }
        let b = sums.b + JacobianPoint(key.header.delta2).multiplied(by: s.canonical)
        return Proof(
            a: sums.a.multiplied(by: x.canonical).affine, b: b.multiplied(by: inverse.canonical).affine,
            c: (sums.c + sums.a.multiplied(by: s.canonical)).affine)
    }

    /// The proof, blinded as Groth has it.
    private func proof(_ sums: Sums, _ scalars: UnsafeBufferPointer<UInt256>, r: Fr, s: Fr) -> Proof? {
        let (header, delta) = (key.header, JacobianPoint(key.header.delta1))
        let b1 = key.withMemory { multiScalarMultiplication(key.b1, scalars) }
        let a = sums.a + delta.multiplied(by: r.canonical)
        let b = sums.b + JacobianPoint(header.delta2).multiplied(by: s.canonical)
        // B without its sδ, whose product with r is the −rsδ.
        let c = sums.c + a.multiplied(by: s.canonical) + (b1 + header.beta1).multiplied(by: r.canonical)
        return Proof(a: a.affine, b: b.affine, c: c.affine)
    }
}

// MARK: - The quotient

extension Prover {
    /// The values of A·B − C on the odd coset, in canonical form, where A, B and C interpolate the rows' values.
    ///
    /// On the coset the vanishing polynomial is the constant −2; the key's points have it in them, so nothing is divided.
    private func quotientValues(
        _ scalars: UnsafeBufferPointer<UInt256>, into values: UnsafeMutableBufferPointer<UInt256>
    ) {
        let size = domain.size
        withWipedMemory(of: Fr.self, count: 3 * size) { memory in
            let rows = (0..<3).map { UnsafeMutableBufferPointer(rebasing: memory[$0 * size..<($0 + 1) * size]) }
            let (a, b, c) = (rows[0], rows[1], rows[2])
            parallelJobs(2) { matrix in multiply(matrix, scalars, into: rows[matrix]) }
            key.releaseCoefficients()
            multiplyAll(a, b, into: c)
            for values in rows {
                domain.forwardMirrored(values)
                coset.evaluate(values)
            }
            // All three are −size times the values.
            let scale = domain.sizeInverse
            combineAll(a, b, times: scale.squared(), plus: c, times: scale, into: values)
        }
    }

    /// The product of a matrix (0 for A, 1 for B) and the witness, row by row. The sums come zeroed.
    private func multiply(
        _ matrix: Int, _ scalars: UnsafeBufferPointer<UInt256>, into sums: UnsafeMutableBufferPointer<Fr>
    ) {
        for index in 0..<key.header.coefficientCount {
            let entry = key.coefficient(index)
            guard entry.matrix == matrix else { continue }
            let scalar = scalars[Int(entry.variable)]
            if scalar.isZero { continue }
            // vR²·w/R is the Montgomery form of v·w.
            let product = Fr.multiply(entry.scaledValue, scalar)
            sums[Int(entry.row)] += Fr(montgomery: product)
        }
    }
}
