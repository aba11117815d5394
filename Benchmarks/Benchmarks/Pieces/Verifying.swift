import Benchmark
import Curves
import Fields
import Groth16
import Rows
import VerifiedCompute

/// Checks of true proofs under a verifying key that is prepared once.
func verifying() {
    var claims: [Verifier.Claim] = []
    func prepare(_ count: Int) throws -> Verifier {
        let key = try Flow.shared.get().key
        if claims.isEmpty {
            let statement = try BoxStatement()
            let proof = try key.prover.prove(statement.witness(key.circuit))
            claims = (0..<count).map { _ in
                .init(publicInputs: statement.publicInputs, proof: rerandomized(proof, key.verifyingKey))
            }
        }
        return try Verifier(key.verifyingKey)
    }

    measure(.verify, runs: 101) { benchmark in
        let verifier = try prepare(1)
        benchmark.startMeasurement()
        let holds = try verifier.verify(claims[0].publicInputs, claims[0].proof)
        benchmark.stopMeasurement()
        try Failed.unless(holds, "a true proof was refused")
    }

    measure(.batch64, runs: 11) { benchmark in
        let verifier = try prepare(64)
        benchmark.startMeasurement()
        let refused = try verifier.falseClaims(claims)
        benchmark.stopMeasurement()
        try Failed.unless(refused.isEmpty, "a true proof was refused")
    }

    var bytes: [UInt8] = []
    measure(.verdict, runs: 101) { benchmark in
        let flow = try Flow.shared.get()
        if bytes.isEmpty { bytes = try flow.proofFile().bytes }
        let verifier = try Verifier(flow.key.verifyingKey)
        benchmark.startMeasurement()
        let verdict = try ProofFile(bytes: bytes).verdict(under: verifier, for: flow.task)
        benchmark.stopMeasurement()
        try Failed.unless(verdict.isProven, "a true proof was refused")
    }
}

/// Another proof of the same statement: (xA, B/x + sδ/x, C + sA).
private func rerandomized(_ proof: Proof, _ key: VerifyingKey) -> Proof {
    var generator = SystemRandomNumberGenerator()
    let (x, s) = (Fr.random(using: &generator), Fr.random(using: &generator))
    let b = JacobianPoint(proof.b) + s * key.delta2
    let c = JacobianPoint(proof.c) + s * proof.a
    return Proof(a: x * proof.a, b: x.inverse()! * b.affine, c: c.affine)!
}
