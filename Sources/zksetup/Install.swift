import ArgumentParser
import Ceremony
import Console
import Formats
import Storage
import VerifiedCompute

struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put the key of a finished ceremony into the folder of keys.",
        discussion: """
            zksetup verify circuit.r1cs pot.ptau final.zkey         first
            zksetup install vanity-address final.zkey --keys market/keys

            Every point is checked, that the key is of this program's circuit, and that somebody has contributed to it; whether \
            the contributions were made rightly is what verify says. Its verifying key is put beside it, and verifying keys \
            that are there stay. A market in production takes tasks under it once its policy.json names the digest under \
            verifyingKeys.
            """)

    @Argument(help: "The kind of task: \(CircuitKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: CircuitKind

    @Argument(help: ArgumentHelp("The key.", valueName: "key.zkey"))
    var key: String

    @Flag(help: "Take the place of the proving key that is there already.")
    var force = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var keys: KeysOptions

    struct Result: Encodable {
        let circuitId: String
        let keyPath: String
        let keyDigest: String
        let contributions: Int
    }

    func run() throws {
        let zkey = try CeremonyFiles.key(key)
        let history = try CeremonyFiles.history(zkey, key)
        guard !history.isOfOneParty else { throw CeremonyError.noCeremony }
        Interruption.watch()
        let installed: ProvingKeyFile
        do throws(KeyStoreError) {
            installed = try keys.store.install(zkey, as: kind, replacing: force) { _ in !Interruption.isRequested }
        } catch .write(.exists(let path)) {
            throw Failure(.couldNot, "\(path.harmless) is there already: --force puts this key in its place")
        }
        let result = Result(
            circuitId: kind.circuitID.hex, keyPath: installed.path, keyDigest: installed.digest.hex,
            contributions: history.contributions.count)
        if json { return try Output.json(result) }
        try Output.result("circuit id     \(result.circuitId)")
        try Output.result("proving key    \(result.keyPath.harmless), of \(result.contributions) contributions")
        try Output.result("verifying key  \(result.keyDigest)")
    }
}
