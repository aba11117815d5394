internal import CoreMetrics
internal import Ledger
internal import ServiceLifecycle
internal import Synchronization

/// Tells every stream of events when the log has grown. What it grew by, each stream reads from the books.
///
/// Handlers ring as soon as they have changed something; what other processes change is seen within a second.
final class EventFeed: Service {
    private struct State {
        var streams: [UInt64: (address: String, continuation: AsyncStream<Void>.Continuation)] = [:]
        var next: UInt64 = 0
        var isOver = false
    }

    private let books: Books
    private let limits: Limits
    private let measures: Measures
    private let state = Mutex(State())

    init(books: Books, limits: Limits, measures: Measures) {
        self.books = books
        self.limits = limits
        self.measures = measures
    }

    /// A signal for one stream, until its reader goes away or the service stops. Nil where there are too many.
    func open(for address: String) -> AsyncStream<Void>? {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number: UInt64? = state.withLock { state in
            let own = state.streams.count { $0.value.address == address }
            guard !state.isOver, state.streams.count < limits.eventStreams, own < limits.eventStreamsPerAddress else {
                return nil
            }
            state.next += 1
            state.streams[state.next] = (address, continuation)
            measures.eventStreams.set(state.streams.count)
            return state.next
        }
        guard let number else { return nil }
        continuation.onTermination = { [weak self] _ in self?.close(number) }
        continuation.yield()
        return stream
    }

    private func close(_ number: UInt64) {
        state.withLock { state in
            state.streams[number] = nil
            measures.eventStreams.set(state.streams.count)
        }
    }

    /// Wakes every stream.
    func ring() {
        for continuation in state.withLock({ $0.streams.values.map(\.continuation) }) { continuation.yield() }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var (seen, seconds) = (UInt64(0), 0)
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
                seconds += 1
                let size = (try? await self.books.totals().entries) ?? seen
                // A stream that is woken for nothing says that it lives, and finds out whether its reader does.
                guard size != seen || seconds.isMultiple(of: 10) else { continue }
                seen = size
                self.ring()
            }
        }
        let streams = state.withLock { state in
            state.isOver = true
            return state.streams.values.map(\.continuation)
        }
        for continuation in streams { continuation.finish() }
    }
}
