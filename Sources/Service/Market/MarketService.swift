public import Ledger
public import Logging
public import ServiceLifecycle
internal import Escrow
internal import Formats
internal import Foundation
internal import HTTPSignatures
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import NIOCore
internal import NIOSSL
internal import Prometheus
internal import Sealing
internal import Wire

/// The whole service: calls, verification, sweeper. It runs until its group is asked to stop, and then ends in order.
public struct MarketService: Service {
    /// Where to listen, and as whom.
    public struct Address: Sendable {
        public var host: String
        /// 0 for any that is free.
        public var port: Int
        /// PEM files of the certificate chain and its key; nil for plain HTTP.
        public var tls: (certificate: String, key: String)?

        public init(host: String, port: Int, tls: (certificate: String, key: String)? = nil) {
            self.host = host
            self.port = port
            self.tls = tls
        }
    }

    private let books: Books
    private let keys: AcceptedKeys
    private let policy: ServicePolicy
    private let address: Address
    private let wall: WallClock
    private let folder: MarketFolder?
    private let logger: Logger
    private let version: String
    private let onListening: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - folder: where the clock is remembered, and held to what was; nil for nowhere.
    ///   - version: what `/openapi.json` says.
    ///   - onListening: is told the port once the service takes requests.
    public init(
        books: Books, keys: AcceptedKeys, policy: ServicePolicy, address: Address, clock: WallClock = .system,
        folder: MarketFolder? = nil, logger: Logger, version: String,
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.books = books
        self.keys = keys
        self.policy = policy
        self.address = address
        wall = clock
        self.folder = folder
        self.logger = logger
        self.version = version
        self.onListening = onListening
    }

    /// Throws `MarketFolderError.unusableKeys` where tasks could not be decided, `ClockFault` where the machine's clock is not
    /// believed, and `ListeningError` where the address cannot be had.
    public func run() async throws {
        try await keys.check(for: books)
        let tolerance = policy.limits.clockTolerance
        let start = try await folder?.believedReading(of: wall, for: books, tolerance: tolerance)
        let clock = MarketClock(wall, since: start, tolerance: tolerance)
        guard let horizon = try await horizon(clock) else { return }
        let registry = PrometheusRegistry()
        let measures = Measures(registry)
        let pool = VerificationPool(
            books: books, keys: keys, limits: policy.limits, clock: clock, logger: logger, measures: measures)
        let feed = EventFeed(books: books, limits: policy.limits, measures: measures)
        let desk = Desk(
            books: books, keys: keys, policy: policy, names: names, clock: clock, pool: pool, feed: feed,
            keyDownloads: Downloads(of: .keys, within: policy.limits, measures),
            exports: Downloads(of: .exports, within: policy.limits, measures),
            logPages: Downloads(of: .pages, within: policy.limits, measures),
            reception: reception(clock, horizon), registry: registry, measures: measures, version: version)
        let folder = folder
        let sweeper = Sweeper(books: books, clock: clock, logger: logger, measures: measures) {
            try folder?.remember($0)
        }
        // They stop in the order from the last to the first: streams end, then requests, then what these need.
        let services: [any Service] = [pool, sweeper, try application(desk, measures), feed]
        var configuration = ServiceGroupConfiguration(services: services.map { .init(service: $0) }, logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as IOError {
            throw ListeningError(errno: error.errnoCode)
        }
    }

    /// The first second in which nobody can have signed what was taken before this start; waits until it has come.
    ///
    /// A request is never taken before the second in which it was signed, by the service's clock, and before it is taken the
    /// books have that second. So nothing that was signed from here on was taken by an earlier process, whose nonces are
    /// forgotten, also where the clock was set back since. Nil where the service is asked to stop before.
    private func horizon(_ clock: MarketClock) async throws -> Int64? {
        let (now, last) = (clock.second, max(try await books.lastTime().second, try await books.lastSigned()))
        // A clock that is believed was ahead by the tolerance at most, and is behind by no more. What lies further in the
        // future is something that the operator has said to go on with.
        let isAhead = last > now && last - now <= 2 * Int64(policy.limits.clockToleranceSeconds) + 1
        let horizon = (isAhead ? last : now) + 1
        while clock.second < horizon {
            guard !Task.isShuttingDownGracefully else { return nil }
            try await Task.sleep(for: .milliseconds(20))
        }
        return horizon
    }

    private func application(_ desk: Desk, _ measures: Measures) throws -> any Service {
        let calls = desk.calls
        let router = Router(context: Visit.self)
        router.add(
            middleware: Doorman(
                isDevelopment: policy.isDevelopment,
                addresses: RateLimiter(rate: policy.limits.addressRate, burst: policy.limits.addressBurst),
                measures: measures, calls: calls))
        for call in calls { router.on(RouterPath(call.path), method: call.method, use: call.handler) }
        let onListening = onListening
        return Application(
            router: router, server: try server(measures),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), backlog: 1024),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) }, logger: logger)
    }

    private func server(_ measures: Measures) throws -> HTTPServerBuilder {
        let limits = policy.limits
        // How long anything may take is `GuardedChannel`'s to decide.
        let configuration = HTTP1Channel.Configuration(
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: 8192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 64))
        guard let tls = address.tls else {
            return HTTPServerBuilder { responder in
                GuardedChannel(HTTP1Channel(responder: responder, configuration: configuration), limits, measures)
            }
        }
        let certificates = try NIOSSLCertificate.fromPEMFile(tls.certificate).map {
            NIOSSLCertificateSource.certificate($0)
        }
        let key = try NIOSSLPrivateKey(file: tls.key, format: .pem)
        var security = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates, privateKey: .privateKey(key))
        security.minimumTLSVersion = .tlsv12
        return HTTPServerBuilder { [security] responder in
            let plain = HTTP1Channel(responder: responder, configuration: configuration)
            return GuardedChannel(try TLSChannel(plain, tlsConfiguration: security), limits, measures)
        }
    }

    // MARK: Names

    private var scheme: String { address.tls == nil ? "http" : "https" }

    /// The hosts that requests may be signed for.
    private var authorities: [String] {
        guard policy.authorities.isEmpty else { return policy.authorities }
        let isUsual = address.port == (address.tls == nil ? 80 : 443)
        return [address.host, "localhost"].map { isUsual ? $0 : "\($0):\(address.port)" }
    }

    /// What the `service` of a task may say: an address of this service, or its identity.
    private var names: [String] {
        authorities.flatMap { ["https://\($0)", "http://\($0)"] } + [Hexadecimal.text(of: books.service.bytes)]
    }

    private func reception(_ clock: MarketClock, _ horizon: Int64) -> Reception {
        Reception(
            verifier: RequestVerifier(policy: SignaturePolicy(authorities: Set(authorities)), horizon: horizon),
            clock: clock, limits: policy.limits, scheme: scheme,
            identities: RateLimiter(rate: policy.limits.identityRate, burst: policy.limits.identityBurst),
            signed: SignedSeconds(books))
    }
}
