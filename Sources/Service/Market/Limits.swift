internal import Escrow
internal import Formats
internal import Ledger

/// How much of the service anyone may use at once.
public struct Limits: Hashable, Sendable {
    /// Tasks of one initiator that have not ended.
    public var openTasks = 100
    /// Tasks that one initiator may post in 24 hours: what is posted stays in the log for ever, cancelled or not.
    public var postsPerDay = 1000
    /// Live commitments to one task.
    public var liveCommitments = 1024
    /// What a lease that a task offers must stake at least, in units: a lease that lapses leaves two entries in the log.
    public var leastStake = 500
    /// The shortest heartbeat that such a lease may ask for, in seconds: each sign of life, one in half of it at the most, stays in
    /// the log for ever.
    public var leastHeartbeatSeconds = 600
    /// Proofs that wait for their verdict, of everybody and of one identity.
    public var pendingProofs = 256
    public var pendingProofsPerIdentity = 4
    /// Threads that verify; 0 for one a processor.
    public var verifiers = 0
    /// Requests a second in the long run, and at once.
    public var identityRate = 20
    public var identityBurst = 60
    public var addressRate = 100
    public var addressBurst = 300
    /// Streams of events, of everybody and of one address.
    public var eventStreams = 512
    public var eventStreamsPerAddress = 16
    /// Downloads of proving keys, of everybody and of one address.
    public var downloads = 128
    public var downloadsPerAddress = 8
    /// Downloads of the whole log, of everybody and of one address.
    public var exports = 64
    public var exportsPerAddress = 8
    /// Downloads of parts of the log, of everybody and of one address.
    public var logPages = 64
    public var logPagesPerAddress = 8
    /// How fast a download as a whole must be taken, in bytes a second, after `readerSeconds` at the least.
    public var downloadRate = 65_536
    /// Open connections, of everybody and of one address.
    public var connections = 2048
    public var connectionsPerAddress = 128
    /// How long a connection may stay without a request, in seconds.
    public var idleSeconds = 60
    /// How long the whole head of a request may take to arrive, in seconds.
    public var headSeconds = 10
    /// How long the whole content of a request may take to arrive, in seconds.
    public var contentSeconds = 15
    /// How long a reader may take for 32 KiB of an answer, in seconds.
    public var readerSeconds = 30
    /// How long a reveal waits for its verdict before it is answered without, in seconds.
    public var verdictSeconds = 10
    /// How far the machine's clock may be set before the service believes it no longer, in seconds.
    public var clockToleranceSeconds = 10

    public init() {}

    private static var fields: [(key: String, range: ClosedRange<Int>, path: WritableKeyPath<Limits, Int>)] {
        [
            ("openTasks", 1...1_000_000, \.openTasks),
            ("postsPerDay", 1...1_000_000, \.postsPerDay),
            ("liveCommitments", 1...Contract.maximumLiveCommitments, \.liveCommitments),
            ("leastStake", 0...Int.max, \.leastStake),
            ("leastHeartbeatSeconds", 1...2_592_000, \.leastHeartbeatSeconds),
            ("pendingProofs", 1...100_000, \.pendingProofs),
            ("pendingProofsPerIdentity", 1...100_000, \.pendingProofsPerIdentity),
            ("verifiers", 0...256, \.verifiers),
            ("identityRate", 1...1_000_000, \.identityRate),
            ("identityBurst", 1...1_000_000, \.identityBurst),
            ("addressRate", 1...1_000_000, \.addressRate),
            ("addressBurst", 1...1_000_000, \.addressBurst),
            ("eventStreams", 1...100_000, \.eventStreams),
            ("eventStreamsPerAddress", 1...100_000, \.eventStreamsPerAddress),
            ("downloads", 1...100_000, \.downloads),
            ("downloadsPerAddress", 1...100_000, \.downloadsPerAddress),
            ("exports", 1...100_000, \.exports),
            ("exportsPerAddress", 1...100_000, \.exportsPerAddress),
            ("logPages", 1...100_000, \.logPages),
            ("logPagesPerAddress", 1...100_000, \.logPagesPerAddress),
            ("downloadRate", 1...1_000_000_000, \.downloadRate),
            ("connections", 1...1_000_000, \.connections),
            ("connectionsPerAddress", 1...1_000_000, \.connectionsPerAddress),
            ("idleSeconds", 1...3600, \.idleSeconds),
            ("headSeconds", 1...600, \.headSeconds),
            ("contentSeconds", 1...600, \.contentSeconds),
            ("readerSeconds", 1...600, \.readerSeconds),
            ("verdictSeconds", 0...600, \.verdictSeconds),
            ("clockToleranceSeconds", 1...3600, \.clockToleranceSeconds),
        ]
    }

    /// A limit that is left out has its usual value: the policy of an earlier version is one of this version.
    init(_ value: JSONValue, at path: String) throws(JSONError) {
        let fields = try JSONFields(value, at: path, required: [], optional: Self.fields.map(\.key))
        for field in Self.fields where fields[field.key] != nil {
            self[keyPath: field.path] = try fields.integer(field.key, in: field.range)
        }
    }

    /// What the books hold every act to.
    var quota: Quota {
        var quota = Quota()
        (quota.openTasks, quota.postsPerDay, quota.liveCommitments) = (openTasks, postsPerDay, liveCommitments)
        return quota
    }

    /// In milliseconds.
    public var clockTolerance: Int64 { Int64(clockToleranceSeconds) * 1000 }

    var json: JSONValue { .object(Self.fields.map { .init($0.key, .integer(self[keyPath: $0.path])) }) }
}
