package import Fields

/// How scalars are cut into windows.
package struct WindowPlan {
    /// The width of a window, 2 to 16.
    package let bits: Int
    package let windows: Int
    /// 2^(bits − 1) in every window but the top one: see `BucketWindow`.
    package let offset: UInt256
    /// A power of two that the top window's digits do not exceed: what is left of the scalars may be a few bits only.
    package let topBuckets: Int

    /// The plan with the fewest additions: one an entry and two a bucket, in each window. `greatest` is below 2²⁵⁴.
    package init(entries: Int, greatest: UInt256) {
        let logarithm = Int.bitWidth - entries.leadingZeroBitCount
        let plans = (max(2, min(logarithm, 16) - 5)...min(max(2, logarithm), 16)).map {
            WindowPlan(bits: $0, greatest: greatest)
        }
        self = plans.min { $0.cost(entries) < $1.cost(entries) }!
    }

    /// The fewest windows of this width in which the top digit of no scalar up to `greatest` exceeds 2^(bits − 1).
    package init(bits: Int, greatest: UInt256) {
        precondition(greatest.bitWidth <= 254)
        var (windows, offset) = (1, BigInteger(0))
        while (BigInteger(greatest) + offset) >> (bits * (windows - 1)) > BigInteger(1) << (bits - 1) {
            offset = offset + BigInteger(1) << (bits * windows - 1)
            windows += 1
        }
        let top = (BigInteger(greatest) + offset).uint256!.bits(from: bits * (windows - 1), count: bits)
        self.bits = bits
        self.windows = windows
        self.offset = offset.uint256!
        topBuckets = top < 2 ? 1 : 1 << (UInt64.bitWidth - (top - 1).leadingZeroBitCount)
    }

    private func cost(_ entries: Int) -> Int {
        (windows - 1) * (entries + 2 << (bits - 1)) + entries + 2 * topBuckets
    }
}
