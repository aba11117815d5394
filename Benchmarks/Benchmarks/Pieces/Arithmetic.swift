import Benchmark
import Curves
import Fields
import Rows

/// Sums of multiples, transforms and the pairing, on random points and scalars.
func arithmetic() {
    sums(.g1Dense14, 1 << 14, of: BN254G1.self, bits: false, runs: 21)
    sums(.g1Bits14, 1 << 14, of: BN254G1.self, bits: true, runs: 21)
    sums(.g1Dense16, 1 << 16, of: BN254G1.self, bits: false, runs: 11)
    sums(.g1Bits16, 1 << 16, of: BN254G1.self, bits: true, runs: 11)
    sums(.g1Dense17, 1 << 17, of: BN254G1.self, bits: false, runs: 11)
    sums(.g1Bits17, 1 << 17, of: BN254G1.self, bits: true, runs: 11)
    sums(.g1Dense18, 1 << 18, of: BN254G1.self, bits: false, runs: 7)
    sums(.g1Bits18, 1 << 18, of: BN254G1.self, bits: true, runs: 7)
    sums(.g1Dense20, 1 << 20, of: BN254G1.self, bits: false, runs: 5)
    sums(.g1Bits20, 1 << 20, of: BN254G1.self, bits: true, runs: 5)
    sums(.g2Dense14, 1 << 14, of: BN254G2.self, bits: false, runs: 11)
    sums(.g2Dense16, 1 << 16, of: BN254G2.self, bits: false, runs: 7)
    sums(.g2Dense18, 1 << 18, of: BN254G2.self, bits: false, runs: 5)
    transform(.transform16, logSize: 16)
    transform(.transform17, logSize: 17)
    transform(.transform18, logSize: 18)
    transform(.transform20, logSize: 20)
    pairing()
}

private func randomScalars(_ count: Int) -> [Fr] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in Fr.random(using: &generator) }
}

/// - Parameter bits: five of six scalars are 0 or 1, as in a witness of the circuit of `vanity-address`.
private func sums<C: ShortWeierstrassCurve>(_ row: Row, _ count: Int, of curve: C.Type, bits: Bool, runs: Int)
where C.ScalarModulus == BN254ScalarModulus {
    var points: [AffinePoint<C>] = []
    var scalars: [Fr] = []
    measure(row, runs: runs) { benchmark in
        if points.isEmpty {
            points = FixedBaseTable<C>(C.generator).multiples(of: randomScalars(count))
            scalars = randomScalars(count)
            if bits {
                for index in scalars.indices where index % 6 != 0 { scalars[index] = Bool.random() ? .one : .zero }
            }
        }
        benchmark.startMeasurement()
        blackHole(multiScalarMultiplication(points, scalars))
    }
}

private func transform(_ row: Row, logSize: Int) {
    let domain = EvaluationDomain(logSize: logSize)
    var values: [Fr] = []
    measure(row, runs: 51) { benchmark in
        if values.isEmpty { values = randomScalars(domain.size) }
        benchmark.startMeasurement()
        domain.forward(&values)
    }
}

private func pairing() {
    let scalars = randomScalars(2)
    let p = scalars[0] * G1.generator
    let q = scalars[1] * G2.generator
    measure(.pairing, runs: 201) { _ in blackHole(Pairing.pairing(p, q)) }
}
