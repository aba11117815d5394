import Console
import Formats
import VerifiedCompute
import Worker

extension Job {
    /// How it stands and why, in words.
    var words: String {
        if let ending {
            let entry = ending.entry.map { "entry \($0) of the service's log" }
            return [ending.reason, entry].compactMap { $0 }.joined(separator: ", ")
        }
        return switch stage {
        case .searching: "not found yet"
        case .found: "found, and not yet proven"
        case .proven: "proven, and not yet sent"
        case .committed: "committed, and not yet revealed"
        case .revealed: "revealed: waits for the verdict"
        case .ended: ""
        }
    }

    /// What the payee has, is due or would have had.
    var amount: UInt64 { ending?.kind == .paid ? ending?.paid ?? 0 : net }

    /// The latest moment that is known of it, in milliseconds.
    var latest: Int64 { endedAt ?? revealedAt ?? committedAt ?? provenAt ?? foundAt ?? chosenAt }
}

/// The first digits of a task's digest, enough for people to tell one from another.
func short(_ task: Digest) -> String { String(task.hex.prefix(8)) }

/// A moment in milliseconds, for people.
func moment(_ milliseconds: Int64) -> String { TimeText.date(milliseconds / 1000) }
