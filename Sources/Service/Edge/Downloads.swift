internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Wire

/// What is too much for anybody to have at once: so many are sent at a time, each to a reader who must keep up.
///
/// Where all places are taken, whoever comes has the place of the reader who lags furthest behind a comfortable rate. So those
/// who take as little as they may keep nobody out, however many they are.
struct Downloads: Sendable {
    /// What is sent, each kind in places of its own.
    enum Kind: String {
        /// Proving keys.
        case keys
        /// The whole log.
        case exports
        /// Parts of the log.
        case pages
    }

    /// What a reader is waited for.
    struct Allowance: Sendable {
        /// A reader who takes this many times the least rate never lags.
        private static let comfort = 16

        private let grace: Duration
        /// Bytes a second.
        private let rate: Int

        init(_ limits: Limits) {
            grace = .seconds(limits.readerSeconds)
            rate = limits.downloadRate
        }

        /// Whether a reader was waited for too long in all: for `grace`, and for each byte its time at the least rate.
        func isUsedUp(by waited: Duration, for byteCount: Int) -> Bool {
            waited > grace + .seconds(Double(byteCount) / Double(rate))
        }

        /// When a reader begins to lag, or since when it does, who has been waited for so long and is waited for again from `time` on:
        /// after a third of `grace` and for each byte its time at a comfortable rate.
        func lag(at time: NIODeadline, after waited: Duration, for byteCount: Int) -> NIODeadline {
            let due = grace / 3 + .seconds(Double(byteCount) / Double(rate * Self.comfort))
            return time + TimeAmount(due - waited)
        }
    }

    private let kind: Kind
    private let places: Places
    private let allowance: Allowance
    private let measures: Measures

    init(of kind: Kind, within limits: Limits, _ measures: Measures) {
        self.kind = kind
        self.measures = measures
        allowance = Allowance(limits)
        let (total, perAddress, meter) =
            switch kind {
            case .keys: (limits.downloads, limits.downloadsPerAddress, measures.downloads)
            case .exports: (limits.exports, limits.exportsPerAddress, measures.exports)
            case .pages: (limits.logPages, limits.logPagesPerAddress, measures.logPages)
            }
        places = Places(
            total, perAddress: perAddress, meter: meter, onDisplaced: { _ in measures.displaced(kind) })
    }

    /// What a download that begins now is sent with.
    func begin(by visit: Visit) throws(Problem) -> @Sendable (ResponseBody) -> ResponseBody {
        let place: Places.Place
        do throws(Places.Share) {
            place = try places.take(visit.address) { visit.hangUp() }
        } catch {
            throw .tooManyDownloads
        }
        return { [allowance, measures] body in
            ResponseBody(contentLength: body.contentLength) { writer in
                do {
                    try await body.write(PacedWriter(writer, in: place, allowance))
                } catch is PacedWriter.TooSlow {
                    measures.closed(.download)
                    throw PacedWriter.TooSlow()
                }
                place.giveBack()
            }
        }
    }
}

/// Writes as fast as the reader takes it, until the reader has been waited for too long in all. The connection is closed then.
private struct PacedWriter: ResponseBodyWriter {
    struct TooSlow: Error {}

    /// What is written at once: the next piece waits until this one is nearly taken.
    private static let piece = 65_536

    private var writer: any ResponseBodyWriter
    private let place: Places.Place
    private let allowance: Downloads.Allowance
    private var byteCount = 0
    private var waited = Duration.zero

    init(_ writer: any ResponseBodyWriter, in place: Places.Place, _ allowance: Downloads.Allowance) {
        self.writer = writer
        self.place = place
        self.allowance = allowance
    }

    mutating func write(_ buffer: ByteBuffer) async throws {
        var rest = buffer
        while let piece = rest.readSlice(length: min(rest.readableBytes, Self.piece)), piece.readableBytes > 0 {
            let start = ContinuousClock.now
            place.rests(since: allowance.lag(at: .now(), after: waited, for: byteCount))
            try await writer.write(piece)
            // What the service takes for the next piece is not the reader's time.
            place.rests(since: nil)
            waited += ContinuousClock.now - start
            byteCount += piece.readableBytes
            if allowance.isUsedUp(by: waited, for: byteCount) { throw TooSlow() }
        }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws { try await writer.finish(trailingHeaders) }
}
