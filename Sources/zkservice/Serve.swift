import ArgumentParser
import Console
import Escrow
import Glibc
import Ledger
import Logging
import Service
import ServiceLifecycle
import UnixSignals
import VerifiedCompute

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the market until SIGTERM or SIGINT.",
        discussion: """
            What was asked for and not yet done when the service stopped, however it stopped, is done after the next start. Log \
            lines go to standard error, one a request.
            """)

    @OptionGroup var market: MarketOptions

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on.")
    var port = 8080

    @Option(help: ArgumentHelp("The certificate chain, in PEM; with --tls-key.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The certificate's private key, in PEM.", valueName: "file"))
    var tlsKey: String?

    func validate() throws {
        guard (1...65_535).contains(port) else { throw ValidationError("--port takes 1 to 65535") }
        guard (tlsCert == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-cert and --tls-key go together")
        }
    }

    func run() throws {
        raiseOpenFileLimit()
        let folder = market.folder
        let policy = try folder.policy()
        let keys = try AcceptedKeys(folder.keys, policy: policy)
        for path in try folder.makePrivate() {
            Output.note("warning: others could read \(path.harmless) until now; it holds proofs that are not published")
        }
        let books = try folder.books()
        try warn(policy, folder)
        let tls = tlsCert.flatMap { certificate in tlsKey.map { (certificate: certificate, key: $0) } }
        let logger = Logger(label: "zkservice") { StreamLogHandler.standardError(label: $0) }
        let (host, port, scheme) = (host, port, tls == nil ? "http" : "https")
        let service = MarketService(
            books: books, keys: keys, policy: policy, address: .init(host: host, port: port, tls: tls), folder: folder,
            logger: logger, version: programVersion,
            onListening: { Output.note("listening on \(scheme)://\(host):\($0)") })
        do {
            try waiting {
                var configuration = ServiceGroupConfiguration(
                    services: [.init(service: service)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
                configuration.maximumGracefulShutdownDuration = .seconds(40)
                try await ServiceGroup(configuration: configuration).run()
            }
        } catch {
            if let failure = Failure(market: error) { throw failure }
            if let error = error as? ListeningError { throw Failure(error, at: "\(host):\(port)") }
            throw Failure(.couldNot, "could not serve on \(host):\(port): \(String(describing: error).harmless)")
        }
        try books.close()
        Output.note("stopped")
    }

    /// What is worth saying before anybody's money is in it.
    private func warn(_ policy: ServicePolicy, _ folder: MarketFolder) throws(Failure) {
        if policy.escrow.bond == .zero {
            Output.note(
                "warning: escrow.bond is 0, so whoever likes may fill a task with commitments and hold it up for nothing"
            )
        }
        if policy.isDevelopment {
            Output.note("development mode: any verifying key in \(folder.keys.folder.harmless) is taken; risk no money")
            return
        }
        guard !policy.authorities.isEmpty else {
            throw Failure(
                .malformed,
                "\(folder.policyFile.harmless) names no authorities: say there by which host clients know this market, such as"
                    + " \"market.example.org\", since a request that is signed for localhost would be good for any market"
            )
        }
        if policy.verifyingKeys.union(KeyStore.pinnedDigests).isEmpty {
            Output.note(
                "warning: \(folder.policyFile.harmless) pins no verifying key, so no task is taken: put one into"
                    + " \(folder.keys.folder.harmless) and its digest into verifyingKeys")
        }
    }
}

/// As many open files as the system lets this process have: every connection is one.
private func raiseOpenFileLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
