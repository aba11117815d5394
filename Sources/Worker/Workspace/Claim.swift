internal import Escrow
package import Formats
internal import VerifiedCompute

/// What a worker must know of a task to go on with it when nothing but its outbox is left.
///
/// As JSON, 0600, written before the search begins.
package struct Claim: Hashable, Sendable {
    package let task: PostedTask
    /// The address and the key of the service that pays for it.
    package let service: String
    package let serviceKey: Bytes<32>
    package let payee: Bytes<32>
    /// The reward less fee and burn.
    package let net: UInt64
    /// When the task was chosen, in milliseconds since 1970.
    package let chosenAt: Int64
    /// How long after a commitment the task's policy lets it be revealed, in seconds.
    package let revealSeconds: Int64

    /// The most that a policy may say.
    private static let longestRevealSeconds: Int64 = Policy.longestWindow / 1000

    package init(
        task: PostedTask, service: String, serviceKey: Bytes<32>, payee: Bytes<32>, net: UInt64, chosenAt: Int64,
        revealSeconds: Int64
    ) {
        self.task = task
        self.service = service
        self.serviceKey = serviceKey
        self.payee = payee
        self.net = net
        self.chosenAt = chosenAt
        self.revealSeconds = revealSeconds
    }

    package var name: JobName { JobName(task: task.digest, service: service) }

    /// The row of the history that this claim alone makes.
    var job: Job {
        Job(
            task: task.digest, service: service, kind: task.terms.kind.name, target: task.target,
            reward: task.terms.reward, net: net, payee: payee, chosenAt: chosenAt)
    }
}

extension Claim {
    static let maximumByteCount = PostedTask.maximumJSONByteCount + 2048
    private static let format = "VerifiedCompute/claim/v1"

    /// Reads what `json` writes.
    package init(json bytes: [UInt8]) throws(JSONError) {
        let fields = try JSONFields(
            try JSONParser.parse(bytes, limit: Self.maximumByteCount), at: "",
            required: ["format", "task", "service", "serviceKey", "payee", "net", "chosenAt"],
            optional: ["revealSeconds"])
        guard try fields.text("format") == Self.format else { throw fields.invalid("format", Self.format) }
        self.init(
            task: try PostedTask(jsonValue: fields["task"] ?? .null, at: fields.path(of: "task")),
            service: try fields.text("service"), serviceKey: try fields.bytes("serviceKey"),
            payee: try fields.bytes("payee"), net: try fields.integer("net"), chosenAt: try fields.integer("chosenAt"),
            revealSeconds: fields["revealSeconds"] == nil
                ? Self.longestRevealSeconds
                : try fields.integer("revealSeconds", in: 0...Self.longestRevealSeconds))
    }

    package var json: [UInt8] {
        Array(
            JSONValue.object([
                .init("format", .string(Self.format)), .init("service", .string(service)),
                .init("serviceKey", .hex(serviceKey)), .init("payee", .hex(payee)), .init("net", .integer(net)),
                .init("chosenAt", .integer(chosenAt)), .init("revealSeconds", .integer(revealSeconds)),
                .init("task", task.jsonValue),
            ]).text.utf8)
    }
}
