import FoundationEssentials
import Glibc
import Synchronization

/// What long work says of itself on standard error: a line rewritten in place on a terminal, now and then a plain line
/// elsewhere. Any thread may call it, as often as it likes.
public final class Progress: Sendable {
    /// How lines appear.
    public enum Style: Equatable, Sendable {
        /// Over each other, at most ten a second, cut to this many columns.
        case rewriting(columns: Int)
        /// Under each other, at most one in this many seconds, the first after that long.
        case lines(every: Double)
        case silent
    }

    private struct State {
        /// When the last line was written, or where there is none yet, when the work began.
        var last: Double
        var shown = false
    }

    private let style: Style
    private let clock: @Sendable () -> Double
    private let write: @Sendable (String) -> Void
    private let start: Double
    private let state: Mutex<State>

    /// To standard error, in the style that suits it.
    public convenience init(silent: Bool = false) {
        let beginning = ContinuousClock.now
        self.init(
            style: silent ? .silent : Self.styleOfStandardError,
            clock: {
                let (seconds, attoseconds) = beginning.duration(to: .now).components
                return Double(seconds) + Double(attoseconds) * 1e-18
            },
            write: { try? Output.writeAll($0, to: STDERR_FILENO) })
    }

    /// - Parameter clock: seconds since any fixed time.
    package init(style: Style, clock: @escaping @Sendable () -> Double, write: @escaping @Sendable (String) -> Void) {
        self.style = style
        self.clock = clock
        self.write = write
        start = clock()
        state = Mutex(State(last: start))
    }

    /// The seconds since the work began.
    public var elapsed: Double { clock() - start }

    /// Shows a line, where it is time for one; it is made only then.
    public func show(_ line: () -> String) {
        state.withLock { state in
            let now = clock()
            switch style {
            case .rewriting(let columns):
                guard !state.shown || now - state.last >= 0.1 else { return }
                // Erasing after the text and not before it keeps the line from flickering.
                write("\r" + line().prefix(max(columns - 1, 0)) + "\u{1b}[K")
                state.shown = true
            case .lines(let pause):
                guard now - state.last >= pause else { return }
                write(line() + "\n")
            case .silent: return
            }
            state.last = now
        }
    }

    /// Shows how much of the work is done: `making the proving key  [#####·····]  52 %, 12 s left`.
    ///
    /// - Parameter share: from 0 to 1.
    public func show(_ label: String, share: Double) {
        let elapsed = elapsed
        show { Self.bar(label, share: share, elapsed: elapsed) }
    }

    /// Ends the line that is rewritten, with a last line or, where that is nil, without a trace.
    public func finish(_ line: String? = nil) {
        state.withLock { state in
            if case .rewriting = style, state.shown { write("\r\u{1b}[K") }
            if style != .silent, let line { write(line + "\n") }
            state.shown = false
        }
    }

    package static func bar(_ label: String, share: Double, elapsed: Double) -> String {
        let share = min(max(share, 0), 1)
        let done = Int(share * 20)
        let bar = String(repeating: "#", count: done) + String(repeating: "·", count: 20 - done)
        // The first moments say little about the rest.
        let isKnown = share >= 0.02 && share < 1 && elapsed >= 1
        let left = isKnown ? ", \(TimeText.length(seconds: elapsed / share * (1 - share))) left" : ""
        return "\(label)  [\(bar)]  \(Int(share * 100)) %\(left)"
    }

    private static var styleOfStandardError: Style {
        guard isatty(STDERR_FILENO) == 1, ProcessInfo.processInfo.environment["TERM"] != "dumb" else {
            return .lines(every: 10)
        }
        var size = winsize()
        let known = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return .rewriting(columns: known ? Int(size.ws_col) : 80)
    }
}
