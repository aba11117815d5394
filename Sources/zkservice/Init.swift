import ArgumentParser
import Console
import Formats
import Sealing
import Service
import VerifiedCompute

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a market: identity, books, policy.",
        discussion: """
            Nothing that is there is overwritten. Read policy.json before you serve: fee, burn and windows apply to every task \
            that is posted from then on. A market in production takes only tasks under verifying keys that the policy pins; put \
            each key into the folder keys (zksetup export-vk makes the file DIGEST.vk.json) and its digest into verifyingKeys.
            """)

    @OptionGroup var market: MarketOptions

    @Flag(help: "For trying out: take any verifying key in the folder of keys, and make a development key.")
    var development = false

    @Flag(help: "With --development: make no key now.")
    var noKey = false

    @Flag(help: "Print one JSON object.")
    var json = false

    struct Result: Encodable {
        let data: String
        let identity: String
        let mode: String
    }

    func run() throws {
        let folder = market.folder
        let key = try folder.create(ServicePolicy(isDevelopment: development))
        if development && !noKey {
            var options = KeysOptions()
            options.keys = folder.keys.folder
            for kind in CircuitKind.allCases { _ = try options.developmentKey(kind) }
        }
        if !development {
            Output.note("before zkservice serve: name authorities and verifyingKeys in \(folder.policyFile.harmless)")
        }
        let result = Result(
            data: folder.path, identity: Hexadecimal.text(of: key.bytes),
            mode: development ? "development" : "production")
        if json { return try Output.json(result) }
        try Output.result("market    \(result.data)")
        try Output.result("identity  \(result.identity)")
        try Output.result("mode      \(result.mode)")
        try Output.result("policy    \(folder.policyFile)")
    }
}
