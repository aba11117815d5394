package import VerifiedCompute

/// A task that this worker saw and did not choose.
package struct PassedOver: Sendable, Hashable, Codable {
    package let task: Digest
    /// The service's address.
    package let service: String
    package let reward: UInt64
    /// Why, in words.
    package let reason: String
    /// When it was last seen, in milliseconds.
    package let at: Int64

    package init(task: Digest, service: String, reward: UInt64, reason: String, at: Int64) {
        self.task = task
        self.service = service
        self.reward = reward
        self.reason = reason
        self.at = at
    }
}

/// The money of all jobs together, in the smallest unit.
package struct Totals: Sendable, Hashable, Codable {
    /// How many jobs there are of each standing, by its name; those that there are none of are left out.
    package var jobs: [String: Int] = [:]
    /// What payees got.
    package var paid: UInt64 = 0
    /// What is due to them where every pending job is settled, net of fee and burn.
    package var pending: UInt64 = 0
    /// What they would have got of the jobs that were found and not paid.
    package var refused: UInt64 = 0
    /// What all jobs cost: stakes of leases that ended without a solution, bonds of commitments that lapsed or were refused.
    package var lost: UInt64 = 0

    package init() {}
}

/// What this machine was measured at, for one kind of task. Running averages over many jobs.
package struct Rate: Sendable, Hashable, Codable {
    /// Keys a second of one thread that runs all the time.
    package var keysPerThreadSecond: Double
    /// Sealing, proving and verifying, in seconds, with all processors; nil before the first.
    package var proveSeconds: Double?

    package init(keysPerThreadSecond: Double, proveSeconds: Double?) {
        self.keysPerThreadSecond = keysPerThreadSecond
        self.proveSeconds = proveSeconds
    }
}
