internal import FoundationEssentials
internal import Synchronization

/// What a service's clock shows, as far as that can be told from here: what it last said, and the time since on a clock that
/// never jumps. Before it said anything, this machine's.
package final class ServiceClock: Sendable {
    private let heard = Mutex<(second: Int64, at: ContinuousClock.Instant)?>(nil)

    package init() {}

    /// The service said that it is this second.
    package func hear(_ second: Int64) { heard.withLock { $0 = (second, .now) } }

    /// Seconds since the beginning of 1970.
    package var now: Int64 { reading.second }

    /// The same, and whether it is the service's: this machine's own clock may jump.
    package var reading: (second: Int64, isHeard: Bool) {
        heard.withLock { heard in
            guard let heard else { return (Int64(Date().timeIntervalSince1970), false) }
            return (heard.second + (ContinuousClock.now - heard.at).components.seconds, true)
        }
    }
}

/// This machine's clock, for people: milliseconds since the beginning of 1970. It may jump.
func wallMilliseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
