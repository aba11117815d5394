import Fields
import Foundation
import Rows

// Prints one table from the framework's Influx exports, KERNEL.results in a folder, and writes it as JSON where asked to,
// together with the folder's pairs.json, if there is one.
//
//     Table LOAD FOLDER JSON-FILE KERNEL ...      LOAD is the machine's load before anything was built; JSON-FILE may be empty
//     Table kernels                               the kernels that this processor has, the fastest first

/// The table as JSON.
struct Report: Encodable {
    let processor: String
    let processors: Int
    let load: String
    let rows: [Measurement]
    /// Ours against another prover, in turns.
    let pairs: [Pair]
}

/// The processor's name as the system has it.
func processorName() -> String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
}

/// Three digits, then the unit with its prefix: 45.6 ms, 1.23 kpoints/s.
func text(_ value: Double, _ unit: String) -> String {
    let scales: [(Double, String)] = [(1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ")]
    let (scale, prefix) = scales.first { value >= $0.0 } ?? (1e-9, "n")
    let scaled = value / scale
    let digits = scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0
    return String(format: "%.\(digits)f", scaled) + " " + prefix + unit
}

func writeError(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

let arguments = CommandLine.arguments
if arguments.dropFirst() == ["kernels"] {
    print(Kernel.available.reversed().map(\.rawValue).joined(separator: " "))
    exit(0)
}
guard arguments.count >= 5 else {
    writeError("Table LOAD FOLDER JSON-FILE KERNEL ...")
    exit(2)
}
let (load, folder, json, kernels) = (arguments[1], arguments[2], arguments[3], arguments[4...])

var failures: [String] = []
var measured: [String: [Row: Measurement]] = [:]
for kernel in kernels {
    let text = try String(contentsOfFile: "\(folder)/\(kernel).results", encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    // The framework says so on a line of its own, goes on, and exits with 0.
    failures += lines.filter { $0.hasPrefix("Benchmark ") && $0.contains(" failed with ") }
    measured[kernel] = Measurement.all(influx: lines, kernel: kernel)
}
let rows = Row.allCases.flatMap { row in kernels.compactMap { measured[$0]?[row] } }
guard !rows.isEmpty else {
    (failures + ["Nothing was measured."]).forEach(writeError)
    exit(1)
}
let pairs = try? JSONDecoder().decode([Pair].self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/pairs.json")))
let report = Report(
    processor: processorName(), processors: ProcessInfo.processInfo.activeProcessorCount, load: load, rows: rows,
    pairs: pairs ?? [])

var lines = [["", "kernel", "median", "fastest", "slowest", "runs", "throughput", "peak memory"]]
for row in rows {
    let rate = row.perSecond.map { text($0, "\(row.unit ?? "")/s") } ?? ""
    let proofs = row.proofsPerMinute.map { String(format: "%.0f proofs/min", $0) } ?? ""
    lines.append([
        row.name, row.kernel, text(row.medianSeconds, "s"), text(row.fastestSeconds, "s"),
        text(row.slowestSeconds, "s"), "\(row.runs)",
        [rate, proofs].filter { !$0.isEmpty }.joined(separator: ", "), text(Double(row.peakResidentBytes), "B"),
    ])
}
let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max()! }
print("\(report.processor), \(report.processors) processors, load before the run \(load)\n")
for line in lines {
    let cells = zip(line, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return column < 2 ? cell.0 + space : space + cell.0
    }
    print(cells.joined(separator: "   "))
}

if !json.isEmpty {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(report).write(to: URL(fileURLWithPath: json))
}
if !failures.isEmpty {
    failures.forEach(writeError)
    exit(1)
}
