public import Escrow
internal import Foundation

/// What tells the time. Tests bring their own.
public struct WallClock: Sendable {
    /// The time of day: somebody may set it.
    public let now: @Sendable () -> Moment
    /// Milliseconds since the machine was started, sleep counted: nobody can set it.
    public let uptime: @Sendable () -> Int64
    /// Names the start that `uptime` counts from.
    public let boot: String

    public init(
        boot: String, now: @escaping @Sendable () -> Moment, uptime: @escaping @Sendable () -> Int64
    ) {
        self.boot = boot
        self.now = now
        self.uptime = uptime
    }

    /// A clock that nobody sets.
    public init(now: @escaping @Sendable () -> Moment) {
        self.init(boot: "", now: now, uptime: { now().milliseconds })
    }

    /// The system's clock, held between 1970 and 9999; the uptime is `CLOCK_BOOTTIME`, and the boot Linux' `boot_id`.
    public static let system = WallClock(
        boot: bootID,
        now: {
            let milliseconds = Int64(Date().timeIntervalSince1970 * 1000)
            return Moment(milliseconds: min(max(milliseconds, Moment.range.lowerBound), Moment.range.upperBound))!
        },
        uptime: {
            var time = timespec()
            precondition(clock_gettime(CLOCK_BOOTTIME, &time) == 0, "Linux has this clock since 2.6.39")
            return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        })

    private static let bootID: String = {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }()

    /// By how many milliseconds the time of day is ahead of the uptime. It changes where somebody sets the clock, and
    /// where the boot is another.
    var offset: Int64 {
        var (best, shortest) = (Int64(0), Int64.max)
        // A process that is stopped between two readings would take the pause for a clock that was set.
        for _ in 0..<5 {
            let before = uptime()
            let wall = now().milliseconds
            let span = uptime() - before
            if span < shortest { (best, shortest) = (wall - before, span) }
            if span < 100 { break }
        }
        return best
    }
}

extension Moment {
    /// The second in which it lies.
    var second: Int64 { milliseconds / 1000 }
}
