internal import NIOCore
internal import NIOHTTP1

/// Closes a connection whose other end is too slow. Stands first in its pipeline, where bytes are those of the socket.
final class ConnectionWatch: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private var pace: Pace
    private let place: Places.Place
    private let interval: TimeAmount
    private let measures: Measures
    private var written = 0
    private var looks: RepeatedTask?

    /// - Parameter place: the connection's, which another may have while no request is under way.
    init(_ allowance: Pace.Allowance, in place: Places.Place, _ measures: Measures) {
        pace = Pace(allowance, at: .now())
        self.place = place
        place.rests(since: pace.restsSince)
        interval = allowance.interval
        self.measures = measures
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let watched = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        looks = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            let (watch, context) = watched.value
            watch.look(context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { looks?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        looks?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        step { $0.received(at: .now()) }
        context.fireChannelRead(data)
    }

    /// Notes what happened. A connection that stops resting does so at once; it rests again once its answer is taken.
    fileprivate func step(_ change: (inout Pace) -> Void) {
        let before = pace.restsSince
        change(&pace)
        if pace.restsSince == nil && before != nil { place.rests(since: nil) }
    }

    /// The socket has taken all of an answer.
    fileprivate func answerIsTaken() { place.rests(since: pace.restsSince) }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        written += unwrapOutboundIn(data).readableBytes
        context.write(data, promise: promise)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output { pace.finish(at: .now()) }
        context.close(mode: mode, promise: promise)
    }

    private func look(_ context: ChannelHandlerContext) {
        let waiting = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        guard let fault = pace.fault(at: .now(), waiting: waiting, of: written) else { return }
        looks?.cancel()
        if fault != .lingering { measures.closed(fault) }
        context.close(promise: nil)
    }
}

/// Tells a `ConnectionWatch` where requests and answers begin and end.
final class RequestWatch: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let connection: ConnectionWatch

    init(_ connection: ConnectionWatch) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: connection.step { $0.requestBegan(at: .now()) }
        case .body: break
        case .end: connection.step { $0.requestEnded(at: .now()) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        connection.step { $0.answered(at: .now()) }
        let (taken, watch) = (
            promise ?? context.eventLoop.makePromise(), NIOLoopBound(connection, eventLoop: context.eventLoop)
        )
        taken.futureResult.whenComplete { _ in watch.value.answerIsTaken() }
        context.write(data, promise: taken)
    }
}
