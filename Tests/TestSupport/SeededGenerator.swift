import Fields

/// A random number generator with a seed, for tests that can be run again exactly (SplitMix64, Steele, Lea, Flood 2014).
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    public let seed: UInt64

    /// Draws a seed from the system and prints it, unless `seed` is given.
    public init(seed: UInt64? = nil, function: String = #function) {
        let chosen = seed ?? UInt64.random(in: .min ... .max)
        if seed == nil { print("\(function): seed \(chosen)") }
        self.seed = chosen
        state = chosen
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    public mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}
