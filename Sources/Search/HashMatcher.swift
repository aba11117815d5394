package import Addresses

/// Finds the lanes whose hash lies in a pattern's ranges.
package struct HashMatcher {
    private let ranges: [ClosedRange<Hash160>]

    package init(_ pattern: AddressPattern) { ranges = pattern.ranges }

    /// Calls `found` with each lane that matches. `words` are five vectors, the most significant word first.
    ///
    /// Almost every lane falls out at the first 64 bits.
    @inline(__always)
    package func forEachMatch<Lanes: WordLanes>(_ words: UnsafePointer<Lanes>, _ found: (Int) -> Void) {
        let rows = UnsafeRawPointer(words).assumingMemoryBound(to: UInt32.self)
        for lane in 0..<Lanes.count {
            func word(_ row: Int) -> UInt64 { UInt64(rows[row * Lanes.count + lane]) }
            let high = word(0) << 32 | word(1)
            for range in ranges where range.lowerBound.high <= high && high <= range.upperBound.high {
                let hash = Hash160(high: high, middle: word(2) << 32 | word(3), low: UInt32(word(4)))
                if range.contains(hash) { found(lane) }
            }
        }
    }
}
