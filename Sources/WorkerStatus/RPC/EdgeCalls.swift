internal import Formats
package import Worker

/// The calls that operators of edge nodes know, answered from what this worker does and did.
///
/// Source: Theta Labs, "Edge Node API": the names, `params` and members are those; what has no counterpart here is left out.
package struct EdgeCalls: Sendable {
    private let status: @Sendable () -> Status
    private let history: History

    /// The most jobs that one call gives, and the last page that can be asked for.
    private static let largestPage: UInt64 = 100, lastPage: UInt64 = 1_000_000

    package init(history: History, status: @escaping @Sendable () -> Status) {
        self.status = status
        self.history = history
    }

    package var dispatcher: RPCDispatcher {
        RPCDispatcher([
            "edgecore.GetStatus": { [status] parameters throws(RPCError) in
                try Self.requireNone(parameters)
                return Self.status(status())
            },
            "edgecore.GetPeers": { [status] parameters throws(RPCError) in
                try Self.requireNone(parameters)
                return .object([.init("peers", .array(status().services.map { Self.peer($0) }))])
            },
            "edgelauncher.GetPastJobs": { [history] parameters throws(RPCError) in
                try Self.pastJobs(Page(parameters), history)
            },
        ])
    }

    /// Nothing, `[]`, `{}` or `[{}]`: all of them are sent to calls that take nothing.
    private static func requireNone(_ parameters: JSONValue?) throws(RPCError) {
        switch parameters {
        case nil, .object([]), .array([]), .array([.object([])]): return
        default: throw .invalidParameters("this call takes none")
        }
    }

    // MARK: Now

    private static func status(_ status: Status) -> JSONValue {
        // A worker has no chain: the service that it deals with first stands for it, the size of its log for the height.
        let service = status.services.first { $0.identity != nil }
        return .object([
            .init("address", .hex(status.identity)),
            .init("chain_id", .string(service?.identity?.hex ?? "")),
            .init("peer_id", .hex(status.identity)),
            .init("current_height", .string(String(service?.logSize ?? 0))),
            .init("current_time", .string(String(status.now / 1000))),
            .init("payee", .hex(status.payee)),
            .init("version", .string(status.version)),
        ])
    }

    private static func peer(_ service: Status.Service) -> JSONValue {
        func amount(_ value: UInt64?) -> JSONValue { value.map { .string(String($0)) } ?? .null }
        return .object([
            .init("id", service.identity.map { .hex($0) } ?? .null),
            .init("address", .string(service.address)),
            .init("mode", service.mode.map { .string($0) } ?? .null),
            .init("reach", .string(service.reach.rawValue)),
            .init("reason", service.reason.map { .string($0) } ?? .null),
            .init("tasks", .integer(service.taskCount)),
            .init("height", .string(String(service.logSize))),
            .init("available", amount(service.available)),
            .init("fee", amount(service.fee)), .init("burn", amount(service.burn)),
            .init("bond", amount(service.bond)),
        ])
    }

    // MARK: Before

    /// `[{"type", "page", "num"}]`, or the object alone; each may be left out.
    private struct Page {
        /// Nil for all.
        var kind: String?
        var page: UInt64 = 0
        var count: UInt64 = 10

        init(_ parameters: JSONValue?) throws(RPCError) {
            let members: [JSONValue.Member]
            switch parameters {
            case nil, .array([]): members = []
            case .object(let given): members = given
            case .array(let values):
                guard values.count == 1, case .object(let given) = values[0] else {
                    throw .invalidParameters("params is [{\"type\", \"page\", \"num\"}]")
                }
                members = given
            default: throw .invalidParameters("params is [{\"type\", \"page\", \"num\"}]")
            }
            for member in members {
                switch member.key {
                case "type": kind = try Self.kind(member.value)
                case "page": page = try Self.number(member, in: 0...EdgeCalls.lastPage)
                case "num": count = try Self.number(member, in: 1...EdgeCalls.largestPage)
                default: throw .invalidParameters("params has \"type\", \"page\" and \"num\" and no other")
                }
            }
        }

        private static func kind(_ value: JSONValue) throws(RPCError) -> String? {
            guard case .string(let name) = value, name == "all" || TaskKind.names.contains(name) else {
                throw .invalidParameters(
                    "\"type\" is all or a kind of task: \(TaskKind.names.joined(separator: ", "))")
            }
            return name == "all" ? nil : name
        }

        private static func number(
            _ member: JSONValue.Member, in range: ClosedRange<UInt64>
        ) throws(RPCError) -> UInt64 {
            guard case .number(let text) = member.value, let number = UInt64(text), range.contains(number) else {
                throw .invalidParameters(
                    "\"\(member.key)\" is a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }

    private static func pastJobs(_ page: Page, _ history: History) throws(RPCError) -> JSONValue {
        do throws(HistoryError) {
            let jobs = try history.jobs(
                Set(Job.Standing.allCases).subtracting([.searching]), kind: page.kind, limit: Int(page.count),
                offset: Int(page.page * page.count))
            return .object([.init("status", .string("success")), .init("body", .array(jobs.map { Self.job($0) }))])
        } catch {
            throw .internal(error.sentence)
        }
    }

    /// `completed` is found and not yet paid, `rewarded` is paid, `errored` is neither and never will be.
    private static func job(_ job: Job) -> JSONValue {
        let status =
            switch job.standing {
            case .paid: "rewarded"
            case .pending, .searching: "completed"
            case .refused, .dropped: "errored"
            }
        return .object([
            .init("id", .hex(job.task)),
            .init("type", .string(job.kind)),
            .init("start_time", .integer(job.chosenAt)),
            .init("end_time", job.endedAt.map { .integer($0) } ?? .null),
            .init("status", .string(status)),
            .init("reward_amount", .integer(job.ending?.paid ?? 0)),
            .init("error", .string(job.ending?.reason ?? "")),
        ])
    }
}
