/// All of a task that its initiator signs.
public struct TaskTerms: Hashable, Sendable {
    /// The keys of whoever posts a task.
    public struct Initiator: Hashable, Sendable {
        /// Ed25519: signs the task.
        public let signingKey: Bytes<32>
        /// X25519: solutions are sealed to it.
        public let sealingKey: Bytes<32>

        public init(signingKey: Bytes<32>, sealingKey: Bytes<32>) {
            self.signingKey = signingKey
            self.sealingKey = sealingKey
        }
    }

    /// The version of the encoding.
    public static let version: UInt8 = 1

    /// Random: no two tasks are the same.
    public let id: Bytes<32>
    public let kind: TaskKind
    public let initiator: Initiator
    /// In the smallest unit of whatever pays.
    public let reward: UInt64
    public let deadline: Deadline
    /// The digest of the verifying key that decides.
    public let verifyingKeyDigest: Bytes<32>
    /// The one service that may take solutions; nil for any.
    public let service: ServiceName?

    public init(
        id: Bytes<32>, kind: TaskKind, initiator: Initiator, reward: UInt64, deadline: Deadline,
        verifyingKeyDigest: Bytes<32>, service: ServiceName? = nil
    ) {
        self.id = id
        self.kind = kind
        self.initiator = initiator
        self.reward = reward
        self.deadline = deadline
        self.verifyingKeyDigest = verifyingKeyDigest
        self.service = service
    }

    /// The one encoding of these terms, which the task digest is over. `Docs/task-format.md` has the table.
    public var canonicalBytes: [UInt8] {
        var writer = BinaryWriter()
        writer.write(Self.version)
        writer.write(id)
        kind.write(to: &writer)
        writer.write(initiator.signingKey)
        writer.write(initiator.sealingKey)
        writer.write(reward)
        writer.write(deadline.seconds)
        writer.write(verifyingKeyDigest)
        writer.write((service?.text ?? "").utf8, lengthAs: UInt8.self)
        return writer.bytes
    }

    init(from reader: inout BinaryReader) throws(BinaryError) {
        try reader.expect(version: Self.version)
        id = try reader.readBytes("task id")
        kind = try TaskKind(from: &reader)
        initiator = Initiator(
            signingKey: try reader.readBytes("initiator's signing key"),
            sealingKey: try reader.readBytes("initiator's sealing key"))
        reward = try reader.readInteger("reward")
        deadline = try reader.read(8, "deadline", expecting: "a second from 1970 to 9999") {
            Deadline(seconds: $0.reversed().reduce(0) { $0 << 8 | Int64($1) })
        }
        verifyingKeyDigest = try reader.readBytes("digest of the verifying key")
        let count = try reader.readLength(
            "length of the service", as: UInt8.self, in: 0...ServiceName.maximumByteCount)
        service =
            count == 0
            ? nil
            : try reader.read(count, "service", expecting: ServiceName.expected) {
                ServiceName(String(decoding: $0, as: UTF8.self))
            }
    }
}
