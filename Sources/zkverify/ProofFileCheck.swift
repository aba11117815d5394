import Console
import Formats
import FoundationEssentials
import Groth16
import Sealing
import VerifiedCompute

/// The check of a `proof.bin`.
struct ProofFileCheck {
    let options: Check
    let path: String

    func run() throws {
        let file = try Inputs.proofFile(path)
        let task = try options.task.map { path throws(Failure) in try Inputs.task(path) }
        if let box = options.box { try Files.requireFree(box, replacing: options.force, inputs: [path]) }
        let verdict: Verdict
        if options.allowUnsafeKey {
            let verifier = try Verifier(key(file.contents.task.terms.verifyingKeyDigest), allowUnsafe: true)
            verdict = file.verdict(under: verifier, for: task)
        } else {
            verdict = try file.verdict(for: task, findingKey: key)
        }
        if let box = options.box { try Files.write(verdict.sealedBox, to: box, replacing: options.force) }
        if options.json {
            try Output.json(Report(verdict))
        } else {
            try print(verdict, task: task)
        }
        if !verdict.isProven { throw Verdict.failed }
    }

    /// The key that the options name, or the one with this digest in the store.
    private func key(_ digest: Digest) throws(KeyStoreError) -> VerifyingKey {
        if let path = options.vk { return try KeyStore.verifyingKey(path: path) }
        return try options.keys.store.verifyingKey(digest)
    }

    private func print(_ verdict: Verdict, task: PostedTask?) throws {
        let terms = verdict.task.terms
        try Output.result(
            verdict.refusal.map { "NOT PROVEN. \($0.sentence)" }
                ?? "PROVEN. The sealed box opens with the initiator's key and holds a solution\(task == nil ? ", for the task in this file" : " of this task")."
        )
        try Output.result("")
        try Output.result("kind           \(terms.kind.name)")
        try Output.result("address        \(verdict.address)")
        try Output.result("task           \(verdict.taskDigest)\(task == nil ? " (compare it, or give --task)" : "")")
        try Output.result("initiator      \(terms.initiator.signingKey)")
        try Output.result("pays           \(Quantity.amount(terms.reward)) to \(verdict.payee)")
        let passed = verdict.task.isExpired(at: Inputs.now) ? ", which has passed" : ""
        try Output.result("deadline       \(TimeText.date(terms.deadline.seconds))\(passed)")
        try Output.result("circuit        \(verdict.circuitID)")
        let made = verdict.isDevelopmentKey ? " (a development key: whoever made it could forge)" : ""
        try Output.result("verifying key  \(verdict.keyDigest)\(made)")
    }

    /// What `--json` prints.
    struct Report: Encodable {
        let proven: Bool
        /// Null where it is proven.
        let reason: OrNull<String>
        let kind: String
        let taskDigest: String
        let payee: String
        let initiator: String
        let address: String
        let circuitId: String
        let keyDigest: String
        let developmentKey: Bool
        let deadline: Int64
        let deadlinePassed: Bool
        let sealedBox: String

        init(_ verdict: Verdict) {
            proven = verdict.isProven
            reason = OrNull(verdict.refusal?.sentence)
            kind = verdict.task.terms.kind.name
            taskDigest = verdict.taskDigest.hex
            payee = verdict.payee.hex
            initiator = verdict.task.terms.initiator.signingKey.hex
            address = verdict.address
            circuitId = verdict.circuitID.hex
            keyDigest = verdict.keyDigest.hex
            developmentKey = verdict.isDevelopmentKey
            deadline = verdict.task.terms.deadline.seconds
            deadlinePassed = verdict.task.isExpired(at: Inputs.now)
            sealedBox = Data(verdict.sealedBox).base64EncodedString()
        }
    }
}
