package import Formats

/// The states of a task, as the API names them.
package enum TaskState: String, Sendable, CaseIterable {
    case open, leased, verifying, settled, expired, refunded, cancelled
}

/// A task as the service lists it: `GET /v1/tasks/{digest}`, and an item of `GET /v1/tasks`.
package struct TaskRecord: Message {
    package static let maximumByteCount = PostedTask.maximumJSONByteCount + 2048

    /// Who has the task alone.
    package struct Holder: Hashable, Sendable {
        package let party: Bytes<32>
        /// The last whole second of the lease, if no sign of life comes.
        package var until: Int64
        /// The last whole second to which signs of life can prolong it; `until` where none is asked for.
        package let end: Int64

        package init(party: Bytes<32>, until: Int64, end: Int64? = nil) {
            self.party = party
            self.until = until
            self.end = max(until, end ?? until)
        }

        var json: JSONValue {
            .object([.init("party", .hex(party)), .init("until", .integer(until)), .init("end", .integer(end))])
        }
    }

    /// The digest that names the task. A client recomputes it from `task`.
    package let digest: Bytes<32>
    package let state: TaskState
    /// The entry of the log that posted it: tasks are listed in this order.
    package let entry: UInt64
    package let task: PostedTask
    /// What the task offers to whoever takes it alone; nil for a race.
    package let lease: PostTask.Lease?
    /// Nil where nobody has it alone.
    package var holder: Holder?
    /// How many commitments are live.
    package let commitments: UInt64
    /// The policy under which it was posted.
    package let policy: PolicyRecord

    package init(
        digest: Bytes<32>, state: TaskState, entry: UInt64, task: PostedTask, lease: PostTask.Lease?, holder: Holder?,
        commitments: UInt64, policy: PolicyRecord
    ) {
        self.digest = digest
        self.state = state
        self.entry = entry
        self.task = task
        self.lease = lease
        self.holder = holder
        self.commitments = commitments
        self.policy = policy
    }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(
            value, at: path, required: ["digest", "state", "entry", "task", "commitments", "policy"],
            optional: ["lease", "holder"], unknown: unknown)
        digest = try fields.bytes("digest")
        state = try fields.choice("state")
        entry = try fields.amount("entry")
        task = try fields.task("task")
        lease = try fields.lease("lease", unknown: unknown)
        holder = try fields.optional("holder") { (key) throws(JSONError) in
            let fields = try fields.object(key, required: ["party", "until"], optional: ["end"], unknown: unknown)
            return Holder(
                party: try fields.bytes("party"), until: try fields.seconds("until"),
                end: try fields.optional("end") { (key) throws(JSONError) in try fields.seconds(key) })
        }
        commitments = try fields.amount("commitments")
        policy = try PolicyRecord(fields["policy"] ?? .null, at: fields.path(of: "policy"), unknown: unknown)
    }

    package var json: JSONValue {
        let members: [JSONValue.Member?] = [
            .init("digest", .hex(digest)), .init("state", .string(state.rawValue)), .init("entry", .integer(entry)),
            .init("task", task.jsonValue), lease.map { .init("lease", $0.json) },
            holder.map { .init("holder", $0.json) },
            .init("commitments", .integer(commitments)), .init("policy", policy.json),
        ]
        return .object(members.compactMap { $0 })
    }
}
