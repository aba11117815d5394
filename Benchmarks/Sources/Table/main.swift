import Foundation
import Rows

// Prints one table from the framework's Influx export on stdin, and writes it as JSON where asked to.
//
//     Table LOAD [JSON-FILE]      LOAD is the machine's load before anything was built

/// The table as JSON.
struct Report: Encodable {
    let processor: String
    let processors: Int
    let load: String
    let rows: [Measurement]
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

let input = Array(AnyIterator { readLine() })
// The framework says so on a line of its own, goes on, and exits with 0.
let failures = input.filter { $0.hasPrefix("Benchmark ") && $0.contains(" failed with ") }
let measured = Measurement.all(influx: input)
let rows = Row.allCases.compactMap { measured[$0] }
guard !rows.isEmpty else {
    (failures + ["Nothing was measured."]).forEach(writeError)
    exit(1)
}
let report = Report(
    processor: processorName(), processors: ProcessInfo.processInfo.activeProcessorCount,
    load: CommandLine.arguments.dropFirst().first ?? "unknown", rows: rows)

var lines = [["", "median", "fastest", "slowest", "runs", "throughput", "peak memory"]]
for row in rows {
    lines.append([
        row.name, text(row.medianSeconds, "s"), text(row.fastestSeconds, "s"), text(row.slowestSeconds, "s"),
        "\(row.runs)", row.perSecond.map { text($0, "\(row.unit ?? "")/s") } ?? "",
        text(Double(row.peakResidentBytes), "B"),
    ])
}
let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max()! }
print("\(report.processor), \(report.processors) processors, load before the run \(report.load)\n")
for line in lines {
    let cells = zip(line, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + space : space + cell.0
    }
    print(cells.joined(separator: "   "))
}

if CommandLine.arguments.count > 2 {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(report).write(to: URL(fileURLWithPath: CommandLine.arguments[2]))
}
if !failures.isEmpty {
    failures.forEach(writeError)
    exit(1)
}
