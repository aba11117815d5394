internal import Foundation
internal import Formats
internal import GRDB
internal import VerifiedCompute

// How a job stands in the table `job`.

extension Job {
    /// Every column, the two of the primary key first.
    var columns: [(name: String, value: (any DatabaseValueConvertible)?)] {
        [
            ("task", task.blob), ("service", service), ("kind", kind), ("target", target),
            ("reward", Int64(clamping: reward)), ("net", Int64(clamping: net)), ("payee", payee.blob),
            ("stage", stage.rawValue), ("chosen_at", chosenAt), ("found_at", foundAt), ("proven_at", provenAt),
            ("committed_at", committedAt), ("revealed_at", revealedAt), ("ended_at", endedAt),
            ("keys_tried", Int64(clamping: keysTried)), ("search_seconds", searchSeconds),
            ("prove_seconds", proveSeconds), ("ending", ending?.kind.rawValue),
            ("paid", Int64(clamping: ending?.paid ?? 0)), ("reason", ending?.reason),
            ("entry", ending?.entry.map { Int64(clamping: $0) }), ("lost", Int64(clamping: lost)),
        ]
    }

    init(_ row: Row) throws(HistoryError) {
        self.init(
            task: try row.digest("task"), service: row["service"], kind: row["kind"], target: row["target"],
            reward: try row.amount("reward"), net: try row.amount("net"), payee: try row.digest("payee"),
            chosenAt: row["chosen_at"])
        guard let stage = Stage(rawValue: row["stage"]) else { throw .damaged("stage") }
        self.stage = stage
        (foundAt, provenAt, committedAt) = (row["found_at"], row["proven_at"], row["committed_at"])
        (revealedAt, endedAt) = (row["revealed_at"], row["ended_at"])
        keysTried = try row.amount("keys_tried")
        (searchSeconds, proveSeconds) = (row["search_seconds"], row["prove_seconds"])
        // A history that an earlier version writes has no such column.
        lost = row.hasColumn("lost") ? try row.amount("lost") : 0
        guard let name: String = row["ending"] else { return }
        guard let kind = Ending.Kind(rawValue: name) else { throw .damaged("ending") }
        let entry: Int64? = row["entry"]
        ending = Ending(
            kind, paid: try row.amount("paid"), reason: row["reason"], entry: entry.map { UInt64(clamping: $0) })
    }
}

extension Job.Standing {
    /// The rows of this standing, in SQL.
    var condition: String {
        switch self {
        case .paid: "ending = 'paid'"
        case .refused: "ending IN ('outrun', 'refused', 'over', 'failed')"
        case .dropped: "ending = 'dropped'"
        case .searching: "(ending IS NULL AND stage = 'searching')"
        case .pending: "(ending IS NULL AND stage <> 'searching')"
        }
    }
}

extension Bytes {
    var blob: Data { Data(array) }
}

extension Row {
    func amount(_ column: String) throws(HistoryError) -> UInt64 {
        let value: Int64 = self[column]
        guard value >= 0 else { throw .damaged(column) }
        return UInt64(value)
    }

    func digest(_ column: String) throws(HistoryError) -> Bytes<32> {
        let data: Data = self[column]
        guard let bytes = Bytes<32>(data) else { throw .damaged(column) }
        return bytes
    }
}
