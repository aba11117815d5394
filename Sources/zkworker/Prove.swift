import ArgumentParser
import Console
import Fields
import Formats
import Groth16
import VerifiedCompute

struct Prove: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prove any circuit on BN254 from its key and a witness, as rapidsnark's prover does.",
        usage: """
            zkworker prove circuit.zkey witness.wtns proof.json public.json
            zkworker prove --inspect <file> ...
            """,
        discussion: """
            The arguments and the files are those of rapidsnark's prover, whose place it takes: what stands under the two last \
            names is replaced. A proof is verified before it is written: where the witness does not satisfy the circuit, \
            nothing is written and the exit code is 1.
            """)

    @Argument(
        help: ArgumentHelp(
            "The proving key, the witness, and where to write the proof and the public inputs.", valueName: "file"))
    var files: [String]

    @Flag(help: "Tell what each file holds instead, as zkworker inspect does.")
    var inspect = false

    @Flag(help: "Check every point of the key to the end, subgroups too: for a key that comes from just anywhere.")
    var checkKey = false

    @Flag(help: "No progress on standard error.")
    var quiet = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        if !inspect, files.count != 4 {
            throw ValidationError("Give four files: circuit.zkey witness.wtns proof.json public.json.")
        }
    }

    func run() throws {
        if inspect { return try Inspection(files: files, json: json).run() }
        try ProofRun(
            key: files[0], witness: files[1], proof: files[2], publicInputs: files[3], checkKey: checkKey,
            progress: Progress(silent: quiet)
        ).run(json: json)
    }
}

/// One proof, from files to files.
private struct ProofRun {
    let key: String
    let witness: String
    let proof: String
    let publicInputs: String
    let checkKey: Bool
    let progress: Progress

    struct Result: Encodable {
        let proof: String
        let publicInputs: String
        let publicInputCount: Int
        /// Opening and checking the key and the witness.
        let openSeconds: Double
        let proveSeconds: Double
        let verifySeconds: Double
    }

    func run(json: Bool) throws {
        guard !Files.areOne(proof, publicInputs) else {
            throw Failure(.malformed, "the proof and the public inputs need two files")
        }
        for path in [proof, publicInputs] {
            try Files.requireFree(path, replacing: true, inputs: [key, witness])
        }
        progress.show("opening the key", share: 0)
        var clock = Stopwatch()
        let zkey = try Inputs.binary(key) { path throws(FileFormatError) in
            try Zkey(path: path, trust: checkKey ? .none : .digest)
        }
        let wtns = try Inputs.binary(witness) { path throws(FileFormatError) in try Wtns(path: path) }
        let prover = try translating { () throws(ProverError) in try Prover(zkey.provingKey) }
        let openSeconds = clock.lap()

        let proven = try translating { () throws(ProverError) in
            try wtns.withUnsafeValues { values throws(ProverError) in
                try prover.prove(canonicalValues: values) { share in
                    progress.show("proving", share: share)
                    return true
                }
            }
        }
        progress.finish()
        let proveSeconds = clock.lap()
        let inputs = wtns.publicInputs(zkey.provingKey.header.publicInputCount)
        try verify(proven, inputs, under: zkey.provingKey.verifyingKey)
        let verifySeconds = clock.lap()

        // Up to here a signal ends the program at once; from here on nothing is left half done.
        Interruption.watch()
        try Files.write(Array(SnarkjsJSON.text(proven).utf8), to: proof, replacing: true)
        try Files.write(Array(SnarkjsJSON.text(publicInputs: inputs).utf8), to: publicInputs, replacing: true)
        try report(
            Result(
                proof: proof, publicInputs: publicInputs, publicInputCount: inputs.count, openSeconds: openSeconds,
                proveSeconds: proveSeconds, verifySeconds: verifySeconds), json: json)
    }

    /// A proof that does not hold is not handed out: it helps nobody, and under a hostile key it might say something about
    /// the witness.
    private func verify(_ proof: Proof, _ inputs: [Fr], under key: VerifyingKey) throws {
        for reason in key.unsafeReasons { Output.note("warning: proofs under this key prove nothing: \(reason)") }
        guard try Verifier(key, allowUnsafe: true).verify(inputs, proof) else {
            throw Failure(
                .notProven,
                "the proof does not hold and was not written: the witness does not satisfy the circuit, or the key is damaged"
            )
        }
    }

    private func translating<Value>(_ body: () throws(ProverError) -> Value) throws(Failure) -> Value {
        do throws(ProverError) {
            return try body()
        } catch {
            throw Failure(error, key: key, witness: witness)
        }
    }

    private func report(_ result: Result, json: Bool) throws {
        if json { return try Output.json(result) }
        let count = result.publicInputCount
        try Output.result("proof   \(proof.harmless), made in \(TimeText.length(seconds: result.proveSeconds))")
        try Output.result("public  \(publicInputs.harmless), \(count) \(count == 1 ? "input" : "inputs")")
    }
}

extension Failure {
    fileprivate init(_ error: ProverError, key: String, witness: String) {
        switch error {
        case .hostileKey:
            self.init(.malformed, "\(key.harmless) is hostile: proofs under it would give the witness away")
        case .otherVerifyingKey: self.init(.malformed, "\(key.harmless) is not the key of that verifying key")
        case .wrongWitnessSize(let count, let expected):
            self.init(
                .malformed,
                "\(witness.harmless) has \(count) values and \(key.harmless) is for \(expected): they are of two circuits"
            )
        case .malformedWitness(let index):
            self.init(.malformed, "\(witness.harmless): value \(index) is not canonical, or the first is not one")
        case .cancelled: self.init(.interrupted, "interrupted: no proof was made")
        }
    }
}
