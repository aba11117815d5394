internal import Escrow
internal import Ledger
internal import Wire

extension Problem {
    /// What the rules refuse, for people and programs.
    init(_ refusal: Refusal) {
        func problem(
            _ code: String, _ status: Int, _ title: String, _ detail: String, do remedy: String
        ) -> Problem {
            Problem(code, status: status, title: title, detail: detail, remedy: remedy)
        }
        self =
            switch refusal {
            case .insufficientFunds(let needed, let available):
                problem(
                    "insufficient-funds", 402, "Not enough money",
                    "This takes \(needed) and the account has \(available).",
                    do: "Deposit what is missing with the operator, then send the request again.")
            case .nothingToMove:
                problem(
                    "nothing-to-move", 422, "There is no money in it", "An amount is 0 that must be more.",
                    do: "Give an amount of 1 or more.")
            case .tooMuch:
                problem(
                    "too-much", 422, "More money than can be held", "All amounts together must stay below 2^63.",
                    do: "Give a smaller amount.")
            case .referenceUsed:
                problem(
                    "reference-used", 409, "The reference was used before", "A reference counts once.",
                    do: "Give another reference.")
            case .unknownTask:
                problem(
                    "unknown-task", 404, "There is no such task", "No task with this digest was ever posted here.",
                    do: "Check the digest, and GET /v1/tasks for what there is.")
            case .alreadyPosted:
                problem(
                    "already-posted", 409, "The task was posted before",
                    "A task is taken once, whatever has become of it.",
                    do: "Make a new task: it has a new id.")
            case .leaseTooLong:
                problem(
                    "lease-too-long", 422, "The lease is too long", "The lease is longer than the policy allows.",
                    do: "Offer at most longestLeaseSeconds of GET /v1/service.")
            case .deadlinePassed:
                problem(
                    "deadline-passed", 409, "The deadline has passed", "The task takes nothing any more.",
                    do: "Look for another task.")
            case .ended(let state):
                problem(
                    "ended", 409, "The task has ended", "The task is \(state).", do: "Look for another task.")
            case .noLeaseOffered:
                problem(
                    "no-lease-offered", 409, "The task is a race", "This task offers no leases.",
                    do: "Commit without one.")
            case .leased(let until):
                problem(
                    "leased", 409, "Somebody has the task alone", "The lease runs until second \(until.second).",
                    do: "Try again after that, or look for another task.")
            case .notTheHolder:
                problem(
                    "not-the-holder", 409, "You do not have the task alone", "You have no lease of it, or it is over.",
                    do: "Take a lease again, where nobody else has it.")
            case .nothingToRenew(let until):
                problem(
                    "nothing-to-renew", 409, "The lease needs no sign of life now",
                    "It runs until second \(until.second).",
                    do: "Give the next in the last half of heartbeatSeconds before that, if the lease goes on then.")
            case .beingVerified:
                problem(
                    "being-verified", 409, "A commitment is live",
                    "The task waits for a commitment to be revealed or verified.",
                    do: "Wait until it is settled or open again: GET /v1/events tells.")
            case .alreadyCommitted:
                problem(
                    "already-committed", 409, "You have committed already",
                    "A party has one live commitment to a task.",
                    do: "Reveal the one that you have.")
            case .tooManyCommitments:
                .overQuota(.liveCommitments, limit: Contract.maximumLiveCommitments)
            case .notCommitted:
                problem(
                    "not-committed", 409, "You have no live commitment",
                    "You did not commit to this task, or the time to reveal is over.", do: "Commit first.")
            case .alreadyRevealed:
                problem(
                    "already-revealed", 409, "You have revealed already", "The proof waits for its verdict.",
                    do: "Wait for it: GET /v1/events tells.")
            case .otherOpening:
                problem(
                    "other-opening", 422, "It is not what was committed to",
                    "Payee, proof and salt do not make the commitment.", do: "Reveal exactly what you committed to.")
            case .nothingToJudge:
                problem(
                    "nothing-to-judge", 409, "Nothing waits for a verdict", "No proof waits under this number.",
                    do: "Nothing.")
            case .notTheInitiator:
                problem(
                    "not-the-initiator", 403, "You are not the initiator", "Only the initiator may cancel a task.",
                    do: "Sign the request with the initiator's key.")
            case .nothingDue:
                problem(
                    "nothing-due", 409, "Nothing is due", "Time has nothing to decide about this task yet.",
                    do: "Nothing.")
            case .notExpired:
                problem(
                    "not-expired", 409, "The task has not expired", "Only an expired task is refunded.",
                    do: "Wait for its deadline.")
            }
    }
}
