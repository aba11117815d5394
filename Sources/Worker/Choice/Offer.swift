package import Formats
package import Wire

/// A task as one service offers it, with what is known there and then: all that a choice is made of. Plain values.
package struct Offer: Sendable, Hashable {
    /// The service's address.
    package var service: String
    package var record: TaskRecord
    /// What the service is called in tasks that are meant for one.
    package var names: [String]
    /// The verifying keys that the service takes.
    package var acceptedKeys: Set<Bytes<32>>
    /// Whether the proving key is here or the service offers it.
    package var isKeyObtainable: Bool
    /// Why no proof for the task could be made, in words; nil where one can.
    package var defect: String?
    /// What the worker's account has there; nil where it is not known.
    package var available: UInt64?
    /// The service's clock, in seconds.
    package var time: Int64
    /// Why it is left alone for now, whatever it pays: it is done already, or failed a moment ago. Nil where it is not.
    package var setAside: String?

    package init(
        service: String, record: TaskRecord, names: [String] = [], acceptedKeys: Set<Bytes<32>>, isKeyObtainable: Bool,
        defect: String? = nil, available: UInt64?, time: Int64, setAside: String? = nil
    ) {
        self.service = service
        self.record = record
        self.names = names
        self.acceptedKeys = acceptedKeys
        self.isKeyObtainable = isKeyObtainable
        self.defect = defect
        self.available = available
        self.time = time
        self.setAside = setAside
    }

    package var name: JobName { JobName(task: record.digest, service: service) }

    /// The reward less fee and burn, each rounded down as the rules do.
    package var net: UInt64 {
        let reward = record.task.terms.reward
        func part(_ share: UInt64) -> UInt64 {
            UInt64(10_000).dividingFullWidth(reward.multipliedFullWidth(by: min(share, 10_000))).quotient
        }
        let afterFee = reward - part(record.policy.fee)
        return afterFee - min(afterFee, part(record.policy.burn))
    }
}
