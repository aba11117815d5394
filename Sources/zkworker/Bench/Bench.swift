import ArgumentParser
import Console
import Fields
import VerifiedCompute

struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure what this machine does: transforms, sums, proofs, verification, search.",
        discussion: """
            Every figure is the median of several runs, on all processors where it does not say otherwise. Let the machine do \
            nothing else meanwhile. VC_KERNELS chooses the kernel.
            """)

    @Option(help: ArgumentHelp("Prove circuits of 2^number rows, from 10 to 22.", valueName: "number"))
    var power = 16

    @Flag(help: "No progress on standard error.")
    var quiet = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var keys: KeysOptions

    func validate() throws {
        if !(10...22).contains(power) { throw ValidationError("--power takes a number from 10 to 22.") }
    }

    func run() throws {
        let progress = Progress(silent: quiet)
        var report = BenchReport()
        if !json { for line in report.head { try Output.result(line) } }
        let pieces =
            BenchPieces.arithmetic() + BenchPieces.proofs(power: power) + BenchPieces.sealedProof(keys.store)
            + BenchPieces.search()
        for piece in pieces {
            progress.show { "measuring: \(piece.name)" }
            let figure = try piece.measure()
            progress.finish()
            report.figures.append(figure)
            if !json { try Output.result(figure.line) }
        }
        if json { try Output.json(report) }
        if !keys.store.hasProvingKey(.vanityAddress), !quiet {
            Output.note("there is no key for vanity-address here, so its proof was not measured: zksetup dev makes one")
        }
    }
}

/// What `zkworker bench` found.
struct BenchReport: Encodable {
    let processor = Self.processorName
    let processors = processorCount
    let kernel = Kernel.current.rawValue
    var figures: [BenchFigure] = []

    var head: [String] {
        [
            "processor  \(processor.harmless), \(processors) \(processors == 1 ? "core" : "cores")",
            "kernel     \(kernel)", "",
        ]
    }

    /// The processor's name as the system has it.
    private static var processorName: String {
        let text = String(decoding: (try? Files.read("/proc/cpuinfo", limit: 1 << 24)) ?? [], as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { String($0.drop { $0 == " " }) } ?? "unknown"
    }
}

/// The median of several runs of one piece of work.
struct BenchFigure: Encodable {
    let name: String
    let runs: Int
    /// One run; null where only a rate is measured.
    let medianSeconds: OrNull<Double>
    /// The work done a second at the median, in this unit.
    let perSecond: Double
    let unit: String

    var line: String {
        let rate = Quantity.short(perSecond) + (perSecond < 999.5 ? " " : "") + "\(unit)/s"
        guard let seconds = medianSeconds.value else { return pad(name, 36) + pad("", 10) + rate }
        let perMinute = unit == "constraints" ? ", \(Quantity.short((60 / seconds).rounded())) proofs a minute" : ""
        let time = seconds < 1 ? Quantity.short(seconds * 1000) + " ms" : Quantity.short(seconds) + " s"
        return pad(name, 36) + pad(time, 10) + rate + perMinute
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}
