package import Formats

/// What one entry of the log did, in words: an item of `GET /v1/events`, and part of every receipt.
///
/// It says nothing that the entry's own bytes do not say; whoever does not trust the service reads those.
package struct EntryRecord: Message {
    package static let maximumByteCount = 1 << 20

    /// The entry's place in the log, from 0.
    package let index: UInt64
    /// When the service decided, in seconds.
    package let time: Int64
    /// Nil where the entry only moves money in or out.
    package let task: Bytes<32>?
    /// In the order in which they happened.
    package let events: [EventRecord]

    package static let maximumEventCount = 10_000

    package init(index: UInt64, time: Int64, task: Bytes<32>?, events: [EventRecord]) {
        self.index = index
        self.time = time
        self.task = task
        self.events = events
    }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(
            value, at: path, required: ["index", "time", "events"], optional: ["task"], unknown: unknown)
        index = try fields.amount("index")
        time = try fields.seconds("time")
        task = try fields.optional("task") { (key) throws(JSONError) in try fields.bytes(key) }
        var events: [EventRecord] = []
        for (value, path) in try fields.list("events", atMost: Self.maximumEventCount) {
            events.append(try EventRecord(value, at: path, unknown: unknown))
        }
        self.events = events
    }

    package var json: JSONValue {
        let task = task.map { [JSONValue.Member("task", .hex($0))] } ?? []
        return .object(
            [.init("index", .integer(index)), .init("time", .integer(time))] + task
                + [.init("events", .array(events.map(\.json)))])
    }
}

/// One thing that happened.
package struct EventRecord: Message {
    package enum Kind: String, Sendable, CaseIterable {
        case posted, leased, renewed, leaseEnded, committed, revealed, proven, refused, lapsed, released, settled,
            expired
        case refunded, cancelled, deposited, withdrawn
    }

    /// Why a proof was refused.
    package enum Fault: String, Sendable, CaseIterable {
        case malformed, otherTask, notProven, otherPayee
    }

    package static let maximumByteCount = 1024

    package let kind: Kind
    /// The commitment that it is about.
    package var sequence: UInt64?
    /// Who leased, gave a sign of life or committed.
    package var party: Bytes<32>?
    /// The last whole second of a lease, or at which a commitment may be revealed.
    package var until: Int64?
    /// Whom a settlement paid.
    package var payee: Bytes<32>?
    /// The hash of the `proof.bin` that settled the task.
    package var submission: Bytes<32>?
    package var fault: Fault?

    package init(_ kind: Kind) { self.kind = kind }

    package init(_ value: JSONValue, at path: String, unknown: JSONFields.UnknownKeys) throws(JSONError) {
        let fields = try JSONFields(
            value, at: path, required: ["kind"],
            optional: ["sequence", "party", "until", "payee", "submission", "fault"], unknown: unknown)
        kind = try fields.choice("kind")
        sequence = try fields.optional("sequence") { (key) throws(JSONError) in try fields.amount(key) }
        party = try fields.optional("party") { (key) throws(JSONError) in try fields.bytes(key) }
        until = try fields.optional("until") { (key) throws(JSONError) in try fields.seconds(key) }
        payee = try fields.optional("payee") { (key) throws(JSONError) in try fields.bytes(key) }
        submission = try fields.optional("submission") { (key) throws(JSONError) in try fields.bytes(key) }
        fault = try fields.optional("fault") { (key) throws(JSONError) in try fields.choice(key) }
    }

    package var json: JSONValue {
        let members: [JSONValue.Member?] = [
            .init("kind", .string(kind.rawValue)), sequence.map { .init("sequence", .integer($0)) },
            party.map { .init("party", .hex($0)) }, until.map { .init("until", .integer($0)) },
            payee.map { .init("payee", .hex($0)) }, submission.map { .init("submission", .hex($0)) },
            fault.map { .init("fault", .string($0.rawValue)) },
        ]
        return .object(members.compactMap { $0 })
    }
}
