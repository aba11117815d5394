internal import Formats
internal import Wire

/// The messages of the API, as the OpenAPI document names them. `Wire` is what reads and writes them.
enum Schemas {
    static let all: [(name: String, schema: Schema)] = [
        ("Task", task), ("PostTask", postTask), ("CommitSolution", commit), ("RevealSolution", reveal),
        ("Policy", policy), ("Service", service), ("TaskRecord", taskRecord), ("TaskPage", page(of: "TaskRecord")),
        ("Event", event), ("Entry", entry), ("Receipt", receipt), ("RevealAnswer", revealAnswer),
        ("Account", account), ("Transfer", transfer), ("TransferPage", page(of: "Transfer")), ("LogProof", logProof),
        ("Problem", problem),
    ]

    /// `task.json`; Docs/task-format.md says what its members mean.
    private static let task = Schema.object(
        [
            "version": .integer(from: 1, to: 1), "id": .hex(bytes: 32), "kind": .choice(TaskKind.names),
            "parameters": .object([:], isOpen: true),
            "initiator": .object(["signingKey": .hex(bytes: 32), "sealingKey": .hex(bytes: 32)], isOpen: false),
            "reward": .amount, "deadline": .seconds, "verifyingKeyDigest": .hex(bytes: 32),
            "signature": .hex(bytes: 64),
        ],
        optional: ["service": .text(pattern: "^[!-~]{1,255}$")], isOpen: false)

    private static let lease = Schema.object(
        ["seconds": .integer(from: 1, to: 2_592_000), "stake": .amount],
        optional: ["heartbeatSeconds": .integer(from: 1, to: 2_592_000)], isOpen: false)

    private static let postTask = Schema.object(
        ["task": .named("Task")], optional: ["lease": lease, "policy": .object(policyMembers, isOpen: false)],
        isOpen: false)

    private static let commit = Schema.object(["commitment": .hex(bytes: 32)], isOpen: false)

    private static let reveal = Schema.object(
        ["payee": .hex(bytes: 32), "salt": .hex(bytes: 32), "proof": .bytes], isOpen: false)

    private static let policyMembers: KeyValuePairs<String, Schema> = [
        "fee": .basisPoints, "burn": .basisPoints, "cancellation": .basisPoints, "forfeit": .basisPoints,
        "bond": .amount, "revealSeconds": .seconds, "longestLeaseSeconds": .seconds,
    ]

    private static let policy = Schema.object(policyMembers, isOpen: true)

    private static let service = Schema.object(
        [
            "identity": .hex(bytes: 32), "mode": .choice(ServiceRecord.Mode.allCases.map(\.rawValue)),
            "names": .list(of: .text(), atMost: ServiceRecord.maximumCount), "policy": .named("Policy"),
            "keys": .list(
                of: .object(
                    ["digest": .hex(bytes: 32)],
                    optional: ["kind": .choice(TaskKind.names), "provingKey": .hex(bytes: 32)], isOpen: true),
                atMost: ServiceRecord.maximumCount),
            "time": .seconds,
        ],
        optional: [
            "leases": .object(["leastStake": .amount, "leastHeartbeatSeconds": .seconds], isOpen: true)
        ], isOpen: true)

    private static let taskRecord = Schema.object(
        [
            "digest": .hex(bytes: 32), "state": .choice(TaskState.allCases.map(\.rawValue)), "entry": .amount,
            "task": .named("Task"), "commitments": .amount, "policy": .named("Policy"),
        ],
        optional: [
            "lease": lease,
            "holder": .object(
                ["party": .hex(bytes: 32), "until": .seconds], optional: ["end": .seconds], isOpen: true),
        ], isOpen: true)

    private static let event = Schema.object(
        ["kind": .choice(EventRecord.Kind.allCases.map(\.rawValue))],
        optional: [
            "sequence": .amount, "party": .hex(bytes: 32), "until": .seconds, "payee": .hex(bytes: 32),
            "submission": .hex(bytes: 32), "fault": .choice(EventRecord.Fault.allCases.map(\.rawValue)),
        ], isOpen: true)

    private static let entry = Schema.object(
        [
            "index": .amount, "time": .seconds,
            "events": .list(of: .named("Event"), atMost: EntryRecord.maximumEventCount),
        ],
        optional: ["task": .hex(bytes: 32)], isOpen: true)

    private static let receipt = Schema.object(
        ["summary": .named("Entry"), "entry": .bytes, "signature": .hex(bytes: 64)], isOpen: true)

    private static let revealAnswer = Schema.object(
        ["revealed": .named("Receipt")], optional: ["judged": .named("Receipt")], isOpen: true)

    private static let account = Schema.object(["account": .hex(bytes: 32), "available": .amount], isOpen: true)

    private static let transfer = Schema.object(
        [
            "entry": .amount, "direction": .choice(TransferRecord.Direction.allCases.map(\.rawValue)),
            "amount": .amount, "reason": .choice(TransferRecord.Reason.allCases.map(\.rawValue)),
        ], isOpen: true)

    private static let logProof = Schema.object(
        ["path": .list(of: .hex(bytes: 32), atMost: LogProof.maximumCount)], isOpen: true)

    private static let problem = Schema.object(
        [
            "type": .text(), "title": .text(), "status": .integer(from: 400, to: 599), "detail": .text(),
            "code": .text(pattern: "^[a-z0-9-]{1,64}$"), "remedy": .text(),
        ], isOpen: true)

    private static func page(of item: String) -> Schema {
        .object(
            ["items": .list(of: .named(item), atMost: 100)], optional: ["next": .cursor],
            isOpen: true)
    }
}
