package import Addresses

/// How a search stands. It has no memory: however long it ran, the time still to expect is the same.
public struct SearchProgress: Hashable, Sendable {
    public let keysTried: UInt64
    /// Seconds since the start.
    public let elapsed: Double
    /// The probability that a search of so many keys has found one, 0 to 1.
    public let probability: Double
    /// Seconds, from any moment on, until a hit is as likely as not; infinite before the first keys.
    public let secondsToHalf: Double

    /// Over the whole run; 0 at its start.
    public var keysPerSecond: Double { elapsed > 0 ? Double(keysTried) / elapsed : 0 }

    package init(keysTried: UInt64, elapsed: Double, pattern: AddressPattern) {
        self.keysTried = keysTried
        self.elapsed = elapsed
        probability = pattern.probability(within: Double(keysTried))
        secondsToHalf = keysTried > 0 ? pattern.triesForHalf * elapsed / Double(keysTried) : .infinity
    }
}
