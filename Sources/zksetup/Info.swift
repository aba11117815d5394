import ArgumentParser
import Console
import Formats
import R1CS
import VerifiedCompute

struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell about a circuit, and about its key where there is one.")

    @Argument(help: "The kind of task: \(CircuitKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: CircuitKind

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var keys: KeysOptions

    func run() throws {
        let key = keys.store.hasProvingKey(kind) ? try keys.store.provingKey(kind) : nil
        try KeyReport(kind, key).print(json: json)
    }
}

/// What `zksetup` says of a circuit and its key.
struct KeyReport: Encodable {
    let circuit: String
    let circuitId: String
    /// Binding rows included.
    let rows: Int
    let wires: Int
    let publicInputs: Int
    /// Of A, B and C together.
    let nonZeros: Int
    let domain: Int
    /// These three are null where there is no key.
    let keyPath: OrNull<String>
    let keyDigest: OrNull<String>
    let developmentKey: OrNull<Bool>

    private let key: (path: String, digest: String, isDevelopment: Bool)?

    private enum CodingKeys: CodingKey {
        case circuit, circuitId, rows, wires, publicInputs, nonZeros, domain, keyPath, keyDigest, developmentKey
    }

    init(_ kind: CircuitKind, _ key: ProvingKeyFile?) {
        let system = (key?.circuit ?? kind.circuit()).system
        circuit = kind.rawValue
        circuitId = kind.circuitID.hex
        rows = system.boundRowCount
        wires = system.variableCount
        publicInputs = system.publicInputCount
        nonZeros = system.nonZeroCounts.a + system.nonZeroCounts.b + system.nonZeroCounts.c
        domain = 1 << (Int.bitWidth - (system.boundRowCount - 1).leadingZeroBitCount)
        self.key = key.map { ($0.path, $0.digest.hex, !KeyStore.pinnedDigests.contains($0.digest)) }
        keyPath = OrNull(self.key?.path)
        keyDigest = OrNull(self.key?.digest)
        developmentKey = OrNull(self.key?.isDevelopment)
    }

    func print(json: Bool) throws {
        if json { return try Output.json(self) }
        try Output.result("circuit        \(circuit)")
        try Output.result("circuit id     \(circuitId)")
        try Output.result("rows           \(rows), in a domain of \(domain)")
        try Output.result("wires          \(wires), \(publicInputs) of them public inputs")
        try Output.result("non-zeros      \(nonZeros)")
        guard let key else {
            return try Output.result("key            none yet: zksetup dev makes one")
        }
        try Output.result("proving key    \(key.path.harmless)")
        try Output.result("verifying key  \(key.digest)\(key.isDevelopment ? " (a development key)" : "")")
    }
}
