package import Escrow
package import Formats

extension Policy: Canonical {
    func write(to writer: inout BinaryWriter) {
        for share in [fee, burn, cancellation, forfeit] { share.write(to: &writer) }
        bond.write(to: &writer)
        writer.write(revealWindow)
        writer.write(longestLease)
    }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        let start = reader
        let fee = try BasisPoints(from: &reader), burn = try BasisPoints(from: &reader)
        let cancellation = try BasisPoints(from: &reader), forfeit = try BasisPoints(from: &reader)
        let bond = try Amount(from: &reader)
        let revealWindow = try reader.readInteger("reveal window", as: Int64.self)
        let longestLease = try reader.readInteger("longest lease", as: Int64.self)
        guard
            let policy = Policy(
                fee: fee, burn: burn, cancellation: cancellation, forfeit: forfeit, bond: bond,
                revealWindow: revealWindow, longestLease: longestLease)
        else { throw start.error("policy", .invalid(expected: "a policy within its limits")) }
        self = policy
    }
}

/// A byte 0 for a race, 1 for a lease without heartbeat, 2 for one with: logs of before there were heartbeats read the same.
extension LeaseOffer? {
    fileprivate func write(to writer: inout BinaryWriter) {
        guard let offer = self else { return writer.write(UInt8(0)) }
        writer.write(UInt8(offer.heartbeat == nil ? 1 : 2))
        writer.write(offer.duration)
        offer.stake.write(to: &writer)
        if let heartbeat = offer.heartbeat { writer.write(heartbeat) }
    }

    fileprivate init(from reader: inout BinaryReader) throws(BinaryError) {
        let start = reader
        let tag = try reader.readInteger("lease", as: UInt8.self)
        guard tag != 0 else {
            self = nil
            return
        }
        guard tag <= 2 else { throw start.error("lease", .unknown) }
        let duration = try reader.readInteger("duration of a lease", as: Int64.self)
        let stake = try Amount(from: &reader)
        let heartbeat = tag == 2 ? try reader.readInteger("heartbeat of a lease", as: Int64.self) : nil
        guard let offer = LeaseOffer(duration: duration, stake: stake, heartbeat: heartbeat) else {
            throw start.error(
                "lease", .invalid(expected: "a lease of a millisecond to thirty days, and a heartbeat inside it"))
        }
        self = offer
    }
}

extension Terms: Canonical {
    func write(to writer: inout BinaryWriter) {
        task.write(to: &writer)
        initiator.write(to: &writer)
        reward.write(to: &writer)
        writer.write(deadline)
        lease.write(to: &writer)
        policy.write(to: &writer)
        writer.write(document, lengthAs: UInt32.self)
    }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        let start = reader
        let task = try ID<Contract>(from: &reader), initiator = try ID<Party>(from: &reader)
        let reward = try Amount(from: &reader)
        let deadline = try reader.readInteger("deadline", as: Int64.self)
        let lease = try LeaseOffer?(from: &reader)
        let policy = try Policy(from: &reader)
        let count = try reader.readLength(
            "length of the task", as: UInt32.self, in: 0...PostedTask.maximumByteCount)
        guard
            let terms = Terms(
                task: task, initiator: initiator, reward: reward, deadline: deadline, lease: lease, policy: policy,
                document: Array(try reader.read(count, "task")))
        else { throw start.error("terms", .invalid(expected: "terms with a deadline from 1970 to 9999")) }
        self = terms
    }
}

extension Terms {
    /// The one encoding of these terms. `Docs/protocol.md` has the table.
    package var canonicalBytes: [UInt8] {
        var writer = BinaryWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Reads exactly what `canonicalBytes` writes.
    package init(canonicalBytes bytes: [UInt8]) throws(BinaryError) {
        var reader = BinaryReader(bytes)
        try self.init(from: &reader)
        try reader.finish()
    }
}
