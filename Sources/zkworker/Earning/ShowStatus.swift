import ArgumentParser
import Console
import Worker
import WorkerStatus

struct ShowStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what the running worker does now, at what rate, and what it passed over and why.",
        discussion: """
            It asks the worker of the workspace, which tells its status on this machine (--status of zkworker run). Where none \
            runs it says so and ends with 3; zkworker jobs and zkworker earnings read what was done before.
            """)

    @OptionGroup var place: WorkspaceOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let folder = try place.folder()
        let report = try waiting { try await StatusQuery(workspace: folder).report() }
        if json { return try Output.json(report) }
        for line in Self.lines(report) { try Output.result(line.harmless) }
    }

    private static func lines(_ report: StatusReport) -> [String] {
        let status = report.status
        let age = TimeText.length(seconds: Double(max(0, status.now - status.startedAt)) / 1000)
        let speed = status.activities.reduce(0) { $0 + $1.keysPerSecond }
        var lines = Columns.lines([
            ["worker", "\(status.identity)"], ["pays", "\(status.payee)"],
            [
                "runs",
                "\(age)\(status.isStopping ? ", stopping" : "") (version \(status.version), process \(report.process))",
            ],
            ["searches", "\(Quantity.short(speed)) keys/s"], ["uses", uses(status.limits)],
            ["earned", earned(status.totals)],
        ])
        lines += section("services", Columns.lines(status.services.map(service)))
        lines += section("now", Columns.lines(status.activities.map(activity)))
        lines += section(
            "passed over",
            Columns.lines(status.passedOver.prefix(20).map { [short($0.task), Quantity.amount($0.reward), $0.reason] }))
        return lines + section("look at", status.troubles)
    }

    private static func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["", title] + lines.map { "  \($0)" }
    }

    private static func uses(_ limits: Status.Limits) -> String {
        let limit = limits.memoryLimit.map { " of \(Quantity.short(Double($0) * 1000))B" } ?? ""
        let (own, all) = (Double(limits.memoryOwn) * 1000, Double(limits.memoryUsed) * 1000)
        let processors = limits.processors == 1 ? "1 processor" : "\(limits.processors) processors"
        return "\(Quantity.percent(limits.cpuUsed)) of \(processors) (at most \(Quantity.percent(limits.cpuShare)), "
            + "\(limits.threads) threads), \(Quantity.short(own))B\(limit) of memory, "
            + "\(Quantity.short(all))B with pages of files"
    }

    private static func earned(_ totals: Totals) -> String {
        "\(Quantity.amount(totals.paid)) paid, \(Quantity.amount(totals.pending)) pending, "
            + "\(Quantity.amount(totals.refused)) refused, \(Quantity.amount(totals.lost)) lost"
    }

    private static func service(_ service: Status.Service) -> [String] {
        let tasks = service.taskCount == 1 ? "1 task" : "\(service.taskCount) tasks"
        let means = service.available.map { "\(Quantity.amount($0)) available" } ?? "means not known"
        return [service.address, service.reach.rawValue, tasks, means, service.reason ?? ""]
    }

    private static func activity(_ activity: Status.Activity) -> [String] {
        let isSearching = activity.keysPerSecond > 0
        return [
            activity.job.target, Quantity.amount(activity.job.net),
            isSearching ? "\(Quantity.short(activity.keysPerSecond)) keys/s" : "",
            isSearching ? "\(Quantity.percent(activity.probability)) likely by now" : "",
            activity.expectedSeconds.map { "about \(TimeText.length(seconds: $0))" } ?? "", activity.doing,
        ]
    }
}
