import Console
import Formats
import Wire

/// A task as `--json` prints it.
struct TaskReport: Encodable, Sendable {
    let task: String
    let state: String
    let kind: String
    let reward: UInt64
    let deadline: Int64
    let initiator: String
    let keyDigest: String
    let commitments: UInt64
    /// Who has it alone, and until which second; null for nobody.
    let holder: OrNull<String>
    let leaseUntil: OrNull<Int64>
    let entry: UInt64

    init(_ record: TaskRecord) {
        let terms = record.task.terms
        task = record.digest.hex
        state = record.state.rawValue
        kind = terms.kind.name
        reward = terms.reward
        deadline = terms.deadline.seconds
        initiator = terms.initiator.signingKey.hex
        keyDigest = terms.verifyingKeyDigest.hex
        commitments = record.commitments
        holder = OrNull(record.holder?.party.hex)
        leaseUntil = OrNull(record.holder?.until)
        entry = record.entry
    }

    func print() throws {
        try Output.result("task           \(task)")
        try Output.result("state          \(state)\(commitments == 0 ? "" : ", \(commitments) committed")")
        try Output.result("kind           \(kind)")
        try Output.result("reward         \(Quantity.amount(reward))")
        try Output.result("deadline       \(TimeText.date(deadline))")
        try Output.result("initiator      \(initiator)")
        try Output.result("verifying key  \(keyDigest)")
    }
}
