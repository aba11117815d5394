package import ArgumentParser
package import Client
package import Console
internal import Formats
internal import FoundationEssentials
package import Sealing
internal import Storage
internal import Wire

/// Which service a program speaks with.
package struct ServiceOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("The service's address, such as https://example.org.", valueName: "URL"))
    package var service: String

    @OptionGroup package var trust: TrustOptions

    package init() {}

    /// Runs `body` with the service, whose identity is the one that was met before.
    package func withService<Value: Sendable>(
        _ body: (TrustedService) async throws -> Value
    ) async throws -> Value {
        try await trust.withService(at: service, body)
    }
}

/// Why a program trusts a service.
package struct TrustOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "The service's identity, 64 hexadecimal digits. (default: the one met at this address before)",
            valueName: "hex"))
    package var serviceKey: String?

    @Option(help: ArgumentHelp("Certificates to trust besides the system's, in PEM.", valueName: "file"))
    package var caCert: String?

    package init() {}

    /// The identity that `--service-key` names.
    package func key() throws(Failure) -> VerificationKey? {
        guard let serviceKey else { return nil }
        guard let key = VerificationKey(try Inputs.digest(serviceKey, option: "--service-key").array) else {
            throw Failure(.malformed, "--service-key is no Ed25519 key")
        }
        return key
    }

    /// Runs `body` with the service at `text`, and closes the connections.
    ///
    /// Throws where the service is another than `--service-key` says or than was met at this address before.
    package func withService<Value: Sendable>(
        at text: String, _ body: (TrustedService) async throws -> Value
    ) async throws -> Value {
        guard let address = ServiceAddress(text) else {
            throw Failure(
                .malformed, "\(text.harmless) is no address of a service: give one like https://example.org")
        }
        if let caCert { _ = try Files.read(caCert, limit: 1 << 20) }
        let client = ServiceClient(address, trustRoots: caCert)
        do {
            let value = try await body(try await meet(client))
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }

    private func meet(_ client: ServiceClient) async throws -> TrustedService {
        let expected = try key()
        let record = try await client.service()
        guard let found = VerificationKey(record.identity.array) else {
            throw ClientError.malformedAnswer(client.address, "its identity is no Ed25519 key")
        }
        if let expected {
            guard expected == found else {
                throw ClientError.otherIdentity(
                    client.address, expected: Bytes(expected.bytes)!, found: record.identity, pin: nil)
            }
            return TrustedService(client: client, key: found)
        }
        let home = DataHome()
        let folder = home.folder.appending(path: "services")
        try home.make(folder)
        let pins = PinnedServices(folder: folder.path)
        switch try pins.meet(record.identity, at: client.address) {
        case .known: break
        case .first:
            Output.note("first meeting with \(client.address): from now on its identity must be \(record.identity)")
        case .changed(let known):
            throw ClientError.otherIdentity(
                client.address, expected: known, found: record.identity, pin: pins.path(of: client.address))
        }
        return TrustedService(client: client, key: found)
    }
}
