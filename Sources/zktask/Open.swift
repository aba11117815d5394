import Storage
import ArgumentParser
import Console
import Formats
import Sealing
import VerifiedCompute

struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open the sealed box of a proof and write the wallet.",
        discussion: """
            The private key is formed from your key file and the box, and its address is derived again on an independent, slow \
            path before anything is written. The wallet is readable by you alone and never printed.
            """)

    @Argument(help: ArgumentHelp("The proof file.", valueName: "proof.bin"))
    var proof: String

    @Option(help: ArgumentHelp("The key file that the task was posted with.", valueName: "file"))
    var key: String

    @Option(help: ArgumentHelp("Where to write the wallet.", valueName: "file"))
    var out = "wallet.json"

    @Flag(help: "Replace the file where it is there already.")
    var force = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var passphrase: PassphraseOptions

    struct Result: Encodable {
        let wallet: String
        let address: String
        let publicKey: String
    }

    func run() throws {
        try Files.requireFree(out, replacing: force, inputs: [proof, key])
        let file = try Inputs.proofFile(proof)
        let identity = try passphrase.identity(in: key)
        let wallet = try identity.wallet(from: file)
        try wallet.json.withUnsafeBytes { (bytes) throws(FileError) in
            try writeWhole(bytes, to: out, mode: 0o600, replacing: force)
        }
        let result = Result(
            wallet: out, address: wallet.address, publicKey: Hexadecimal.text(of: wallet.publicKey))
        if json { return try Output.json(result) }
        try Output.result("address  \(result.address)")
        try Output.result("wallet   \(out), with the private key: keep it to yourself")
    }
}
