internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Wire

/// What is too much for anybody to have at once: so many are sent at a time, each to a reader who must keep up.
struct Downloads: Sendable {
    /// How long a reader may be waited for in all: `grace`, and for each byte its time at the least rate.
    struct Allowance: Sendable {
        let grace: Duration
        /// Bytes a second.
        let rate: Int

        init(_ limits: Limits) {
            grace = .seconds(limits.readerSeconds)
            rate = limits.downloadRate
        }

        func isUsedUp(by waited: Duration, for byteCount: Int) -> Bool {
            waited > grace + .seconds(Double(byteCount) / Double(rate))
        }
    }

    private let places: Places
    private let allowance: Allowance
    private let measures: Measures

    init(ofKeysWithin limits: Limits, _ measures: Measures) {
        places = Places(limits.downloads, perAddress: limits.downloadsPerAddress, meter: measures.downloads)
        allowance = Allowance(limits)
        self.measures = measures
    }

    init(ofTheLogWithin limits: Limits, _ measures: Measures) {
        places = Places(limits.exports, perAddress: limits.exportsPerAddress, meter: measures.exports)
        allowance = Allowance(limits)
        self.measures = measures
    }

    /// What a download that begins now is sent with.
    func begin(by visit: Visit) throws(Problem) -> @Sendable (ResponseBody) -> ResponseBody {
        let place: Places.Place
        do throws(Places.Share) {
            place = try places.take(visit.address)
        } catch {
            throw .tooManyDownloads
        }
        return { [allowance, measures] body in
            ResponseBody(contentLength: body.contentLength) { writer in
                do {
                    try await body.write(PacedWriter(writer, allowance))
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
    private let allowance: Downloads.Allowance
    private var byteCount = 0
    private var waited = Duration.zero

    init(_ writer: any ResponseBodyWriter, _ allowance: Downloads.Allowance) {
        self.writer = writer
        self.allowance = allowance
    }

    mutating func write(_ buffer: ByteBuffer) async throws {
        var rest = buffer
        while let piece = rest.readSlice(length: min(rest.readableBytes, Self.piece)), piece.readableBytes > 0 {
            let start = ContinuousClock.now
            try await writer.write(piece)
            waited += ContinuousClock.now - start
            byteCount += piece.readableBytes
            if allowance.isUsedUp(by: waited, for: byteCount) { throw TooSlow() }
        }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws { try await writer.finish(trailingHeaders) }
}
