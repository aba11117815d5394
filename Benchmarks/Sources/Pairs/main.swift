import Foundation
import Rows
import Synthetic

// Runs our prover and another one in turns on the same files, process to process, and prints a table.
//
//     Pairs OUR-PROVER FOLDER POWERS [JSON-FILE]      RAPIDSNARK names the other: arguments as of rapidsnark's prover

func writeError(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

let arguments = CommandLine.arguments
guard arguments.count >= 4 else {
    writeError("Pairs OUR-PROVER FOLDER POWERS [JSON-FILE]")
    exit(2)
}
let powers = arguments[3].split(separator: ",").compactMap { Int($0) }
guard let other = ProcessInfo.processInfo.environment["RAPIDSNARK"], !other.isEmpty else {
    writeError("not compared with rapidsnark: set RAPIDSNARK to the path of its prover")
    exit(0)
}
let folder = arguments[2]
let outputs = ["\(folder)/proof.json", "\(folder)/public.json"]
var pairs: [Pair] = []
for power in powers {
    for kind in SyntheticCircuit.Kind.allCases {
        let files = try SyntheticCircuit(kind, power: power).files(in: folder)
        let ours = [arguments[1], "prove", files.key, files.witness] + outputs
        let theirs = [other, files.key, files.witness] + outputs
        let runs = power > 18 ? 3 : 7
        var spent: [(ours: Spent, theirs: Spent)] = []
        // The first pair warms up.
        for round in 0...runs {
            let pair = (ours: try Spent(running: ours), theirs: try Spent(running: theirs))
            if round > 0 { spent.append(pair) }
        }
        pairs.append(
            Pair(
                name: "2^\(power) \(kind == .dense ? "dense" : "mostly bits")", runs: runs,
                ours: Spent(medianOf: spent.map(\.ours)), theirs: Spent(medianOf: spent.map(\.theirs))))
    }
}

func cell(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
func line(_ name: String, _ cells: [String]) -> String {
    name.padding(toLength: 20, withPad: " ", startingAt: 0) + cells.map { cell($0, 13) }.joined()
}
print("\nprove, process to process, in turns with rapidsnark; medians")
print(line("", ["ours, s", "theirs, s", "faster", "ours, MB", "theirs, MB", "memory"]))
for pair in pairs {
    let (ours, theirs) = (pair.ours, pair.theirs)
    print(
        line(
            pair.name,
            [
                String(format: "%.3f", ours.wallSeconds), String(format: "%.3f", theirs.wallSeconds),
                String(format: "%.1f times", pair.timesFaster), "\(ours.peakBytes / 1_000_000)",
                "\(theirs.peakBytes / 1_000_000)", String(format: "%.2f times", pair.timesTheMemory),
            ]))
}
if arguments.count > 4 {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(pairs).write(to: URL(fileURLWithPath: arguments[4]))
}
