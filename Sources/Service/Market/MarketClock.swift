package import Escrow
internal import Synchronization

/// The clock of a running service: the time at which what it is asked for counts.
///
/// It holds the time of day against the uptime, which nobody can set. Where they have parted by more than the tolerance since
/// the start, somebody has set the clock, and there is no telling which is right: nothing that time decides is done until
/// they agree again or the service is started anew.
///
/// What arrives counts from its arrival: while an act is on its way into the books, no later one counts from a later time,
/// so that a commitment which arrived before a deadline is there before the deadline has passed.
package final class MarketClock: Sendable {
    private struct State {
        var next: UInt64 = 0
        /// When the acts arrived that are on their way into the books.
        var arrivals: [UInt64: Moment] = [:]
    }

    /// What one look at the clock comes to. There is no other way to a time than through its judgement.
    private struct Look {
        private let reading: WallClock.Reading
        private let tolerance: Int64
        let parted: Int64

        init(_ reading: WallClock.Reading, since offset: Int64, tolerance: Int64) {
            self.reading = reading
            self.tolerance = tolerance
            parted = reading.offset - offset
        }

        private var isBelieved: Bool { abs(parted) <= tolerance }

        /// The reading, where it is believed.
        var believed: WallClock.Reading {
            get throws(ClockFault) {
                guard isBelieved else { throw .parted(by: parted) }
                return reading
            }
        }

        /// What the time would be had nobody set the clock.
        var corrected: Moment {
            guard !isBelieved else { return reading.time }
            let milliseconds = reading.time.milliseconds - parted
            return Moment(milliseconds: min(max(milliseconds, Moment.range.lowerBound), Moment.range.upperBound))!
        }
    }

    private let wall: WallClock
    private let tolerance: Int64
    private let offset: Int64
    private let state = Mutex(State())

    /// - Parameters:
    ///   - start: the reading that the clock is held to; the one of now where it is nil.
    ///   - tolerance: in milliseconds. What a clock is corrected by without being set stays far below a second.
    package init(_ wall: WallClock, since start: WallClock.Reading? = nil, tolerance: Int64) {
        self.wall = wall
        self.tolerance = tolerance
        offset = (start ?? wall.reading()).offset
    }

    private func look() -> Look { Look(wall.reading(), since: offset, tolerance: tolerance) }

    /// By how many milliseconds the clock was set forward (or, below zero, back) since the start.
    package var parted: Int64 { look().parted }

    /// The time that counts. Throws `ClockFault.parted`.
    package func now() throws(ClockFault) -> Moment {
        try state.withLock { state throws(ClockFault) in
            // Looked at under the lock, lest an act that arrives in between should have the earlier time.
            let now = try look().believed.time
            return state.arrivals.values.min().map { min(now, $0) } ?? now
        }
    }

    /// Does what has arrived now, and lets nothing count from a later time until it is done.
    ///
    /// - Parameter inAnyCase: do it also while the clocks have parted, by the time that it would be had nobody set one: for
    ///   reveals and signs of life, which a worker must make in time or pay for.
    package func arriving<Value>(
        inAnyCase: Bool = false, _ body: (Moment) async throws -> Value
    ) async throws -> Value {
        let (number, time) = try state.withLock { state throws(ClockFault) in
            let look = look()
            let now = try inAnyCase ? look.corrected : look.believed.time
            let time = state.arrivals.values.min().map { min(now, $0) } ?? now
            state.next += 1
            state.arrivals[state.next] = now
            return (state.next, time)
        }
        defer { state.withLock { _ = $0.arrivals.removeValue(forKey: number) } }
        return try await body(time)
    }

    /// What the time is taken for where nothing depends on it: what it would be had nobody set the clock.
    package var reading: Moment { look().corrected }

    /// Whole seconds since the beginning of 1970.
    var second: Int64 { reading.second }

    /// What a market's folder keeps of the clock. Throws `ClockFault.parted`: a clock that was set is not to be remembered.
    func record() throws(ClockFault) -> ClockRecord {
        ClockRecord(of: try look().believed)
    }
}

/// Why the machine's clock is not believed. Times are in milliseconds.
public enum ClockFault: Error, Equatable, Sendable {
    /// The clock was set while the service ran: by so much forward, or back.
    case parted(by: Int64)
    /// The clock was set, by so much forward or back, since the market last looked at it, on the same start of the machine.
    case set(by: Int64)
    /// It is earlier than what the market has seen: its log's last entry, or the last look at the clock.
    case behind(by: Int64)
    /// It is later by more than a day than what the market has seen, and the machine was started in between.
    case farAhead(by: Int64)
}
