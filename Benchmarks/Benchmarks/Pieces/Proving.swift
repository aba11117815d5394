import Benchmark
import Fields
import Formats
import Groth16
import R1CS
import Rows
import Synthetic
import VerifiedCompute

/// From the circuit of `vanity-address` to a finished proof file.
func proving() {
    let kind = CircuitKind.vanityAddress
    measure(.circuit, runs: 7) { _ in blackHole(kind.circuit()) }

    measure(.setup, runs: 3, warmUp: false) { benchmark in
        let system = kind.circuit().system
        var generator = SystemRandomNumberGenerator()
        benchmark.startMeasurement()
        blackHole(try Setup.makeKeys(for: system, into: Discarding(), using: &generator))
    }

    measure(.witness, runs: 11) { benchmark in
        let circuit = try Flow.shared.get().key.circuit
        let statement = try BoxStatement()
        benchmark.startMeasurement()
        let witness = statement.witness(circuit)
        benchmark.stopMeasurement()
        try Failed.unless(
            witness.withUnsafeValues { circuit.system.firstUnsatisfiedRow($0) == nil }, "the witness breaks a row")
    }

    measure(.prove, runs: 7) { benchmark in
        let flow = try Flow.shared.get()
        let statement = try BoxStatement()
        let witness = statement.witness(flow.key.circuit)
        benchmark.startMeasurement()
        let proof = try flow.key.prover.prove(witness)
        benchmark.stopMeasurement()
        let holds = try Verifier(flow.key.verifyingKey).verify(statement.publicInputs, proof)
        try Failed.unless(holds, "the proof does not hold")
    }

    measure(.sealAndProve, runs: 7) { benchmark in
        let flow = try Flow.shared.get()
        benchmark.startMeasurement()
        blackHole(try flow.proofFile())
    }

    proofs(.proveDense16, SyntheticCircuit(.dense, power: 16), runs: 11)
    proofs(.proveBits16, SyntheticCircuit(.bits, power: 16), runs: 11)
    proofs(.proveDense18, SyntheticCircuit(.dense, power: 18), runs: 7)
    proofs(.proveBits18, SyntheticCircuit(.bits, power: 18), runs: 7)
    proofs(.proveDense20, SyntheticCircuit(.dense, power: 20), runs: 3)
    proofs(.proveBits20, SyntheticCircuit(.bits, power: 20), runs: 3)
}

/// Proofs from a mapped key and a mapped witness.
private func proofs(_ row: Row, _ circuit: SyntheticCircuit, runs: Int) {
    var opened: (prover: Prover, verifier: Verifier, witness: Wtns)?
    measure(row, runs: runs) { benchmark in
        if opened == nil {
            let files = try circuit.files(in: ".build/keys")
            let key = try Zkey(path: files.key, trust: .digest).provingKey
            opened = (try Prover(key), try Verifier(key.verifyingKey), try Wtns(path: files.witness))
        }
        let (prover, verifier, witness) = opened!
        benchmark.startMeasurement()
        let proof = try witness.withUnsafeValues { try prover.prove(canonicalValues: $0) }
        benchmark.stopMeasurement()
        let inputs = witness.publicInputs(prover.key.header.publicInputCount)
        try Failed.unless(try verifier.verify(inputs, proof), "the proof does not hold")
    }
}

/// Takes a proving key and keeps nothing: the disk is not measured.
private final class Discarding: ProvingKeySink {
    func begin(_: ProvingKeyHeader) {}
    func append(_: UnsafeRawBufferPointer, to _: ProvingKeyPart) {}
}
