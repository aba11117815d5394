public import Escrow
public import Sealing
internal import Formats

/// What the service signs about its whole log: how long it is, and what fixes it.
public struct Checkpoint: Hashable, Sendable {
    /// How many entries the log has.
    public let size: UInt64
    /// The root of the Merkle tree over them.
    public let root: ID<Entry>
    /// The hash of the last entry; of an empty log, the genesis.
    public let head: ID<Entry>
    public let time: Moment

    public init(size: UInt64, root: ID<Entry>, head: ID<Entry>, time: Moment) {
        self.size = size
        self.root = root
        self.head = head
        self.time = time
    }

    /// size ‖ root ‖ head ‖ time: 80 bytes.
    var canonicalBytes: [UInt8] {
        var writer = BinaryWriter()
        writer.write(size)
        root.write(to: &writer)
        head.write(to: &writer)
        time.write(to: &writer)
        return writer.bytes
    }

    public func signed(by key: borrowing SigningKey) -> SignedCheckpoint {
        SignedCheckpoint(
            checkpoint: self, signature: key.signature(of: canonicalBytes, domain: SignedCheckpoint.domain))
    }
}

public struct SignedCheckpoint: Hashable, Sendable {
    static let domain: StaticString = "VerifiedCompute/checkpoint"

    public let checkpoint: Checkpoint
    /// Ed25519, 64 bytes, by the service.
    public let signature: [UInt8]

    /// Any signature: `isValid` decides.
    public init(checkpoint: Checkpoint, signature: [UInt8]) {
        self.checkpoint = checkpoint
        self.signature = signature
    }

    public func isValid(under service: VerificationKey) -> Bool {
        service.isValid(signature, of: checkpoint.canonicalBytes, domain: Self.domain)
    }
}

/// The service's word that an entry stands in its log: what everybody gets who makes it act.
///
/// A receipt whose entry is not in the log that the service shows later is proof of the service's lie.
public struct Receipt: Hashable, Sendable {
    static let domain: StaticString = "VerifiedCompute/receipt"

    public let entry: Entry
    /// Ed25519, 64 bytes, by the service, of the entry's hash.
    public let signature: [UInt8]

    /// Any signature: `isValid` decides.
    public init(entry: Entry, signature: [UInt8]) {
        self.entry = entry
        self.signature = signature
    }

    public init(for entry: Entry, by key: borrowing SigningKey) {
        self.init(entry: entry, signature: key.signature(of: entry.hash.bytes, domain: Self.domain))
    }

    public func isValid(under service: VerificationKey) -> Bool {
        service.isValid(signature, of: entry.hash.bytes, domain: Self.domain)
    }
}
