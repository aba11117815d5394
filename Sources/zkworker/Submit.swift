import ArgumentParser
import Client
import ClientConsole
import Console
import Formats
import FoundationEssentials
import Sealing
import VerifiedCompute

struct Submit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring a proof to a service and be paid.",
        discussion: """
            The proof is promised first, and shown only when the service's signed receipt for the promise is here: nobody can \
            copy it and come first. What is needed to go on is kept in the data home before it is sent; after a lost connection or \
            a crash, the same command goes on from there, and what it sends twice counts once.
            """)

    @Argument(help: ArgumentHelp("The proof.", valueName: "proof.bin"))
    var proof: String

    @Option(
        help: ArgumentHelp(
            "The key file of the account that the bond is taken from. (default: the worker's in the data home)",
            valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "Stake no more than this on commitments, in the smallest unit. (default: a tenth of the reward)",
            valueName: "amount"))
    var maxBond: UInt64?

    @Flag(help: "No progress on standard error.")
    var quiet = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var service: ServiceOptions
    @OptionGroup var keys: KeysOptions
    @OptionGroup var passphrase: PassphraseOptions

    struct Result: Encodable {
        let task: String
        /// Whether this proof was paid for.
        let settled: Bool
        /// How the task ended, where it was not settled by this proof; null where it was.
        let reason: OrNull<String>
        let payee: OrNull<String>
        let paid: OrNull<UInt64>
        /// The service's word for it; null where there is none.
        let receipt: OrNull<ReceiptReport>
    }

    func run() throws {
        let file = try Inputs.proofFile(proof)
        let ending = try waiting { try await submit(file) }
        let result = Result(file, ending)
        if json {
            try Output.json(result)
        } else {
            try print(ending, result)
        }
        if case .settled = ending { return }
        throw ExitCode(ExitStatus.notProven.rawValue)
    }

    private func submit(_ file: ProofFile) async throws -> Submitter.Ending {
        let signer = Signer(try passphrase.identity(in: key ?? keys.home.workerKey.path))
        return try await service.withService { service in
            let key = try await service.verifyingKey(file.contents.task.terms.verifyingKeyDigest, in: keys.store)
            if let refusal = file.verdict(under: key).refusal {
                throw Failure(.notProven, "NOT PROVEN, and not sent. \(refusal.sentence)")
            }
            if service.client.address.scheme == .http, !service.client.address.isLoopback {
                Output.note("warning: without TLS, whoever listens sees the sealed box before it is paid for")
            }
            let listing = try await service.listing(of: file.contents.task.digest)
            if !quiet { Output.note(listing.sentence) }
            let folder = keys.home.outbox
            try keys.home.make(folder)
            return try await Submitter(to: service, outbox: SubmissionOutbox(folder: folder.path)).submit(
                file.bytes, for: file.contents.task.digest, paying: file.contents.payee, by: signer, bondLimit: maxBond,
                noted: { if !quiet { Output.note($0.sentence) } })
        }
    }

    private func print(_ ending: Submitter.Ending, _ result: Result) throws {
        switch ending {
        case .settled(let settlement):
            try Output.result("SETTLED. \(Quantity.amount(settlement.paid)) to \(settlement.payee)")
        case .other(let settlement):
            try Output.result("NOT PAID. Another submission came first, and \(settlement.payee) was paid.")
        case .refused: try Output.result("REFUSED. \(ending.reason ?? "")")
        case .ended: try Output.result("NOT PAID. \(ending.reason ?? "")")
        }
        try Output.result("")
        try Output.result("task       \(result.task)")
        guard let receipt = ending.receipt.map({ ReceiptReport($0) }) else { return }
        try Output.result("receipt    entry \(receipt.index) of the service's log")
        try Output.result("signature  \(receipt.signature)")
    }
}

extension Submit.Result {
    fileprivate init(_ file: ProofFile, _ ending: Submitter.Ending) {
        let settlement: Settlement? =
            switch ending {
            case .settled(let settlement), .other(let settlement): settlement
            case .refused, .ended: nil
            }
        self.init(
            task: file.contents.task.digest.hex, settled: ending.reason == nil, reason: OrNull(ending.reason),
            payee: OrNull(settlement?.payee.hex), paid: OrNull(settlement?.paid),
            receipt: OrNull(ending.receipt.map { ReceiptReport($0) }))
    }
}
