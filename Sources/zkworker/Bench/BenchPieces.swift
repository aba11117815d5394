import Console
import Curves
import Fields
import Formats
import Groth16
import R1CS
import Addresses
import Search
import Sealing
import VerifiedCompute

/// What `zkworker bench` measures, in order.
enum BenchPieces {
    // MARK: Arithmetic

    static func arithmetic() -> [BenchPiece] {
        [
            transform(logSize: 16), transform(logSize: 18),
            sum("sum of multiples, G1, 2^16", of: BN254G1.self, count: 1 << 16),
            sum("sum of multiples, G2, 2^14", of: BN254G2.self, count: 1 << 14),
        ]
    }

    private static func scalars(_ count: Int) -> [Fr] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in Fr.random(using: &generator) }
    }

    private static func transform(logSize: Int) -> BenchPiece {
        BenchPiece(name: "transform, 2^\(logSize)", work: 1 << logSize, unit: "elements") {
            let domain = EvaluationDomain(logSize: logSize)
            var values = scalars(domain.size)
            return { domain.forward(&values) }
        }
    }

    private static func sum<C: ShortWeierstrassCurve>(_ name: String, of _: C.Type, count: Int) -> BenchPiece
    where C.ScalarModulus == BN254ScalarModulus {
        BenchPiece(name: name, work: count, unit: "points") {
            let points = FixedBaseTable<C>(C.generator).multiples(of: scalars(count))
            let scalars = scalars(count)
            return { _ = multiScalarMultiplication(points, scalars) }
        }
    }

    // MARK: Proofs

    /// Proofs of two circuits of 2^power rows, one proof verified, and a batch.
    static func proofs(power: Int) -> [BenchPiece] {
        let cases = BenchCircuit.Kind.allCases.map { BenchCircuit($0, power: power) }
        let proving = cases.map { circuit in
            BenchPiece(name: "prove, \(circuit.name)", work: circuit.rowCount, unit: "constraints") {
                let key = try circuit.key.get()
                return { _ = try key.proof() }
            }
        }
        return proving + [verification(of: cases[1], count: 1), verification(of: cases[1], count: 64)]
    }

    private static func verification(of circuit: BenchCircuit, count: Int) -> BenchPiece {
        let name = count == 1 ? "verify, one proof, one core" : "verify, \(count) proofs at once"
        return BenchPiece(name: name, work: count, unit: "proofs") {
            let key = try circuit.key.get()
            let verifier = try Verifier(key.verifyingKey)
            let claims = try (0..<count).map { _ in
                Verifier.Claim(publicInputs: key.publicInputs, proof: try key.proof())
            }
            if count == 1 {
                return { try requireRight(verifier.verify(claims[0].publicInputs, claims[0].proof), "a proof") }
            }
            return { try requireRight(verifier.falseClaims(claims).isEmpty, "a batch of proofs") }
        }
    }

    /// A whole `proof.bin`, where there is a key for it.
    static func sealedProof(_ store: KeyStore) -> [BenchPiece] {
        guard store.hasProvingKey(.vanityAddress) else { return [] }
        return [
            BenchPiece(name: "seal and prove, vanity-address", work: 1, unit: "proofs") {
                let key = try store.provingKey(.vanityAddress)
                let worker = Identity.generate()
                let task = try Identity.generate().post(
                    .vanityAddress(try AddressPattern(prefix: "1Z")), reward: 1,
                    deadline: Deadline(seconds: 4_000_000_000)!, under: key.digest)
                guard let solution = try task.solve() else { throw Failure(.interrupted, "interrupted") }
                return { _ = try solution.sealAndProve(task, by: worker, with: key) }
            }
        ]
    }

    // MARK: Search

    static func search() -> [BenchPiece] {
        [search("search, one thread", threads: 1), search("search, all threads", threads: nil)]
    }

    /// Three times a second of search for a beginning that no run will meet.
    private static func search(_ name: String, threads: Int?) -> BenchPiece {
        BenchPiece(name: name) {
            var generator = SystemRandomNumberGenerator()
            let search = try VanitySearch(
                point: SecpScalar.random(using: &generator) * Secp256k1.generator,
                pattern: try AddressPattern(prefix: "1ZkZkZkZkZkZk"), threads: threads)
            let rates = try (0..<3).map { _ in
                let end = ContinuousClock.now + .seconds(1)
                let last = LastProgress()
                let hit = try search.run(progress: last.store, isCancelled: { ContinuousClock.now > end })
                try requireRight(hit == nil, "what nobody finds was found")
                let (tried, seconds) = last.load()
                return Double(tried) / seconds
            }
            return BenchFigure(
                name: name, runs: rates.count, medianSeconds: OrNull(nil), perSecond: median(of: rates), unit: "keys")
        }
    }
}
