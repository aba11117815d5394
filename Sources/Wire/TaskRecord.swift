package import Formats

/// The states of a task, as the API names them.
package enum TaskState: String, Sendable, CaseIterable {
    case open, leased, verifying, settled, expired, refunded, cancelled
}

/// A task as the service lists it: `GET /v1/tasks/{digest}`, and an item of `GET /v1/tasks`.
package struct TaskRecord: Message {
    package static let maximumByteCount = PostedTask.maximumJSONByteCount + 1024

    /// The digest that names the task. A client recomputes it from `task`.
    package let digest: Bytes<32>
    package let state: TaskState
    /// When it was posted, in seconds.
    package let posted: Int64
    package let task: PostedTask
    /// Whom the settlement paid; nil before.
    package let payee: Bytes<32>?

    package init(digest: Bytes<32>, state: TaskState, posted: Int64, task: PostedTask, payee: Bytes<32>?) {
        precondition(WireRange.seconds.contains(posted))
        self.digest = digest
        self.state = state
        self.posted = posted
        self.task = task
        self.payee = payee
    }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(
            value, at: path, required: ["digest", "state", "posted", "task"], optional: ["payee"], unknown: unknown)
        digest = try fields.bytes("digest")
        let names = TaskState.allCases.map(\.rawValue).joined(separator: ", ")
        state = try fields.value("state", expecting: "one of: \(names)") { TaskState(rawValue: $0) }
        posted = try fields.seconds("posted")
        task = try fields.task("task")
        payee = try fields.optional("payee") { (key) throws(JSONError) in try fields.bytes(key) }
    }

    package var json: JSONValue {
        let payee = payee.map { [JSONValue.Member("payee", .hex($0))] } ?? []
        return .object(
            [
                .init("digest", .hex(digest)), .init("state", .string(state.rawValue)),
                .init("posted", .integer(posted)), .init("task", task.jsonValue),
            ] + payee)
    }
}
