package import Formats

/// What a worker does at this moment. `EarningNode.status` makes it; it is a value and never changes.
///
/// Times are milliseconds since 1970 by this machine's clock. It holds no secret.
package struct Status: Sendable, Hashable, Codable {
    /// One service.
    package struct Service: Sendable, Hashable, Codable {
        package enum Reach: String, Sendable, CaseIterable, Codable {
            /// Not yet asked.
            case starting
            /// It answers, and its events flow.
            case streaming
            /// It answers, and is asked from time to time.
            case polling
            /// It does not answer: it is asked again later.
            case unreachable
            /// It is not to be dealt with: `reason` says why.
            case refused
        }

        package let address: String
        /// Its Ed25519 key, once it was met.
        package var identity: Bytes<32>?
        /// `development` or `production`, once it was met.
        package var mode: String?
        package var reach: Reach = .starting
        /// Why it is not reached, in words; nil where it is.
        package var reason: String?
        /// When it last answered.
        package var answeredAt: Int64?
        /// How many tasks it offers that have not ended.
        package var taskCount = 0
        /// What the worker's account has there; nil where that is not known.
        package var available: UInt64?
        /// Fee, burn and so on, in ten-thousandths, and bond; nil before it was met.
        package var fee, burn: UInt64?
        package var bond: UInt64?
        /// The size of the log that it last showed: its "height"; 0 before.
        package var logSize: UInt64 = 0

        package init(address: String) { self.address = address }
    }

    /// A job that is being worked on.
    package struct Activity: Sendable, Hashable, Codable {
        package var job: Job
        /// What is being done, in words: `searching`, `waiting for the verdict`.
        package var doing: String
        /// Of the search that runs; 0 where none does.
        package var keysPerSecond: Double = 0
        /// Of the search that runs, 0 to 1: how likely it was to have found something by now.
        package var probability: Double = 0
        /// Seconds that the search is expected to take, from any moment on; nil where none runs.
        package var expectedSeconds: Double?
    }

    /// What the process may use and does.
    package struct Limits: Sendable, Hashable, Codable {
        package var processors: Int
        package var threads: Int
        /// The share of all processors that is allowed.
        package var cpuShare: Double
        /// The share that was used over the last minute.
        package var cpuUsed: Double
        /// In kB; nil for no limit.
        package var memoryLimit: UInt64?
        /// What the process has in memory now, in kB, mapped files included.
        package var memoryUsed: UInt64
        /// The same without the pages of files: what the limit is for.
        package var memoryOwn: UInt64
    }

    package var version: String
    /// The worker's Ed25519 key: its account, and who signs.
    package var identity: Bytes<32>
    package var payee: Bytes<32>
    package var startedAt: Int64
    package var now: Int64
    package var isStopping: Bool
    package var services: [Service]
    /// In the order in which they were chosen.
    package var activities: [Activity]
    package var limits: Limits
    /// By kind of task.
    package var rates: [String: Rate]
    package var totals: Totals
    /// The tasks that were passed over when it last chose, the highest reward first, at most 100.
    package var passedOver: [PassedOver]
    /// What an operator should look at, in words: a full disk, an account without means. Empty when all is well.
    package var troubles: [String]
}
