/// How long to wait after each failure in a row: anything from nothing to a bound that doubles, so that workers which failed
/// together do not come back together.
///
/// Source: Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015), full jitter.
package struct Backoff<Generator: RandomNumberGenerator> {
    /// The bound after the first failure, and the largest, in seconds.
    package let first, largest: Double
    /// How often in a row it failed.
    package private(set) var failures = 0
    private var generator: Generator

    package init(first: Double = 0.5, largest: Double = 60, using generator: Generator) {
        precondition(first > 0 && largest >= first)
        self.first = first
        self.largest = largest
        self.generator = generator
    }

    /// The seconds to wait after one more failure.
    package mutating func next() -> Double {
        failures += 1
        let bound = min(largest, first * Double(UInt64(1) << UInt64(min(failures - 1, 40))))
        return Double.random(in: 0...bound, using: &generator)
    }

    /// It succeeded.
    package mutating func reset() { failures = 0 }
}

extension Backoff where Generator == SystemRandomNumberGenerator {
    package init(first: Double = 0.5, largest: Double = 60) {
        self.init(first: first, largest: largest, using: SystemRandomNumberGenerator())
    }
}

extension Backoff: Sendable where Generator: Sendable {}
