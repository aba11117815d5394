internal import CKernels

// The transform's hot loops in C. Each answers how much of the work it did, which is none where the kernel in use has no such
// loop; the portable twins stand in `EvaluationDomain.swift`.

extension EvaluationDomain {
    /// The forward transform with its result in bit-reversed order, two layers to a pass over memory and the last three in
    /// one; whether it was done. Small ones are not.
    func decimateInLanes(_ values: UnsafeMutableBufferPointer<Fr>) -> Bool {
        guard Kernel.current == .ifma, logSize >= 7 else { return false }
        let values = UnsafeMutableRawPointer(values.baseAddress!).assumingMemoryBound(to: UInt64.self)
        twiddles.withUnsafeBytes { twiddles in
            let twiddles = twiddles.baseAddress!.assumingMemoryBound(to: UInt64.self)
            var length = size
            // What is left above the last three layers is then an even number of layers.
            if (logSize - 3) % 2 == 1 {
                parallelRanges(count: size / 16, minimum: 1 << 6) { range in
                    vc_ifma_fr_layer(values, size / 2, 8 * range.lowerBound, 8 * range.count, twiddles)
                }
                length /= 2
            }
            while length > Self.blockSize {
                let (run, quarter) = (length, length / 4)
                parallelRanges(count: size / 32, minimum: 1 << 5) { range in
                    Self.forEachStretch(of: range, inRunsOf: quarter / 8) { index, offset, count in
                        vc_ifma_fr_two_layers(values + 4 * index * run, quarter, 8 * offset, 8 * count, twiddles)
                    }
                }
                length = quarter
            }
            let block = length
            parallelRanges(count: size / block) { blocks in
                for index in blocks { Self.decimateBlockInLanes(values + 4 * index * block, block, twiddles) }
            }
        }
        return true
    }

    private static func decimateBlockInLanes(
        _ block: UnsafeMutablePointer<UInt64>, _ size: Int, _ twiddles: UnsafePointer<UInt64>
    ) {
        var length = size
        while length > 8 {
            for start in stride(from: 0, to: size, by: length) {
                vc_ifma_fr_two_layers(block + 4 * start, length / 4, 0, length / 4, twiddles)
            }
            length /= 4
        }
        vc_ifma_fr_last_layers(block, size, twiddles)
    }

    /// Multiplies the leading elements by `power`, `power`·shift, … and leaves in `power` what the next one is to be multiplied
    /// by; how many were done.
    static func scaleInLanes(_ values: UnsafeMutableBufferPointer<Fr>, by power: inout Fr, powersOf shift: Fr) -> Int {
        let count = values.count & ~7
        guard Kernel.current == .ifma, count > 0 else { return 0 }
        // The kernel's products lose a factor of 16.
        let sixteen: Fr = 16
        let factors = (0..<8).map { sixteen * power * shift.power($0) }
        let step = sixteen * shift.power(8)
        factors.withUnsafeBytes { factors in
            withUnsafeBytes(of: step) { step in
                vc_ifma_fr_scale(
                    UnsafeMutableRawPointer(values.baseAddress!).assumingMemoryBound(to: UInt64.self), count,
                    factors.baseAddress!.assumingMemoryBound(to: UInt64.self),
                    step.baseAddress!.assumingMemoryBound(to: UInt64.self))
            }
        }
        power *= shift.power(count)
        return count
    }

    /// The butterflies along two runs, a word at a time; whether they were done.
    static func butterfliesInWords(
        _ low: UnsafeMutablePointer<Fr>, _ high: UnsafeMutablePointer<Fr>, _ twiddles: UnsafePointer<Fr>, _ count: Int
    ) -> Bool {
        switch Kernel.current {
        case .scalar: vc_scalar_fr_butterflies(words(low), words(high), words(twiddles), count)
        case .gmp: vc_gmp_fr_butterflies(words(low), words(high), words(twiddles), count)
        case .portable, .ifma: return false
        }
        return true
    }
}
