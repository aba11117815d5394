internal import Formats

/// How much of the service anyone may use at once.
public struct Limits: Hashable, Sendable {
    /// Tasks of one initiator that have not ended.
    public var openTasks = 100
    /// Proofs that wait for their verdict, of everybody and of one identity.
    public var pendingProofs = 256
    public var pendingProofsPerIdentity = 4
    /// Proofs that are verified at once; 0 for one a processor.
    public var verifiers = 0
    /// Requests a second in the long run, and at once.
    public var identityRate = 20
    public var identityBurst = 60
    public var addressRate = 100
    public var addressBurst = 300
    /// Streams of events, of everybody and of one address.
    public var eventStreams = 512
    public var eventStreamsPerAddress = 16
    public var connections = 2048
    /// How long the whole content of a request may take to arrive, in seconds.
    public var contentSeconds = 15
    /// How long a reveal waits for its verdict before it is answered without, in seconds.
    public var verdictSeconds = 10

    public init() {}

    private static var fields: [(key: String, range: ClosedRange<Int>, path: WritableKeyPath<Limits, Int>)] {
        [
            ("openTasks", 1...1_000_000, \.openTasks),
            ("pendingProofs", 1...100_000, \.pendingProofs),
            ("pendingProofsPerIdentity", 1...100_000, \.pendingProofsPerIdentity),
            ("verifiers", 0...256, \.verifiers),
            ("identityRate", 1...1_000_000, \.identityRate),
            ("identityBurst", 1...1_000_000, \.identityBurst),
            ("addressRate", 1...1_000_000, \.addressRate),
            ("addressBurst", 1...1_000_000, \.addressBurst),
            ("eventStreams", 1...100_000, \.eventStreams),
            ("eventStreamsPerAddress", 1...100_000, \.eventStreamsPerAddress),
            ("connections", 1...1_000_000, \.connections),
            ("contentSeconds", 1...600, \.contentSeconds),
            ("verdictSeconds", 0...600, \.verdictSeconds),
        ]
    }

    init(_ value: JSONValue, at path: String) throws(JSONError) {
        let fields = try JSONFields(value, at: path, required: Self.fields.map(\.key))
        for field in Self.fields { self[keyPath: field.path] = try fields.integer(field.key, in: field.range) }
    }

    var json: JSONValue { .object(Self.fields.map { .init($0.key, .integer(self[keyPath: $0.path])) }) }
}
