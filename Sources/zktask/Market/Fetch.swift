import ArgumentParser
import Client
import ClientConsole
import Console
import Formats
import Groth16
import VerifiedCompute

struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fetch the proof that settled a task, and verify it.",
        discussion: """
            The file is written only where it holds under the verifying key that the task names. The exit code is 0 only where it \
            is also the one that the service's receipt says was paid for, with what the policy leaves that the task was posted \
            under. zktask open opens it.
            """)

    @OptionGroup var listed: ListedTask

    @Option(help: ArgumentHelp("Where to write the proof.", valueName: "file"))
    var out = "proof.bin"

    @Flag(help: "Replace the file where it is there already.")
    var force = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var keys: KeysOptions

    struct Result: Encodable {
        let proof: String
        let taskDigest: String
        let payee: String
        let paid: UInt64
        let address: String
    }

    func run() throws {
        let digest = try listed.digest
        try Files.requireFree(out, replacing: force)
        let (file, address, settled) = try waiting {
            try await listed.service.withService { service in
                guard let bytes = try await service.client.proof(of: digest) else {
                    throw Failure(.notProven, "the task is not settled yet: zktask wait tells when it is")
                }
                let (file, address) = try await verified(bytes, of: digest, from: service)
                let settled: Swift.Result<Settlement?, any Error>
                do {
                    settled = .success(try await service.keptSettlement(of: digest))
                } catch {
                    settled = .failure(error)
                }
                return (file, address, settled)
            }
        }
        // It is the initiator's whatever is wrong with the payment.
        try Files.write(file.bytes, to: out, replacing: force)
        let settlement: Settlement
        do {
            guard let paid = try settled.get(), paid.pays(file) else {
                throw Failure(.notProven, "the service's receipt is for another proof than the one that it shows")
            }
            settlement = paid
        } catch {
            Output.note("the proof holds and was written to \(out.harmless)")
            throw error
        }
        let result = Result(
            proof: out, taskDigest: digest.hex, payee: settlement.payee.hex, paid: settlement.paid,
            address: address)
        if json { return try Output.json(result) }
        try Output.result("proof    \(out), verified")
        try Output.result("address  \(result.address)")
        try Output.result("paid     \(Quantity.amount(result.paid)) to \(result.payee)")
    }

    /// The proof in these bytes, which holds for the task under the verifying key that the task names, and its address.
    private func verified(
        _ bytes: [UInt8], of digest: Digest, from service: TrustedService
    ) async throws -> (ProofFile, address: String) {
        let file: ProofFile
        do throws(BinaryError) {
            file = try ProofFile(bytes: bytes)
        } catch {
            throw Failure(.notProven, "what the service shows as the proof is none: \(error)")
        }
        guard file.contents.task.digest == digest else {
            throw Failure(.notProven, "the service shows a proof for another task")
        }
        let key = try await service.verifyingKey(file.contents.task.terms.verifyingKeyDigest, in: keys.store)
        let verdict = file.verdict(under: key)
        if let refusal = verdict.refusal {
            throw Failure(.notProven, "NOT PROVEN, and not written. \(refusal.sentence)")
        }
        return (file, verdict.address)
    }
}
