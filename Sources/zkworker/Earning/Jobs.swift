import ArgumentParser
import Console
import Worker

struct Jobs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the tasks that the worker chose, and those that it passed over and why.",
        discussion: "It reads the workspace, while the worker runs or not. zkworker status says what it does now.")

    @OptionGroup var place: WorkspaceOptions

    @Option(help: ArgumentHelp("The most tasks to list of each sort, the latest.", valueName: "number"))
    var last = 100

    @Flag(help: "Print one JSON object.")
    var json = false

    struct Result: Encodable {
        let workspace: String
        let jobs: [Line]
        let passedOver: [PassedOver]
        let rates: [String: Rate]

        /// A job with what follows from it: how it stands, and why in words.
        struct Line: Encodable {
            let job: Job

            private enum Key: CodingKey {
                case standing, why
            }

            func encode(to encoder: any Encoder) throws {
                try job.encode(to: encoder)
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(job.standing, forKey: .standing)
                try container.encode(job.words, forKey: .why)
            }
        }
    }

    func validate() throws {
        guard last >= 0 else { throw ValidationError("--last takes a number that is not negative") }
    }

    func run() throws {
        let folder = try place.folder()
        let history = try History(reading: Workspace.historyPath(folder))
        defer { history.close() }
        let result = Result(
            workspace: folder, jobs: try history.jobs(limit: last).map { Result.Line(job: $0) },
            passedOver: try history.passedOver(limit: last),
            rates: try history.rates())
        if json { return try Output.json(result) }
        try print(result)
    }

    private func print(_ result: Result) throws {
        let rows = result.jobs.map(\.job).map { job in
            [
                job.standing.rawValue, job.target, Quantity.amount(job.reward),
                "\(Quantity.short(Double(job.keysTried))) keys", TimeText.length(seconds: job.searchSeconds),
                job.proveSeconds.map { TimeText.length(seconds: $0) } ?? "-", moment(job.chosenAt), short(job.task),
                job.service, job.words,
            ]
        }
        let head = ["standing", "target", "reward", "tried", "search", "proof", "chosen", "task", "service", "why"]
        for line in Columns.lines([head] + rows, right: [2, 3, 4, 5]) { try Output.result(line.harmless) }
        guard !result.passedOver.isEmpty else { return }
        try Output.result("")
        let passed = result.passedOver.map {
            [short($0.task), Quantity.amount($0.reward), moment($0.at), $0.service, $0.reason]
        }
        let second = ["passed over", "reward", "seen", "service", "because"]
        for line in Columns.lines([second] + passed, right: [1]) { try Output.result(line.harmless) }
    }
}
