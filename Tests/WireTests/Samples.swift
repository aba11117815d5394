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

    mutating func taskRecord(_ task: PostedTask) -> TaskRecord {
        TaskRecord(
            digest: id(), state: TaskState.allCases.randomElement(using: &self)!,
            posted: Int64.random(in: WireRange.seconds, using: &self), task: task,
            payee: Bool.random(using: &self) ? id() : nil)
    }

    /// One message of every kind.
    mutating func messages(_ task: PostedTask) -> [any Message] {
        [
            PostTask(task: task, lease: nil),
            PostTask(
                task: task,
                lease: PostTask.Lease(
                    seconds: Int64.random(in: PostTask.Lease.durations, using: &self), stake: amount())),
            CommitSolution(commitment: id()),
            RevealSolution(payee: id(), salt: id(), proof: bytes(Int.random(in: 0...3000, using: &self))),
            taskRecord(task),
            AccountRecord(account: id(), available: amount()),
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
