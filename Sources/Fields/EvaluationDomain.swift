/// The group of 2ⁿ-th roots of unity in Fr, and the transforms between a polynomial's coefficients and its values there.
///
/// The root is 5^((r − 1)/2²⁸), the least non-residue's, squared down to order 2ⁿ: the one that iden3's tools use.
/// Everything is in natural order and in place, on all processors. Variable-time.
public struct EvaluationDomain: Sendable {
    /// n, from 0 to 28.
    public let logSize: Int
    /// The generator ω of the group.
    public let root: Fr
    /// 2⁻ⁿ.
    public let sizeInverse: Fr
    /// For each power of two h below the size, the roots ω₂ₕ⁰ … ω₂ₕʰ⁻¹ of order 2h at h ..< 2h.
    let twiddles: [Fr]

    /// 2ⁿ.
    public var size: Int { 1 << logSize }

    /// The largest n: r − 1 is divisible by 2²⁸.
    public static let maximumLogSize = 28

    /// The root of order 2²⁸.
    package static let largestRoot = Fr(Fr.nonResidue).power((BigInteger(Fr.modulus) - 1) >> maximumLogSize)

    /// The domain of 2ⁿ elements, n from 0 to 28. Costs 2ⁿ/2 multiplications and 32·2ⁿ bytes.
    public init(logSize: Int) {
        precondition((0...Self.maximumLogSize).contains(logSize), "the domains of Fr have 2⁰ to 2²⁸ elements")
        self.logSize = logSize
        var root = Self.largestRoot
        for _ in logSize..<Self.maximumLogSize { root = root.squared() }
        self.root = root
        sizeInverse = Fr(UInt64(1) << UInt64(logSize)).inverse()!
        twiddles = Self.twiddles(root: root, size: 1 << logSize)
    }

    /// The smallest domain of at least `count` elements; nil above 2²⁸.
    public init?(holding count: Int) {
        guard count <= 1 << Self.maximumLogSize else { return nil }
        self.init(logSize: count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount)
    }

    private static func twiddles(root: Fr, size: Int) -> [Fr] {
        var table = [Fr](repeating: .one, count: size)
        guard size > 1 else { return table }
        let half = size / 2
        table.withUnsafeMutableBufferPointer { table in
            scale(.init(rebasing: table[half...]), byPowersOf: root)
            for index in stride(from: half - 1, through: 1, by: -1) { table[index] = table[2 * index] }
        }
        return table
    }

    /// Coefficients c₀, c₁, … to values at ω⁰, ω¹, …. The buffer has `size` elements.
    ///
    /// n/2 multiplications for each element. Decimation in frequency: Gentleman and Sande, "Fast Fourier Transforms: for
    /// fun and profit".
    public func forward(_ values: UnsafeMutableBufferPointer<Fr>) {
        precondition(values.count == size, "as many values as the domain has elements")
        decimate(values)
        reverseBits(values)
    }

    /// The same with the value at ωⁱ left at the index whose bits are those of i in the opposite order, which spares a pass over
    /// memory. `OddCoset` goes on from there.
    package func forwardMirrored(_ values: UnsafeMutableBufferPointer<Fr>) {
        precondition(values.count == size, "as many values as the domain has elements")
        decimate(values)
    }

    /// The index, below `size`, whose bits are those of `index` in the opposite order.
    @inline(__always)
    func mirror(_ index: Int) -> Int {
        logSize == 0 ? 0 : Int(bitPattern: UInt(bitPattern: index).bitReversed >> UInt(Int.bitWidth - logSize))
    }

    /// Values at ω⁰, ω¹, … to coefficients c₀, c₁, …. The buffer has `size` elements.
    public func inverse(_ values: UnsafeMutableBufferPointer<Fr>) {
        forward(values)
        // A transform with ω⁻¹ is one with ω whose result is read backwards.
        var tail = values[1...]
        tail.reverse()
        Self.scale(values, by: sizeInverse, powersOf: .one)
    }

    public func forward(_ values: inout [Fr]) { values.withUnsafeMutableBufferPointer { forward($0) } }

    public func inverse(_ values: inout [Fr]) { values.withUnsafeMutableBufferPointer { inverse($0) } }

    /// Multiplies element i by shiftⁱ: coefficients whose values are then those on the coset shift·⟨ω⟩.
    public static func scale(_ values: UnsafeMutableBufferPointer<Fr>, byPowersOf shift: Fr) {
        scale(values, by: .one, powersOf: shift)
    }

    /// Multiplies element i by factor·shiftⁱ.
    package static func scale(_ values: UnsafeMutableBufferPointer<Fr>, by factor: Fr, powersOf shift: Fr) {
        parallelRanges(count: values.count, minimum: 1 << 10) { range in
            var power = factor * shift.power(range.lowerBound)
            let start = range.lowerBound + scaleInLanes(.init(rebasing: values[range]), by: &power, powersOf: shift)
            for index in start..<range.upperBound {
                values[index] *= power
                power *= shift
            }
        }
    }

    public static func scale(_ values: inout [Fr], byPowersOf shift: Fr) {
        values.withUnsafeMutableBufferPointer { scale($0, byPowersOf: shift) }
    }
}

// MARK: - Values at a point

extension EvaluationDomain {
    /// x^size − 1, which vanishes exactly on the domain.
    public func vanishing(at x: Fr) -> Fr {
        var power = x
        for _ in 0..<logSize { power = power.squared() }
        return power - .one
    }

    /// L₀(x), L₁(x), …, where Lᵢ is 1 at ωⁱ and 0 elsewhere on the domain: (x^size − 1)/size · ωⁱ/(x − ωⁱ).
    public func lagrangeCoefficients(at x: Fr) -> [Fr] {
        var powers = [Fr](repeating: .one, count: size)
        Self.scale(&powers, byPowersOf: root)
        let numerator = vanishing(at: x) * sizeInverse
        guard !numerator.isZero else { return powers.map { $0 == x ? .one : .zero } }
        return [Fr](unsafeUninitializedCapacity: size) { buffer, initialized in
            let coefficients = buffer
            parallelRanges(count: size, minimum: 1 << 10) { range in
                var inverses = powers[range].map { x - $0 }
                invertAll(&inverses)
                for (index, inverse) in zip(range, inverses) {
                    coefficients.initializeElement(at: index, to: numerator * powers[index] * inverse)
                }
            }
            initialized = size
        }
    }
}

// MARK: - The transform

extension EvaluationDomain {
    /// What the second-level cache holds twice over: 2¹² elements are 128 KiB.
    static let blockSize = 1 << 12

    /// The forward transform with its result in bit-reversed order: first layer by layer across all values, then, once the
    /// halves fit a block, block by block.
    private func decimate(_ values: UnsafeMutableBufferPointer<Fr>) {
        guard size > 1, !decimateInLanes(values) else { return }
        let values = values.baseAddress!
        twiddles.withUnsafeBufferPointer { twiddles in
            let twiddles = twiddles.baseAddress!
            var length = size
            while length > Self.blockSize {
                let half = length / 2
                parallelRanges(count: size / 2, minimum: 1 << 10) { range in
                    Self.forEachStretch(of: range, inRunsOf: half) { run, offset, count in
                        let low = values + 2 * half * run + offset
                        Self.butterflies(low, low + half, twiddles + half + offset, count)
                    }
                }
                length = half
            }
            let block = length
            parallelRanges(count: size / block) { blocks in
                for start in blocks.lazy.map({ $0 * block }) {
                    Self.decimateBlock(values + start, block, twiddles)
                }
            }
        }
    }

    private static func decimateBlock(_ block: UnsafeMutablePointer<Fr>, _ size: Int, _ twiddles: UnsafePointer<Fr>) {
        var half = size / 2
        while half > 1 {
            for start in stride(from: 0, to: size, by: 2 * half) {
                butterflies(block + start, block + start + half, twiddles + half, half)
            }
            half /= 2
        }
        for start in stride(from: 0, to: size, by: 2) {
            let (a, b) = (block[start], block[start + 1])
            block[start] = a + b
            block[start + 1] = a - b
        }
    }

    /// (a, b) ← (a + b, (a − b)·ω) along two runs.
    private static func butterflies(
        _ low: UnsafeMutablePointer<Fr>, _ high: UnsafeMutablePointer<Fr>, _ twiddles: UnsafePointer<Fr>, _ count: Int
    ) {
        if butterfliesInWords(low, high, twiddles, count) { return }
        for index in 0..<count {
            let (a, b) = (low[index], high[index])
            low[index] = a + b
            high[index] = (a - b) * twiddles[index]
        }
    }

    /// Cuts indices into runs of `length`, and calls `body` with each run, the first index in it and how many follow.
    static func forEachStretch(
        of range: Range<Int>, inRunsOf length: Int, _ body: (_ run: Int, _ offset: Int, _ count: Int) -> Void
    ) {
        var index = range.lowerBound
        while index < range.upperBound {
            let (run, offset) = index.quotientAndRemainder(dividingBy: length)
            let count = min(length - offset, range.upperBound - index)
            body(run, offset, count)
            index += count
        }
    }

    private func reverseBits(_ values: UnsafeMutableBufferPointer<Fr>) {
        guard size > 2 else { return }
        let values = values.baseAddress!
        parallelRanges(count: size, minimum: 1 << 12) { range in
            for index in range {
                let mirror = mirror(index)
                if index < mirror { swap(&values[index], &values[mirror]) }
            }
        }
    }
}

extension UInt {
    /// The bits in the opposite order.
    fileprivate var bitReversed: UInt {
        var x = byteSwapped
        x = (x >> 4) & 0x0f0f_0f0f_0f0f_0f0f | (x & 0x0f0f_0f0f_0f0f_0f0f) << 4
        x = (x >> 2) & 0x3333_3333_3333_3333 | (x & 0x3333_3333_3333_3333) << 2
        return (x >> 1) & 0x5555_5555_5555_5555 | (x & 0x5555_5555_5555_5555) << 1
    }
}
