package import Client
package import Formats
internal import Synchronization

/// Under which address a worker knows each service. Under two, one service would be two to it: the same task would be a job of
/// each, and a payment count twice.
package final class Acquaintances: Sendable {
    private let addresses = Mutex<[Bytes<32>: ServiceAddress]>([:])

    package init() {}

    /// A service that is known under another address.
    package struct KnownElsewhere: Error, Hashable {
        package let address: ServiceAddress

        package var sentence: String { "it is the service at \(address): one address of each is enough" }
    }

    /// The first address under which a service is met counts.
    package func meet(_ identity: Bytes<32>, at address: ServiceAddress) throws(KnownElsewhere) {
        let known = addresses.withLock { addresses in
            let known = addresses[identity] ?? address
            addresses[identity] = known
            return known
        }
        guard known == address else { throw KnownElsewhere(address: known) }
    }
}
