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

    /// One look at all of it. What is concluded about a time is concluded from the reading that has it: somebody may set the
    /// clock between two.
    package struct Reading: Hashable, Sendable {
        package let boot: String
        /// The time of day.
        package let time: Moment
        /// By how many milliseconds the time of day is ahead of the uptime. It changes where somebody sets the clock, and
        /// where the boot is another.
        package let offset: Int64
    }

    package func reading() -> Reading {
        func look() -> (reading: Reading, span: Int64) {
            let before = uptime()
            let time = now()
            return (Reading(boot: boot, time: time, offset: time.milliseconds - before), uptime() - before)
        }
        // A process that is stopped between two clocks would take the pause for a clock that was set.
        var best = look()
        for _ in 1..<5 where best.span >= 100 {
            let next = look()
            if next.span < best.span { best = next }
        }
        return best.reading
    }
}

extension Moment {
    /// The second in which it lies.
    var second: Int64 { milliseconds / 1000 }
}
