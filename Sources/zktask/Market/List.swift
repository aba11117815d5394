import ArgumentParser
import Client
import ClientConsole
import Console
import Formats
import Wire

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List a service's tasks.")

    @Option(
        help: ArgumentHelp(
            "Only tasks in these states, with commas between: \(TaskState.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "states"))
    var state: String?

    @Option(help: ArgumentHelp("Only tasks of this initiator, 64 hexadecimal digits.", valueName: "hex"))
    var initiator: String?

    @Option(help: ArgumentHelp("Only tasks that pay this or more.", valueName: "amount"))
    var minReward: UInt64?

    @Option(help: ArgumentHelp("List so many tasks at most.", valueName: "number"))
    var limit = 100

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var service: ServiceOptions

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit takes 1 or more.") }
    }

    struct Result: Encodable, Sendable {
        let tasks: [TaskReport]
        /// Whether there are more than --limit.
        let more: Bool
    }

    func run() throws {
        var filter = ServiceClient.TaskFilter()
        for name in state?.split(separator: ",", omittingEmptySubsequences: false) ?? [] {
            guard let state = TaskState(rawValue: String(name)) else {
                throw Failure(
                    .malformed, "--state does not know \(String(name).harmless) (zktask list --help says more)")
            }
            filter.states.append(state)
        }
        filter.initiator = try initiator.map { text throws(Failure) in
            try Inputs.digest(text, option: "--initiator")
        }
        filter.minimumReward = minReward
        let result = try waiting { [filter] in try await service.withService { try await all($0.client, filter) } }
        if json { return try Output.json(result) }
        for task in result.tasks {
            try Output.result(
                "\(task.task)  \(task.state)  \(Quantity.amount(task.reward))  until \(TimeText.date(task.deadline))")
        }
        if result.tasks.isEmpty { Output.note("there is no such task") }
        if result.more { Output.note("there are more: give a larger --limit") }
    }

    private func all(_ client: ServiceClient, _ filter: ServiceClient.TaskFilter) async throws -> Result {
        var tasks: [TaskReport] = []
        var cursor: Cursor?
        repeat {
            let page = try await client.tasks(filter, after: cursor)
            tasks += page.items.map { TaskReport($0) }
            // A page without tasks would be asked for without end.
            cursor = page.items.isEmpty ? nil : page.next
        } while cursor != nil && tasks.count < limit
        return Result(tasks: Array(tasks.prefix(limit)), more: cursor != nil || tasks.count > limit)
    }
}
