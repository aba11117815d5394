import Formats
import Foundation
import TestSupport
import Wire

/// A task of `Vectors/tasks/tasks.json`.
func sampleTask() throws -> PostedTask {
    struct File: Decodable {
        struct Entry: Decodable { let canonicalBytes: String }
        let valid: [Entry]
    }
    let file = try JSONDecoder().decode(File.self, from: VectorFiles.own("tasks/tasks.json"))
    return try PostedTask(canonicalBytes: [UInt8](hex: file.valid[0].canonicalBytes))
}

extension SeededGenerator {
    mutating func id() -> Bytes<32> { .random(using: &self) }

    mutating func amount() -> UInt64 { UInt64.random(in: 0...UInt64(Int64.max), using: &self) }

    mutating func seconds() -> Int64 { Int64.random(in: WireRange.seconds, using: &self) }

    mutating func share() -> UInt64 { UInt64.random(in: WireRange.basisPoints, using: &self) }

    mutating func lease() -> PostTask.Lease {
        let seconds = Int64.random(in: 2...PostTask.Lease.durations.upperBound, using: &self)
        let heartbeat = PostTask.Lease.heartbeats(of: seconds).randomElement(using: &self)
        return PostTask.Lease(
            seconds: seconds, stake: amount(), heartbeatSeconds: Bool.random(using: &self) ? heartbeat : nil)
    }

    mutating func policy() -> PolicyRecord {
        PolicyRecord(
            fee: share(), burn: share(), cancellation: share(), forfeit: share(), bond: amount(),
            revealSeconds: seconds(), longestLeaseSeconds: seconds())
    }

    mutating func taskRecord(_ task: PostedTask) -> TaskRecord {
        TaskRecord(
            digest: id(), state: TaskState.allCases.randomElement(using: &self)!, entry: amount(), task: task,
            lease: Bool.random(using: &self) ? lease() : nil,
            holder: Bool.random(using: &self) ? .init(party: id(), until: seconds(), end: seconds()) : nil,
            commitments: amount(), policy: policy())
    }

    mutating func event(_ kind: EventRecord.Kind) -> EventRecord {
        var event = EventRecord(kind)
        event.sequence = Bool.random(using: &self) ? amount() : nil
        event.party = Bool.random(using: &self) ? id() : nil
        event.until = Bool.random(using: &self) ? seconds() : nil
        event.payee = Bool.random(using: &self) ? id() : nil
        event.submission = Bool.random(using: &self) ? id() : nil
        event.fault = Bool.random(using: &self) ? EventRecord.Fault.allCases.randomElement(using: &self) : nil
        return event
    }

    mutating func receipt() -> ReceiptRecord {
        let summary = EntryRecord(
            index: amount(), time: seconds(), task: Bool.random(using: &self) ? id() : nil,
            events: EventRecord.Kind.allCases.map { event($0) })
        return ReceiptRecord(
            summary: summary, entry: bytes(Int.random(in: 0...500, using: &self)), signature: .random(using: &self))
    }

    mutating func service() -> ServiceRecord {
        ServiceRecord(
            identity: id(), mode: ServiceRecord.Mode.allCases.randomElement(using: &self)!,
            names: ["https://example.org", "127.0.0.1:8080"], policy: policy(),
            keys: [
                .init(kind: "vanity-address", digest: id(), provingKey: Bool.random(using: &self) ? id() : nil)
            ],
            leases: Bool.random(using: &self) ? .init(leastStake: amount(), leastHeartbeatSeconds: seconds()) : nil,
            time: seconds())
    }

    mutating func transfer() -> TransferRecord {
        TransferRecord(
            entry: amount(), direction: Bool.random(using: &self) ? .in : .out, amount: amount(),
            reason: TransferRecord.Reason.allCases.randomElement(using: &self)!)
    }

    /// One message of every kind.
    mutating func messages(_ task: PostedTask) -> [any Message] {
        [
            PostTask(task: task, lease: nil),
            PostTask(task: task, lease: lease()),
            CommitSolution(commitment: id()),
            RevealSolution(payee: id(), salt: id(), proof: bytes(Int.random(in: 0...3000, using: &self))),
            taskRecord(task),
            service(),
            receipt(),
            RevealAnswer(revealed: receipt(), judged: Bool.random(using: &self) ? receipt() : nil),
            Page(items: [transfer(), transfer()], next: nil),
            AccountRecord(account: id(), available: amount()),
            LogProof(path: (0..<Int.random(in: 0...65, using: &self)).map { _ in id() }),
            Page(items: (0..<Int.random(in: 0...3, using: &self)).map { _ in taskRecord(task) }, next: nil),
            Page(
                items: [AccountRecord(account: id(), available: amount())],
                next: Cursor(bytes(Int.random(in: 1...96, using: &self)))),
            Problem(
                "insufficient-funds", status: 402, title: "Not enough money",
                detail: "The task takes \(amount()) and the \"account\" has \(amount()) € – too little.",
                remedy: "Deposit what is missing."),
        ]
    }
}
