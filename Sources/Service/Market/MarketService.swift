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
    private let clock: WallClock
    private let logger: Logger
    private let version: String
    private let onListening: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - version: what `/openapi.json` says.
    ///   - onListening: is told the port once the service takes requests.
    public init(
        books: Books, keys: AcceptedKeys, policy: ServicePolicy, address: Address, clock: WallClock = .system,
        logger: Logger, version: String, onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.books = books
        self.keys = keys
        self.policy = policy
        self.address = address
        self.clock = clock
        self.logger = logger
        self.version = version
        self.onListening = onListening
    }

    public func run() async throws {
        let registry = PrometheusRegistry()
        let measures = Measures(registry)
        let pool = VerificationPool(
            books: books, keys: keys, limits: policy.limits, clock: clock, logger: logger, measures: measures)
        let feed = EventFeed(books: books, limits: policy.limits, measures: measures)
        let desk = Desk(
            books: books, keys: keys, policy: policy, names: names, clock: clock, pool: pool, feed: feed,
            reception: reception, registry: registry, measures: measures, version: version)
        let sweeper = Sweeper(books: books, clock: clock, logger: logger, measures: measures)
        // They stop in the order from the last to the first: streams end, then requests, then what these need.
        let services: [any Service] = [pool, sweeper, try application(desk, measures), feed]
        var configuration = ServiceGroupConfiguration(services: services.map { .init(service: $0) }, logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        try await ServiceGroup(configuration: configuration).run()
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
            router: router, server: try server(),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port), backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    policy.limits.connections, logger: logger)),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) }, logger: logger)
    }

    private func server() throws -> HTTPServerBuilder {
        let plain = HTTPServerBuilder.http1(
            configuration: .init(
                idleTimeout: .seconds(60),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 8192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 64)))
        guard let tls = address.tls else { return plain }
        let certificates = try NIOSSLCertificate.fromPEMFile(tls.certificate).map {
            NIOSSLCertificateSource.certificate($0)
        }
        let key = try NIOSSLPrivateKey(file: tls.key, format: .pem)
        return try .tls(
            plain,
            tlsConfiguration: .makeServerConfiguration(certificateChain: certificates, privateKey: .privateKey(key)))
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

    private var reception: Reception {
        Reception(
            verifier: RequestVerifier(policy: SignaturePolicy(authorities: Set(authorities)), horizon: clock.second),
            clock: clock, limits: policy.limits, scheme: scheme,
            identities: RateLimiter(rate: policy.limits.identityRate, burst: policy.limits.identityBurst))
    }
}
