public import Escrow
public import Formats
internal import Sealing

/// One line of the log: what was asked, when, and what it did. The log is the chain of these, from index 0.
///
/// An entry is its canonical bytes, for which `Docs/protocol.md` has the table. Its hash is the RFC 6962 leaf hash of
/// them, SHA-256(0x00 ‖ bytes), and they hold the hash of the entry before: the hash of the last entry is the head of
/// the chain and fixes all of it.
public struct Entry: Hashable, Sendable {
    static let magic = Array("VCLOG".utf8)
    /// The version of the encoding.
    public static let version: UInt8 = 1

    public let index: UInt64
    /// When the service decided. Never before the entry before.
    public let time: Moment
    /// The hash of the entry before; of the first, `genesis`.
    public let previous: ID<Entry>
    public let act: Act
    public let outcome: Outcome

    public init(index: UInt64, time: Moment, previous: ID<Entry>, act: Act, outcome: Outcome) {
        self.index = index
        self.time = time
        self.previous = previous
        self.act = act
        self.outcome = outcome
    }

    /// What stands before the first entry of the log of the service with this Ed25519 key: SHA-256 over a domain tag and
    /// the key, so that no log continues another service's.
    public static func genesis(of service: ID<Party>) -> ID<Entry> {
        ID(SHA256.hash(Array("VerifiedCompute/log/v1".utf8) + service.bytes))!
    }

    public var canonicalBytes: [UInt8] {
        var writer = BinaryWriter()
        writer.write(Self.magic)
        writer.write(Self.version)
        writer.write(index)
        time.write(to: &writer)
        previous.write(to: &writer)
        act.write(to: &writer)
        outcome.write(to: &writer)
        return writer.bytes
    }

    /// Reads exactly what `canonicalBytes` writes: no other bytes are this entry, and no bytes may follow.
    public init(canonicalBytes bytes: [UInt8]) throws(BinaryError) {
        var reader = BinaryReader(bytes)
        try reader.expect(Self.magic, "magic")
        try reader.expect(version: Self.version)
        index = try reader.readInteger("index")
        time = try Moment(from: &reader)
        previous = try ID(from: &reader)
        act = try Act(from: &reader)
        outcome = try Outcome(from: &reader)
        try reader.finish()
    }

    public var hash: ID<Entry> { MerkleTree.leafHash(canonicalBytes) }

    /// The task that the entry is about; nil where it only moves money in or out.
    public var task: ID<Contract>? {
        switch act {
        case .movement: nil
        case .post(let terms): terms.task
        case .task(let task, _): task
        }
    }
}
