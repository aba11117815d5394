internal import NIOCore

/// Where one connection stands, and whether its other end is too slow there.
///
/// Everything has its time in whole: whoever sends one byte now and then gains nothing by it. A service that takes its time
/// for an answer is never the fault of who waits for it.
struct Pace {
    /// What was waited for too long.
    enum Fault: String {
        /// The head of a request, and before the first one the TLS handshake.
        case head
        /// The content of a request.
        case content
        /// Another request on a connection that has had its answer.
        case idle
        /// That a download as a whole is taken.
        case download
        /// That what was sent is taken.
        case reader
        /// That an answered connection is closed from the other side.
        case lingering
    }

    /// In which time each must be done.
    struct Allowance {
        let head: TimeAmount
        let content: TimeAmount
        let idle: TimeAmount
        /// For each `window` bytes of what waits to be taken.
        let reader: TimeAmount
        let lingering: TimeAmount

        init(_ limits: Limits) {
            head = .seconds(Int64(limits.headSeconds))
            // The answer that the content was too slow comes first.
            content = .seconds(Int64(limits.contentSeconds) + 5)
            idle = .seconds(Int64(limits.idleSeconds))
            reader = .seconds(Int64(limits.readerSeconds))
            lingering = .seconds(3)
        }

        /// How often to look.
        var interval: TimeAmount {
            let shortest = min(head, content, idle, reader)
            return .nanoseconds(min(max(shortest.nanoseconds / 4, 100_000_000), 2_000_000_000))
        }
    }

    private enum Phase {
        case idle, head
        /// A request whose content is not all there, answered or not.
        case content
        /// Requests that are read and not yet answered.
        case answering
    }

    /// What must be taken within `reader`, or all that waits where it is less.
    static let window = 32_768

    private let allowance: Allowance
    private var phase = Phase.head
    private var since: NIODeadline
    private var unanswered = 0
    private var answeredEarly: NIODeadline?
    private var finished: NIODeadline?
    private var taken = 0
    private var takenSince: NIODeadline

    /// A connection that is opened now: its first head is awaited.
    init(_ allowance: Allowance, at now: NIODeadline) {
        self.allowance = allowance
        (since, takenSince) = (now, now)
    }

    /// Bytes came, of whatever it is.
    mutating func received(at now: NIODeadline) {
        if phase == .idle { (phase, since) = (.head, now) }
    }

    mutating func requestBegan(at now: NIODeadline) {
        unanswered += 1
        (phase, since) = (.content, now)
    }

    mutating func requestEnded(at now: NIODeadline) {
        (phase, since) = (unanswered > 0 ? .answering : .idle, now)
        answeredEarly = nil
    }

    /// The whole answer to one request is written.
    mutating func answered(at now: NIODeadline) {
        unanswered -= 1
        if phase == .content {
            // An answer that is out before its request is in: the rest is not wanted, but a connection that is closed at
            // once may lose the answer. A request behind others was not read as fast as it came.
            if unanswered == 0 { answeredEarly = now } else { since = now }
        } else if unanswered == 0 {
            (phase, since) = (.idle, now)
        }
    }

    /// Since when no request is under way, also where the head of one has begun to come; nil while one is.
    var restsSince: NIODeadline? { phase == .idle || phase == .head ? since : nil }

    /// Nothing more is going to be written.
    mutating func finish(at now: NIODeadline) { finished = now }

    /// - Parameters:
    ///   - waiting: bytes that are written and not yet taken.
    ///   - total: bytes that were ever written.
    mutating func fault(at now: NIODeadline, waiting: Int, of total: Int) -> Fault? {
        if waiting == 0 || total - waiting - taken >= Self.window {
            (taken, takenSince) = (total - waiting, now)
        } else if now - takenSince >= allowance.reader {
            return .reader
        }
        // It has its answer once that is taken.
        if waiting > 0 && phase == .idle { since = now }
        if let end = finished ?? answeredEarly, now - end >= allowance.lingering { return .lingering }
        switch phase {
        case .head: return now - since >= allowance.head ? .head : nil
        case .content: return now - since >= allowance.content ? .content : nil
        case .idle: return now - since >= allowance.idle ? .idle : nil
        case .answering: return nil
        }
    }
}
