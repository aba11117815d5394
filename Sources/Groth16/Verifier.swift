internal import Curves
public import Fields

/// Why proofs are not judged at all.
public enum VerifierError: Error, Equatable, Sendable {
    /// The verifying key proves nothing, for these reasons.
    case unsafeKey([UnsafeKeyReason])
    /// There are this many public inputs, the key is for that many.
    case wrongInputCount(Int, expected: Int)
}

/// Checks proofs under one verifying key, whose share of the pairings is computed once. Variable-time.
public struct Verifier: Sendable {
    public let key: VerifyingKey
    /// The Miller function of (−α, β), where it would not come for nothing: the kernel's loops are always four.
    private let negatedAlphaBeta: Fq12?
    let beta: PreparedG2
    let gamma: PreparedG2
    let delta: PreparedG2

    /// - Parameter allowUnsafe: takes a key under which anyone can forge. For test vectors, and nothing else.
    /// - Throws: `VerifierError.unsafeKey` with every reason.
    public init(_ key: VerifyingKey, allowUnsafe: Bool = false) throws(VerifierError) {
        let reasons = key.unsafeReasons
        guard allowUnsafe || reasons.isEmpty else { throw .unsafeKey(reasons) }
        self.key = key
        beta = PreparedG2(key.beta2)
        gamma = PreparedG2(key.gamma2)
        delta = PreparedG2(key.delta2)
        negatedAlphaBeta = Pairing.loopsAreFour ? nil : Pairing.millerLoop([(-key.alpha1, beta)])
    }

    /// Whether the proof holds for these public inputs: e(A, B) = e(α, β)·e(Σ xᵢICᵢ, γ)·e(C, δ). Three Miller functions and
    /// one final power.
    public func verify(_ publicInputs: [Fr], _ proof: Proof) throws(VerifierError) -> Bool {
        let pairs = [
            (proof.a, PreparedG2(proof.b)), (-(try inputPoint(publicInputs)), gamma), (-proof.c, delta),
        ]
        guard let negatedAlphaBeta else { return Pairing.isIdentity(pairs + [(-key.alpha1, beta)]) }
        return Pairing.finalExponentiation(Pairing.millerLoop(pairs) * negatedAlphaBeta) == .one
    }

    /// IC₀ + Σ xᵢICᵢ.
    private func inputPoint(_ publicInputs: [Fr]) throws(VerifierError) -> G1 {
        try checkCount(publicInputs)
        return inputSum(constant: .one, publicInputs)
    }

    func checkCount(_ publicInputs: [Fr]) throws(VerifierError) {
        guard publicInputs.count == key.publicInputCount else {
            throw .wrongInputCount(publicInputs.count, expected: key.publicInputCount)
        }
    }

    /// constant·IC₀ + Σ xᵢICᵢ.
    func inputSum(constant: Fr, _ inputs: [Fr]) -> G1 {
        if constant == .one { return (ShortScalars.sum(of: Array(key.ic.dropFirst()), by: inputs) + key.ic[0]).affine }
        return ShortScalars.sum(of: key.ic, by: [constant] + inputs).affine
    }
}
