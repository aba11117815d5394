public import Escrow
internal import Foundation

/// What tells the time. Tests bring their own.
public struct WallClock: Sendable {
    public let now: @Sendable () -> Moment

    public init(now: @escaping @Sendable () -> Moment) { self.now = now }

    /// The system's clock, held between 1970 and 9999.
    public static let system = WallClock {
        let milliseconds = Int64(Date().timeIntervalSince1970 * 1000)
        return Moment(milliseconds: min(max(milliseconds, Moment.range.lowerBound), Moment.range.upperBound))!
    }

    /// Whole seconds since the beginning of 1970.
    var second: Int64 { now().second }
}

extension Moment {
    /// The second in which it lies.
    var second: Int64 { milliseconds / 1000 }
}
