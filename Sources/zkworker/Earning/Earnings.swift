import ArgumentParser
import Console
import Formats
import Worker

struct Earnings: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what the worker earned: each job paid, pending or refused, and why; totals.",
        discussion: """
            It reads the workspace, while the worker runs or not. A job is pending from the moment its solution is found until \
            the service has settled it. Amounts are net of fee and burn, in the smallest unit. What is lost is stakes of leases that \
            ended before anything was found, and bonds of proofs that were not revealed in time or were refused.
            """)

    @OptionGroup var place: WorkspaceOptions

    @Option(help: ArgumentHelp("The most jobs to list, the latest; totals are over all.", valueName: "number"))
    var last = 100

    @Flag(help: "Print one JSON object.")
    var json = false

    private static let standings: Set<Job.Standing> = [.paid, .pending, .refused]

    struct Result: Encodable {
        let workspace: String
        let jobs: [Line]
        let totals: Totals

        struct Line: Encodable {
            let task: String
            let standing: String
            /// What the payee got; 0 unless paid.
            let paid: UInt64
            /// What the payee gets where it is settled: the reward less fee and burn.
            let net: UInt64
            let payee: String
            let service: String
            let target: String
            let stage: String
            /// Stakes and bonds that it cost.
            let lost: UInt64
            let reason: OrNull<String>
            /// The entry of the service's log that says so.
            let entry: OrNull<UInt64>
            let chosenAt: Int64
            let endedAt: OrNull<Int64>
        }
    }

    func validate() throws {
        guard last >= 0 else { throw ValidationError("--last takes a number that is not negative") }
    }

    func run() throws {
        let folder = try place.folder()
        let history = try History(reading: Workspace.historyPath(folder))
        defer { history.close() }
        let (jobs, totals) = (try history.jobs(Self.standings, limit: last), try history.totals())
        if json {
            return try Output.json(Result(workspace: folder, jobs: jobs.map { Result.Line($0) }, totals: totals))
        }
        let rows = jobs.map { job in
            [
                job.standing.rawValue, Quantity.amount(job.amount), job.target, moment(job.latest), short(job.task),
                job.service, job.words,
            ]
        }
        let head = ["standing", "amount", "target", "since", "task", "service", "why"]
        for line in Columns.lines([head] + rows, right: [1]) { try Output.result(line.harmless) }
        try Output.result("")
        let sums = [(Job.Standing.paid, totals.paid), (.pending, totals.pending), (.refused, totals.refused)].map {
            [$0.rawValue, "\(totals.jobs[$0.rawValue] ?? 0)", Quantity.amount($1)]
        }
        let lost = [["lost", "", Quantity.amount(totals.lost)]]
        for line in Columns.lines([["total", "jobs", "amount"]] + sums + lost, right: [1, 2]) {
            try Output.result(line)
        }
    }
}

extension Earnings.Result.Line {
    fileprivate init(_ job: Job) {
        self.init(
            task: job.task.hex, standing: job.standing.rawValue, paid: job.ending?.paid ?? 0, net: job.net,
            payee: job.payee.hex, service: job.service, target: job.target, stage: job.stage.rawValue, lost: job.lost,
            reason: OrNull(job.ending.map(\.reason) ?? job.words), entry: OrNull(job.ending?.entry),
            chosenAt: job.chosenAt, endedAt: OrNull(job.endedAt))
    }
}
