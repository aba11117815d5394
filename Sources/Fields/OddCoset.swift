/// The odd coset of a domain, and the transform to a polynomial's values there.
///
/// It is the points s·ωⁱ where s² = ω: those on which xⁿ is −1, with n the domain's size.
package struct OddCoset: Sendable {
    let domain: EvaluationDomain
    /// For each power of two h below n, the powers v²ⁱ⁺¹ of v = s⁻ⁿᐟ²ʰ, which has order 4h, at h ..< 2h.
    let twiddles: [Fr]

    /// Costs n/2 multiplications and 32·n bytes. The domain has 2²⁷ elements at most.
    package init(of domain: EvaluationDomain) {
        precondition(domain.logSize < EvaluationDomain.maximumLogSize, "the coset needs a root of twice the order")
        self.domain = domain
        let s = (domain.logSize + 1..<EvaluationDomain.maximumLogSize)
            .reduce(EvaluationDomain.largestRoot) { root, _ in root.squared() }
        var table = [Fr](repeating: .one, count: domain.size)
        table.withUnsafeMutableBufferPointer { Self.fill($0, domain, inverseOfShift: s.inverse()!) }
        twiddles = table
    }

    /// The longest runs have the odd powers of s⁻¹; half as many of a root of order 4h are the domain's own twiddles, read
    /// backwards and with the opposite sign, since v²ʰ = −1.
    private static func fill(
        _ table: UnsafeMutableBufferPointer<Fr>, _ domain: EvaluationDomain, inverseOfShift v: Fr
    ) {
        let half = domain.size / 2
        guard half > 0 else { return }
        EvaluationDomain.scale(.init(rebasing: table[half...]), by: v, powersOf: v.squared())
        parallelRanges(count: half, minimum: 1 << 10) { range in
            for index in range where index > 0 {
                let h = 1 << (Int.bitWidth - 1 - index.leadingZeroBitCount)
                table[index] = -domain.twiddles[6 * h - 2 * index - 1]
            }
        }
    }

    /// What `forwardMirrored` makes of a polynomial's values at ω⁰, ω¹, … to −n times its values at s·ω⁰, s·ω¹, …
    ///
    /// It makes n·c₋ᵢ, with c the coefficients and indices modulo n. At z = 1/y, for a y of the coset, the sum of n·c₋ᵢ·zⁱ has
    /// zⁱ = −yⁿ⁻ⁱ for every i but 0: with the sign of the first turned, it is −n times the value at y. So nothing is put in order
    /// and nothing is scaled on the way. n/2 multiplications for each of log₂ n layers, by decimation in time.
    /// Source: Cooley and Tukey, "An Algorithm for the Machine Calculation of Complex Fourier Series".
    package func evaluate(_ values: UnsafeMutableBufferPointer<Fr>) {
        precondition(values.count == domain.size, "as many values as the domain has elements")
        values[0] = -values[0]
        guard domain.size > 1, !joinInLanes(values) else { return }
        let values = values.baseAddress!
        let (size, block) = (domain.size, min(domain.size, EvaluationDomain.blockSize))
        twiddles.withUnsafeBufferPointer { twiddles in
            let twiddles = twiddles.baseAddress!
            parallelRanges(count: size / block) { blocks in
                for start in blocks.lazy.map({ $0 * block }) { Self.joinBlock(values + start, block, twiddles) }
            }
            var half = block
            while half < size {
                parallelRanges(count: size / 2, minimum: 1 << 10) { range in
                    EvaluationDomain.forEachStretch(of: range, inRunsOf: half) { run, offset, count in
                        let low = values + 2 * half * run + offset
                        Self.joins(low, low + half, twiddles + half + offset, count)
                    }
                }
                half *= 2
            }
        }
    }

    private static func joinBlock(_ block: UnsafeMutablePointer<Fr>, _ size: Int, _ twiddles: UnsafePointer<Fr>) {
        var half = 1
        while half < size {
            for start in stride(from: 0, to: size, by: 2 * half) {
                joins(block + start, block + start + half, twiddles + half, half)
            }
            half *= 2
        }
    }

    /// (a, b) ← (a + ω·b, a − ω·b) along two runs.
    private static func joins(
        _ low: UnsafeMutablePointer<Fr>, _ high: UnsafeMutablePointer<Fr>, _ twiddles: UnsafePointer<Fr>, _ count: Int
    ) {
        if joinsInWords(low, high, twiddles, count) { return }
        for index in 0..<count {
            let (a, turned) = (low[index], high[index] * twiddles[index])
            low[index] = a + turned
            high[index] = a - turned
        }
    }
}
