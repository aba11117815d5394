import ArgumentParser
import Ceremony
import Console
import Formats
import Groth16
import VerifiedCompute

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check every step of a ceremony, and tell its history.",
        discussion: """
            The key is begun anew from circuit and powers of tau, and every contribution since is checked against it: that its \
            author knew his number, that delta was multiplied by it, and that the rest of the key follows. It says nothing on \
            whether a contributor was honest; one is enough.

            Exit codes: 0 verified, 1 well-formed but not verified, 2 malformed input or wrong use, 3 could not, 130 interrupted.
            """)

    @Argument(help: ArgumentHelp("The circuit, in iden3's format.", valueName: "circuit.r1cs"))
    var circuit: String

    @Argument(help: ArgumentHelp("The powers of tau that the ceremony began from.", valueName: "pot.ptau"))
    var powers: String

    @Argument(help: ArgumentHelp("The key.", valueName: "key.zkey"))
    var key: String

    @Flag(help: "No progress on standard error.")
    var quiet = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let zkey = try CeremonyFiles.key(key)
        let history = try CeremonyFiles.history(zkey, key)
        let beginning = LongWork("beginning the key anew", quiet: quiet)
        let (initial, powers) = try CeremonyFiles.initialKey(circuit, self.powers, beginning)
        beginning.finish()
        let checking = LongWork("checking the contributions", quiet: quiet)
        let fault = try Verification(zkey, against: initial, over: powers).fault(progress: checking.report)
        checking.finish()

        let report = VerificationReport(zkey, history, powers, fault)
        try report.print(json: json)
        if fault != nil { throw ExitCode(ExitStatus.notProven.rawValue) }
    }
}

/// What `zksetup verify` says.
struct VerificationReport: Encodable {
    struct Step: Encodable {
        let number: Int
        let name: OrNull<String>
        let hash: String
        /// These two are null for a person's contribution.
        let beacon: OrNull<String>
        let beaconExponent: OrNull<Int>

        init(_ contribution: KeyContribution, number: Int) {
            self.number = number
            name = OrNull(contribution.name)
            hash = contribution.hash.hex
            guard case .beacon(let value, let exponent) = contribution.source else {
                (beacon, beaconExponent) = (OrNull(nil), OrNull(nil))
                line = (contribution.name?.harmless ?? "(no name)", nil)
                return
            }
            let text = Hexadecimal.text(of: value)
            (beacon, beaconExponent) = (OrNull(text), OrNull(exponent))
            line = (contribution.name?.harmless ?? "(no name)", "beacon \(text), hashed 2^\(exponent) times")
        }

        fileprivate let line: (name: String, beacon: String?)

        private enum CodingKeys: CodingKey { case number, name, hash, beacon, beaconExponent }
    }

    let verified: Bool
    let reason: OrNull<String>
    let circuitHash: String
    let keyDigest: String
    let powersContributions: Int
    let contributions: [Step]

    private let fault: KeyFault?

    private enum CodingKeys: CodingKey {
        case verified, reason, circuitHash, keyDigest, powersContributions, contributions
    }

    init(_ key: Zkey, _ history: KeyHistory, _ powers: Ptau, _ fault: KeyFault?) {
        self.fault = fault
        verified = fault == nil
        reason = OrNull(fault?.description)
        circuitHash = history.circuitHash.hex
        keyDigest = key.provingKey.verifyingKey.digest.hex
        powersContributions = powers.contributions.count
        contributions = history.contributions.enumerated().map { Step($1, number: $0 + 1) }
    }

    func print(json: Bool) throws {
        if json { return try Output.json(self) }
        if let fault {
            try Output.result("NOT VERIFIED. The key is no good: \(fault).")
        } else {
            try Output.result("VERIFIED. Every step of the ceremony follows from the circuit and the powers of tau.")
        }
        try Output.result("")
        try Output.result("circuit hash    \(circuitHash)")
        try Output.result("powers of tau   \(powersContributions) contributions, which this program does not check")
        for step in contributions {
            try Output.result("contribution \(step.number)  \(step.line.name)")
            if let beacon = step.line.beacon { try Output.result("                \(beacon)") }
            try Output.result("                \(step.hash)")
        }
        try Output.result("verifying key   \(keyDigest)")
        if !contributions.isEmpty {
            try Output.result("")
            try Output.result("Names, and what is a beacon and what a person, are in no hash: anyone can rewrite them.")
            try Output.result("Every contributor must find the hash that he published in this list.")
        }
        if powersContributions == 0 {
            Output.note("warning: the powers of tau have no contribution: who made them can forge proofs")
        }
    }
}
