public import Escrow
public import Formats
internal import Wire

/// What an operator decides: `policy.json` in the market's folder. Docs/operate.md has every key.
///
/// A task keeps the shares and windows under which it was posted; everything else applies from the next start on.
public struct ServicePolicy: Hashable, Sendable {
    public static let version = 1
    static let maximumByteCount = 65_536

    /// Whether any verifying key in the market's folder of keys may be named: for trying out.
    public var isDevelopment: Bool
    /// The hosts that clients know the service by, as `@authority` spells them: `market.example.org`. Where there are
    /// none, the address that it listens on.
    public var authorities: [String]
    /// The digests of the verifying keys that tasks may name, besides those that the build pins.
    public var verifyingKeys: Set<Bytes<32>>
    public var escrow: Policy
    public var limits: Limits

    public init(
        isDevelopment: Bool, authorities: [String] = [], verifyingKeys: Set<Bytes<32>> = [],
        escrow: Policy = ServicePolicy.usual, limits: Limits = Limits()
    ) {
        self.isDevelopment = isDevelopment
        self.authorities = authorities
        self.verifyingKeys = verifyingKeys
        self.escrow = escrow
        self.limits = limits
    }

    /// A fee of 1 %, no burn, 5 % of the reward for cancelling once somebody has worked, half the stake of a lapsed lease;
    /// an hour to reveal, leases up to a day.
    public static let usual = Policy(
        fee: BasisPoints(100)!, burn: BasisPoints(0)!, cancellation: BasisPoints(500)!, forfeit: BasisPoints(5000)!,
        bond: Amount(1000)!, revealWindow: 3_600_000, longestLease: 86_400_000)!
}

extension ServicePolicy {
    private enum Mode: String {
        case development, production
    }

    public init(json bytes: [UInt8]) throws(JSONError) {
        let value = try JSONParser.parse(bytes, limit: Self.maximumByteCount)
        let fields = try JSONFields(
            value, at: "", required: ["version", "mode", "authorities", "verifyingKeys", "escrow", "limits"])
        guard fields["version"] == .integer(Self.version) else { throw fields.invalid("version", "\(Self.version)") }
        isDevelopment =
            try fields.value("mode", expecting: "development or production") { Mode(rawValue: $0) } == .development
        authorities = []
        for (value, _) in try fields.list("authorities", atMost: 8) {
            guard case .string(let name) = value, ServiceName(name) != nil, name == name.lowercased(),
                !name.contains("/")
            else {
                throw fields.invalid("authorities", "a list of hosts, each with its port unless it is the usual one")
            }
            authorities.append(name)
        }
        verifyingKeys = []
        for (value, _) in try fields.list("verifyingKeys", atMost: ServiceRecord.maximumCount) {
            guard case .string(let digits) = value,
                let digest = Hexadecimal.bytes(of: digits).flatMap({ Bytes<32>($0) })
            else {
                throw fields.invalid("verifyingKeys", "a list of digests, each of 64 lower-case hexadecimal digits")
            }
            verifyingKeys.insert(digest)
        }
        let record = try PolicyRecord(fields["escrow"] ?? .null, at: "escrow", unknown: .refused)
        guard let policy = Policy(record) else {
            throw fields.invalid(
                "escrow",
                "fee and burn of at most 10000 together, 1 to 2592000 revealSeconds, at most 2592000 longestLeaseSeconds"
            )
        }
        escrow = policy
        limits = try Limits(fields["limits"] ?? .null, at: "limits")
    }

    /// The canonical text, over several lines.
    public var json: String {
        let mode: Mode = isDevelopment ? .development : .production
        return JSONValue.object([
            .init("version", .integer(Self.version)),
            .init("mode", .string(mode.rawValue)),
            .init("authorities", .array(authorities.map { .string($0) })),
            .init("verifyingKeys", .array(verifyingKeys.map { $0.hex }.sorted().map { .string($0) })),
            .init("escrow", PolicyRecord(escrow).json),
            .init("limits", limits.json),
        ]).text
    }
}
