internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// A connection that is let in where there is a place for it, or one that rests leaves it the place, and watched as long as
/// it is open.
struct GuardedChannel<Base: ServerChildChannel>: ServerChildChannel {
    private let base: Base
    private let places: Places
    private let allowance: Pace.Allowance
    private let measures: Measures

    init(_ base: Base, _ limits: Limits, _ measures: Measures) {
        self.base = base
        self.measures = measures
        allowance = Pace.Allowance(limits)
        places = Places(
            limits.connections, perAddress: limits.connectionsPerAddress, meter: measures.connections,
            onDisplaced: { measures.displaced($0) })
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        let place: Places.Place
        do throws(Places.Share) {
            place = try places.take(channel.partyAddress) { channel.closeAtOnce() }
        } catch {
            measures.turnedAway(error)
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(error)
        }
        channel.closeFuture.whenComplete { _ in place.giveBack() }
        let watch = ConnectionWatch(allowance, in: place, measures)
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
    /// Closes a connection that a `GuardedChannel` let in.
    func closeAtOnce() {
        eventLoop.execute {
            // From the watch on, so that TLS does not wait for the other end to say goodbye.
            try? self.pipeline.syncOperations.context(handlerType: ConnectionWatch.self).close(promise: nil)
        }
    }
}
