package import Formats

/// Who a service is and what it takes: `GET /v1/service`.
package struct ServiceRecord: Message {
    package enum Mode: String, Sendable, CaseIterable {
        /// Takes verifying keys of unknown making: good for trying out.
        case development
        /// Takes only the verifying keys that its operator or its build pins.
        case production
    }

    /// A verifying key that tasks may name.
    package struct Key: Message {
        package static let maximumByteCount = 1024

        /// The kind of task that it decides, where the service knows.
        package let kind: String?
        package let digest: Bytes<32>
        /// The BLAKE2b-256 of the proving key, where the service offers it.
        package let provingKey: Bytes<32>?

        package init(kind: String?, digest: Bytes<32>, provingKey: Bytes<32>?) {
            self.kind = kind
            self.digest = digest
            self.provingKey = provingKey
        }

        package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
            let fields = try JSONFields(
                value, at: path, required: ["digest"], optional: ["kind", "provingKey"], unknown: unknown)
            kind = try fields.optional("kind") { (key) throws(JSONError) in try fields.text(key) }
            digest = try fields.bytes("digest")
            provingKey = try fields.optional("provingKey") { (key) throws(JSONError) in try fields.bytes(key) }
        }

        package var json: JSONValue {
            let members: [JSONValue.Member?] = [
                kind.map { .init("kind", .string($0)) }, .init("digest", .hex(digest)),
                provingKey.map { .init("provingKey", .hex($0)) },
            ]
            return .object(members.compactMap { $0 })
        }
    }

    /// What the service asks of leases that tasks offer, besides what the policy says.
    package struct Leases: Message {
        package static let maximumByteCount = 1024

        /// What such a lease must stake at least.
        package let leastStake: UInt64
        /// The shortest silence, in seconds, after which it may lapse.
        package let leastHeartbeatSeconds: Int64

        package init(leastStake: UInt64, leastHeartbeatSeconds: Int64) {
            self.leastStake = leastStake
            self.leastHeartbeatSeconds = leastHeartbeatSeconds
        }

        package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
            let fields = try JSONFields(
                value, at: path, required: ["leastStake", "leastHeartbeatSeconds"], unknown: unknown)
            leastStake = try fields.amount("leastStake")
            leastHeartbeatSeconds = try fields.seconds("leastHeartbeatSeconds")
        }

        package var json: JSONValue {
            .object([
                .init("leastStake", .integer(leastStake)),
                .init("leastHeartbeatSeconds", .integer(leastHeartbeatSeconds)),
            ])
        }
    }

    package static let maximumByteCount = 65_536
    /// The most names and the most keys.
    package static let maximumCount = 32

    /// The service's Ed25519 key: it signs receipts and checkpoints.
    package let identity: Bytes<32>
    package let mode: Mode
    /// What the `service` of a task may say; a task without one is taken by any.
    package let names: [String]
    package let policy: PolicyRecord
    package let keys: [Key]
    /// Nil where the service does not say.
    package let leases: Leases?
    /// The service's clock, in seconds.
    package let time: Int64

    package init(
        identity: Bytes<32>, mode: Mode, names: [String], policy: PolicyRecord, keys: [Key], leases: Leases?,
        time: Int64
    ) {
        self.identity = identity
        self.mode = mode
        self.names = names
        self.policy = policy
        self.keys = keys
        self.leases = leases
        self.time = time
    }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(
            value, at: path, required: ["identity", "mode", "names", "policy", "keys", "time"], optional: ["leases"],
            unknown: unknown)
        identity = try fields.bytes("identity")
        mode = try fields.choice("mode")
        var names: [String] = []
        for (value, _) in try fields.list("names", atMost: Self.maximumCount) {
            guard case .string(let name) = value, ServiceName(name) != nil else {
                throw fields.invalid("names", "a list of names of services")
            }
            names.append(name)
        }
        self.names = names
        policy = try PolicyRecord(fields["policy"] ?? .null, at: fields.path(of: "policy"), unknown: unknown)
        var keys: [Key] = []
        for (value, path) in try fields.list("keys", atMost: Self.maximumCount) {
            keys.append(try Key(value, at: path, unknown: unknown))
        }
        self.keys = keys
        leases = try fields.optional("leases") { (key) throws(JSONError) in
            try Leases(fields[key] ?? .null, at: fields.path(of: key), unknown: unknown)
        }
        time = try fields.seconds("time")
    }

    package var json: JSONValue {
        let members: [JSONValue.Member?] = [
            .init("identity", .hex(identity)), .init("mode", .string(mode.rawValue)),
            .init("names", .array(names.map { .string($0) })), .init("policy", policy.json),
            .init("keys", .array(keys.map(\.json))), leases.map { .init("leases", $0.json) },
            .init("time", .integer(time)),
        ]
        return .object(members.compactMap { $0 })
    }
}

extension JSONFields {
    /// One of the names of a type's cases.
    func choice<Value: RawRepresentable & CaseIterable>(
        _ key: String, as _: Value.Type = Value.self
    ) throws(JSONError) -> Value where Value.RawValue == String {
        let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return try value(key, expecting: "one of: \(names)") { Value(rawValue: $0) }
    }
}
