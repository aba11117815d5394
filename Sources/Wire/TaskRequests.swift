package import Formats

/// Posts a task and funds it, in one step: `POST /v1/tasks`.
package struct PostTask: Message {
    /// What a task offers to whoever takes it alone for a time.
    package struct Lease: Hashable, Sendable {
        /// How long at the most, in seconds: 1 to thirty days.
        package let seconds: Int64
        /// What the leaseholder stakes.
        package let stake: UInt64
        /// How long the leaseholder may be silent, in seconds, one of `heartbeats(of:)`. Nil where no sign of life is asked for.
        package let heartbeatSeconds: Int64?

        package static let durations: ClosedRange<Int64> = 1...30 * 86_400

        /// The heartbeats that a lease of so many seconds may have: it has 64 of them at the most.
        package static func heartbeats(of seconds: Int64) -> Range<Int64> { (seconds + 63) / 64..<seconds }

        package init(seconds: Int64, stake: UInt64, heartbeatSeconds: Int64? = nil) {
            precondition(Self.durations.contains(seconds) && WireRange.amounts.contains(stake))
            precondition(heartbeatSeconds.map { Self.heartbeats(of: seconds).contains($0) } ?? true)
            self.seconds = seconds
            self.stake = stake
            self.heartbeatSeconds = heartbeatSeconds
        }

        var json: JSONValue {
            let members: [JSONValue.Member?] = [
                .init("seconds", .integer(seconds)), .init("stake", .integer(stake)),
                heartbeatSeconds.map { .init("heartbeatSeconds", .integer($0)) },
            ]
            return .object(members.compactMap { $0 })
        }
    }

    package static let maximumByteCount = PostedTask.maximumJSONByteCount + 1024

    package let task: PostedTask
    /// Nil for a race.
    package let lease: Lease?
    /// The policy that whoever posts agrees to: under another the task is not taken. Nil for whatever it is.
    package let policy: PolicyRecord?

    package init(task: PostedTask, lease: Lease?, policy: PolicyRecord? = nil) {
        self.task = task
        self.lease = lease
        self.policy = policy
    }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(
            value, at: path, required: ["task"], optional: ["lease", "policy"], unknown: unknown)
        task = try fields.task("task")
        lease = try fields.lease("lease", unknown: unknown)
        policy = try fields.optional("policy") { (key) throws(JSONError) in
            try PolicyRecord(fields[key] ?? .null, at: fields.path(of: key), unknown: unknown)
        }
    }

    package var json: JSONValue {
        let members: [JSONValue.Member?] = [
            .init("task", task.jsonValue), lease.map { .init("lease", $0.json) },
            policy.map { .init("policy", $0.json) },
        ]
        return .object(members.compactMap { $0 })
    }
}

/// Promises a solution without showing it: `POST /v1/tasks/{digest}/commitments`.
package struct CommitSolution: Message {
    package static let maximumByteCount = 1024

    /// The commitment of Docs/protocol.md: a hash of task, payee, `proof.bin` and salt.
    package let commitment: Bytes<32>

    package init(commitment: Bytes<32>) { self.commitment = commitment }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        commitment = try JSONFields(value, at: path, required: ["commitment"], unknown: unknown).bytes("commitment")
    }

    package var json: JSONValue { .object([.init("commitment", .hex(commitment))]) }
}

/// Shows what was promised: `POST /v1/tasks/{digest}/reveal`.
package struct RevealSolution: Message {
    /// The most bytes of a `proof.bin` that are taken.
    package static let maximumProofByteCount = 65_536
    package static let maximumByteCount = 2 * maximumProofByteCount + 1024

    /// Whom the proof pays, as the commitment says.
    package let payee: Bytes<32>
    /// What the commitment was made with.
    package let salt: Bytes<32>
    /// The whole `proof.bin`.
    package let proof: [UInt8]

    package init(payee: Bytes<32>, salt: Bytes<32>, proof: [UInt8]) {
        precondition(proof.count <= Self.maximumProofByteCount)
        self.payee = payee
        self.salt = salt
        self.proof = proof
    }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(value, at: path, required: ["payee", "salt", "proof"], unknown: unknown)
        payee = try fields.bytes("payee")
        salt = try fields.bytes("salt")
        let limit = Self.maximumProofByteCount
        proof = try fields.value("proof", expecting: "lower-case hexadecimal digits of at most \(limit) bytes") {
            $0.utf8.count <= 2 * limit ? Hexadecimal.bytes(of: $0) : nil
        }
    }

    package var json: JSONValue {
        .object([
            .init("payee", .hex(payee)), .init("salt", .hex(salt)),
            .init("proof", .string(Hexadecimal.text(of: proof))),
        ])
    }
}

extension JSONFields {
    /// The `task.json` under `key`.
    func task(_ key: String) throws(JSONError) -> PostedTask {
        try PostedTask(jsonValue: self[key] ?? .null, at: path(of: key))
    }

    /// What a task offers under `key`; nil where the key is absent.
    func lease(_ key: String, unknown: UnknownKeys) throws(JSONError) -> PostTask.Lease? {
        try optional(key) { (key) throws(JSONError) in
            let fields = try object(
                key, required: ["seconds", "stake"], optional: ["heartbeatSeconds"], unknown: unknown)
            let seconds = try fields.integer("seconds", in: PostTask.Lease.durations)
            let heartbeat = try fields.optional("heartbeatSeconds") { (key) throws(JSONError) in
                try fields.integer(key, in: PostTask.Lease.durations)
            }
            if let heartbeat, !PostTask.Lease.heartbeats(of: seconds).contains(heartbeat) {
                throw fields.invalid("heartbeatSeconds", "from a 64th of the lease's seconds to fewer than those")
            }
            return PostTask.Lease(
                seconds: seconds, stake: try fields.amount("stake"), heartbeatSeconds: heartbeat)
        }
    }
}
