package import Formats
package import VerifiedCompute

/// A task at a service. Two services may offer the same task: each has it by itself, and what one says of it binds no job at the
/// other.
package struct JobName: Sendable, Hashable {
    package let task: Digest
    /// The service's address.
    package let service: String

    package init(task: Digest, service: String) {
        self.task = task
        self.service = service
    }
}

/// One task that this worker chose, and what became of it.
///
/// Times are milliseconds since the beginning of 1970 by this machine's clock, which may jump: they are for people. Amounts are
/// in the smallest unit of whatever pays.
package struct Job: Sendable, Hashable, Codable {
    /// How far it is. From `found` on the outbox has what must not be lost.
    package enum Stage: String, Sendable, CaseIterable, Codable {
        case searching, found, proven, committed, revealed, ended
    }

    /// What became of it.
    package struct Ending: Sendable, Hashable, Codable {
        package enum Kind: String, Sendable, CaseIterable, Codable {
            /// The service signed that the payee has the reward.
            case paid
            /// Another submission settled the task after this one was found.
            case outrun
            /// The service says that the proof does not hold. Its receipt and the proof are kept: they refute it.
            case refused
            /// The task expired or was cancelled after the solution was found.
            case over
            /// The search ended before anything was found.
            case dropped
            /// What was kept can no longer be used.
            case failed
        }

        package let kind: Kind
        /// What the payee got, net of fee and burn; 0 where it was not paid.
        package let paid: UInt64
        /// Why it was not paid, in words; nil where it was.
        package let reason: String?
        /// The entry of the service's log that says so; nil where there is none.
        package let entry: UInt64?

        package init(_ kind: Kind, paid: UInt64 = 0, reason: String? = nil, entry: UInt64? = nil) {
            self.kind = kind
            self.paid = paid
            self.reason = reason
            self.entry = entry
        }
    }

    /// What a job is to whoever counts money.
    package enum Standing: String, Sendable, CaseIterable, Codable {
        case paid
        /// Found, and not yet settled.
        case pending
        /// Found, and not paid.
        case refused
        /// Still searched for.
        case searching
        /// Given up before anything was found: it costs time and nothing else.
        case dropped
    }

    package let task: Digest
    /// The service's address.
    package let service: String
    /// `vanity-address`.
    package let kind: String
    /// What is searched for, in words: `1abc…`.
    package let target: String
    package let reward: UInt64
    /// The reward less fee and burn.
    package let net: UInt64
    package let payee: Bytes<32>
    package internal(set) var stage: Stage
    package let chosenAt: Int64
    package internal(set) var foundAt, provenAt, committedAt, revealedAt, endedAt: Int64?
    package internal(set) var keysTried: UInt64
    /// Over all searches of this task, those of earlier runs of the program included.
    package internal(set) var searchSeconds: Double
    /// Sealing, proving and verifying, in seconds; nil before.
    package internal(set) var proveSeconds: Double?
    package internal(set) var ending: Ending?
    /// What it cost, over all times that the task was chosen: stakes of leases that ended without a solution, bonds of commitments
    /// that lapsed or were refused.
    package internal(set) var lost: UInt64

    package var name: JobName { JobName(task: task, service: service) }

    package var standing: Standing {
        switch ending?.kind {
        case .paid: .paid
        case .outrun, .refused, .over, .failed: .refused
        case .dropped: .dropped
        case nil: stage == .searching ? .searching : .pending
        }
    }

    package init(
        task: Digest, service: String, kind: String, target: String, reward: UInt64, net: UInt64, payee: Bytes<32>,
        chosenAt: Int64
    ) {
        self.task = task
        self.service = service
        self.kind = kind
        self.target = target
        self.reward = reward
        self.net = net
        self.payee = payee
        self.chosenAt = chosenAt
        stage = .searching
        keysTried = 0
        searchSeconds = 0
        lost = 0
    }

    mutating func lose(_ amount: UInt64) {
        let (sum, overflow) = lost.addingReportingOverflow(amount)
        lost = overflow ? .max : sum
    }

    /// Goes on to `stage`, at a time in milliseconds.
    mutating func reach(_ stage: Stage, at now: Int64) {
        self.stage = stage
        switch stage {
        case .searching: break
        case .found: foundAt = foundAt ?? now
        case .proven: provenAt = provenAt ?? now
        case .committed: committedAt = committedAt ?? now
        case .revealed: revealedAt = revealedAt ?? now
        case .ended: endedAt = endedAt ?? now
        }
    }
}
