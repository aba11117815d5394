public import Addresses
public import Curves
import Dispatch
package import Fields

/// The search of a vanity task: given Q, a k from 1 to 2²⁵⁰ − 1 such that the address of Q + k·G has a pattern.
///
/// Each thread draws its own start from the system's generator, uniform below 2²⁵⁰ − 2⁶⁴, and walks on from there: the ranges of
/// any two threads, or runs, of fewer than 2⁶⁴ keys overlap with a probability below 2⁻¹⁸⁴. The searcher never learns the secret of Q.
public struct VanitySearch: Sendable {
    public let point: AffinePoint<Secp256k1>
    public let pattern: AddressPattern
    /// At least 1.
    public let threads: Int

    /// A batch has twice as many keys.
    private static let reach = 1024

    /// `threads` is the number of processors unless given, at least 1. Throws for a Q that is no public key, and for one that
    /// has the pattern itself.
    public init(
        point: AffinePoint<Secp256k1>, pattern: AddressPattern, threads: Int? = nil
    ) throws(SearchError) {
        guard let checked = AffinePoint<Secp256k1>(x: point.x, y: point.y),
            let address = BitcoinAddress(publicKey: checked)
        else { throw .invalidPoint }
        guard !pattern.matches(address.hash160) else { throw .pointMatches }
        self.point = checked
        self.pattern = pattern
        self.threads = max(1, threads ?? processorCount)
    }

    /// Searches until a hit or until `isCancelled` says true, which is asked about 20 times a second; nil when cancelled.
    ///
    /// Calls `progress` and `isCancelled` on the calling thread, which waits; `progress` about every half second, and once at
    /// the end. Each thread asks `isPaused` before every batch of some thousand keys, and waits while it says true.
    public func run(
        progress: @Sendable (SearchProgress) -> Void = { _ in },
        isCancelled: @Sendable () -> Bool = { false }, isPaused: @escaping @Sendable () -> Bool = { false }
    ) throws(SearchError) -> VanityHit? {
        var generator = SystemRandomNumberGenerator()
        return try run(
            starts: (0..<threads).map { _ in Self.randomStart(using: &generator) }, progress: progress,
            isCancelled: isCancelled, isPaused: isPaused)
    }

    /// `run` with the first offset of each thread given.
    package func run(
        starts: [UInt256], progress: @Sendable (SearchProgress) -> Void = { _ in },
        isCancelled: @Sendable () -> Bool = { false }, isPaused: @escaping @Sendable () -> Bool = { false }
    ) throws(SearchError) -> VanityHit? {
        let state = SharedState()
        let table = GeneratorTable(reach: Self.reach)
        let group = DispatchGroup()
        let clock = ContinuousClock()
        let begin = clock.now
        for start in starts {
            // Each a serial queue, and so a thread of its own: the threads of a concurrent queue are the few that run the program's
            // tasks, and would be taken for as long as the search goes on.
            DispatchQueue(label: "search").async(group: group) { [self] in
                state.search(SearchThread(self, start: start, table: table), isPaused: isPaused)
            }
        }
        func report() {
            let elapsed = (clock.now - begin) / .seconds(1)
            progress(SearchProgress(keysTried: state.keysTried, elapsed: elapsed, pattern: pattern))
        }
        var ticks = 0
        while group.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
            ticks += 1
            if ticks.isMultiple(of: 10) { report() }
            if isCancelled() { state.stop() }
        }
        report()
        return try state.result()
    }

    /// Uniform from 1 to 2²⁵⁰ − 2⁶⁴.
    package static func randomStart(using generator: inout some RandomNumberGenerator) -> UInt256 {
        while true {
            let start = UInt256(generator.next(), generator.next(), generator.next(), generator.next() >> 6)
            let room = UInt256(0, .max, .max, (1 << 58) - 1)
            if !start.isZero && start <= room { return start }
        }
    }

    /// The hit at an offset, recomputed from it alone; nil where the sum is the identity or Q, or the offset out of range.
    package func confirm(_ offset: UInt256) throws(SearchError) -> VanityHit? {
        guard !offset.isZero, offset.bitWidth <= 250,
            let derived = IndependentDerivation(scalar: offset.bigEndianBytes, offsetFrom: point),
            derived.point != point
        else { return nil }
        guard pattern.matches(derived.address.hash160) && pattern.matches(address: derived.address.text) else {
            throw .unconfirmed
        }
        return VanityHit(offset: offset, point: derived.point, address: derived.address)
    }
}
