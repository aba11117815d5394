import Client
import Console
import Journal
import Wire

extension Listing {
    /// What committing takes and what it may bring.
    var sentence: String {
        "the bond is \(Quantity.amount(bond)), lost unless the proof is revealed within"
            + " \(TimeText.length(seconds: Double(revealSeconds))) and holds; a settlement pays \(Quantity.amount(payout))"
    }
}

extension Submitter.Step {
    var sentence: String {
        switch self {
        case .committed(let sequence, let entry, let revealBy):
            "committed as number \(sequence) (entry \(entry)), to be revealed by \(TimeText.date(revealBy))"
        case .lapsed: "the time to reveal had passed, and its bond is lost: committing again"
        case .revealed(let entry): "revealed (entry \(entry))"
        case .proven: "the proof holds; an earlier commitment comes first"
        case .waiting(let state): "the task is \(state.rawValue)"
        }
    }
}

extension Submitter.Ending {
    /// Why this proof was not paid for; nil where it was.
    var reason: String? {
        switch self {
        case .settled: nil
        case .other: "another submission came first"
        case .refused(let fault, _): Self.reason(fault)
        case .ended(let state): "the task is \(state.rawValue)"
        }
    }

    private static func reason(_ fault: UInt8) -> String {
        let what =
            switch fault {
            case 1: "the service cannot read the proof"
            case 2: "the service says that the proof is for another task"
            case 3: "the service says that the proof does not hold"
            default: "the service says that the proof pays another party"
            }
        return "\(what), and it holds here: its signed receipt refutes it, so keep both"
    }

    /// What the service signed.
    var receipt: Receipt? {
        switch self {
        case .settled(let settlement), .other(let settlement): settlement.receipt
        case .refused(_, let receipt): receipt
        case .ended: nil
        }
    }
}
