import Console
import Formats
import Groth16
import R1CS
import VerifiedCompute

/// A development key for the circuit in a file.
struct CircuitKey {
    let circuit: String
    let out: String

    func make(replacing: Bool) throws -> Report {
        try Files.requireFree(out, replacing: replacing, inputs: [circuit])
        let system = try Inputs.binary(circuit) { path throws(FileFormatError) in try R1csFile.read(path: path) }
        Output.note("making a development key: good for trying out; whoever made it could forge proofs")
        Interruption.watch()
        let progress = Progress()
        let writer = try ZkeyWriter(path: out)
        var generator = SystemRandomNumberGenerator()
        let key = try Setup.makeKeys(for: system, into: writer, using: &generator) { share in
            try Interruption.check("interrupted: no key was made")
            progress.show("making the proving key", share: share)
        }
        try writer.commit(replacing: replacing)
        progress.finish("made the key in \(TimeText.length(seconds: progress.elapsed)): \(out.harmless)")
        return Report(system, key, path: out)
    }

    /// What was made.
    struct Report: Encodable {
        /// Binding rows included.
        let rows: Int
        let wires: Int
        let publicInputs: Int
        let keyPath: String
        let keyDigest: String

        init(_ system: ConstraintSystem, _ key: VerifyingKey, path: String) {
            rows = system.boundRowCount
            wires = system.variableCount
            publicInputs = system.publicInputCount
            keyPath = path
            keyDigest = key.digest.hex
        }

        func print(json: Bool) throws {
            if json { return try Output.json(self) }
            try Output.result("rows           \(rows)")
            try Output.result("wires          \(wires), \(publicInputs) of them public inputs")
            try Output.result("proving key    \(keyPath.harmless)")
            try Output.result("verifying key  \(keyDigest) (a development key)")
        }
    }
}
