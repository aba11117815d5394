import ArgumentParser
import Console
import Formats
import Fields
import Groth16
import VerifiedCompute

/// The check of a Groth16 proof in snarkjs' files.
struct SnarkjsCheck {
    let vk: String
    let proof: String
    let publicInputs: String
    var allowUnsafeKey = false
    var json = false

    /// Far above any of these files.
    private static let limit = 64 << 20

    private struct Report: Encodable {
        let proven: Bool
        let reason: OrNull<String>
        let keyDigest: String
        let publicInputs: [String]
    }

    func run() throws {
        let key = try KeyStore.verifyingKey(path: vk)
        let proof = try parse(proof) { bytes throws(SnarkjsJSONError) in try SnarkjsJSON.proof(bytes) }
        let inputs = try parse(publicInputs) { bytes throws(SnarkjsJSONError) in try SnarkjsJSON.publicInputs(bytes) }
        let reason = try reason(key, inputs, proof)
        if json {
            try Output.json(
                Report(
                    proven: reason == nil, reason: OrNull(reason), keyDigest: key.digest.hex,
                    publicInputs: inputs.map(\.decimal)))
        } else {
            try Output.result(
                reason.map { "NOT PROVEN. \($0)" } ?? "PROVEN. The Groth16 proof holds for these public inputs.")
            try Output.result("")
            try Output.result("public inputs  \(inputs.count)")
            try Output.result("verifying key  \(key.digest)")
        }
        if reason != nil { throw Verdict.failed }
    }

    /// Why the proof does not hold, nil where it does.
    private func reason(_ key: VerifyingKey, _ inputs: [Fr], _ proof: Proof) throws -> String? {
        do throws(VerifierError) {
            let holds = try Verifier(key, allowUnsafe: allowUnsafeKey).verify(inputs, proof)
            return holds ? nil : Refusal.groth16Proof.sentence
        } catch {
            switch error {
            case .unsafeKey(let reasons): return Refusal.unsafeVerifyingKey(reasons).sentence
            case .wrongInputCount(let count, let expected):
                throw Failure(
                    .malformed, "\(publicInputs.harmless) has \(count) public inputs, and the key is for \(expected)")
            }
        }
    }

    private func parse<Value>(
        _ path: String, _ read: ([UInt8]) throws(SnarkjsJSONError) -> Value
    ) throws(Failure) -> Value {
        let bytes = try Files.read(path, limit: Self.limit)
        do throws(SnarkjsJSONError) {
            return try read(bytes)
        } catch {
            throw Failure(malformed: path, error)
        }
    }
}

extension SnarkjsCheck {
    /// The check that arguments spell which are `--vk`, `--proof` and `--public`, each once with its file, and nothing else; nil for
    /// any others, which are the parser's to read or refuse.
    init?(arguments: [String]) {
        guard arguments.count == 6 else { return nil }
        var files: [String: String] = [:]
        for index in stride(from: 0, to: 6, by: 2) {
            guard !arguments[index + 1].hasPrefix("-") else { return nil }
            files[arguments[index]] = arguments[index + 1]
        }
        guard let vk = files["--vk"], let proof = files["--proof"], let publicInputs = files["--public"] else {
            return nil
        }
        self.init(vk: vk, proof: proof, publicInputs: publicInputs)
    }
}

extension Verdict {
    /// The verdict is printed; what is left is the exit code.
    static let failed = ExitCode(ExitStatus.notProven.rawValue)
}
