internal import HummingbirdCore
internal import Glibc
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// A connection that is let in only where there is a place for it, and watched as long as it is open.
struct GuardedChannel<Base: ServerChildChannel>: ServerChildChannel {
    private let base: Base
    private let places: Places
    private let allowance: Pace.Allowance
    private let measures: Measures

    init(_ base: Base, _ limits: Limits, _ measures: Measures) {
        self.base = base
        self.measures = measures
        allowance = Pace.Allowance(limits)
        places = Places(limits.connections, perAddress: limits.connectionsPerAddress, meter: measures.connections)
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        do throws(Places.Refusal) {
            let place = try places.take(channel.partyAddress)
            channel.closeFuture.whenComplete { _ in withExtendedLifetime(place) {} }
        } catch {
            measures.turnedAway(error)
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(error)
        }
        let watch = ConnectionWatch(allowance, measures)
        do {
            try channel.pipeline.syncOperations.addHandler(watch)
        } catch {
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(error)
        }
        let watched = NIOLoopBound(watch, eventLoop: channel.eventLoop)
        return base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(RequestWatch(watched.value), position: .after(decoder))
            return value
        }
    }

    func handle(value: Base.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}

extension Channel {
    /// Where a connection comes from, as one party's share is counted: an address of IPv4, also where a socket of IPv6 has it
    /// (RFC 4291, section 2.5.5.2), and the first half of one of IPv6.
    var partyAddress: String {
        let address = remoteAddress?.ipAddress ?? "local"
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff {
            return bytes.suffix(4).map(String.init).joined(separator: ".")
        }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ".")
    }
}
