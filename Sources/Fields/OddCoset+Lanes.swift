internal import CKernels

// The transform's hot loops in C; the portable twins stand in `OddCoset.swift`.

extension OddCoset {
    /// All layers, the first three in one pass over memory and the others two to a pass; whether it was done. Small ones are not.
    func joinInLanes(_ values: UnsafeMutableBufferPointer<Fr>) -> Bool {
        let logSize = domain.logSize
        guard Kernel.current == .ifma, logSize >= 7 else { return false }
        let size = domain.size
        // Above the first three layers a block has an even number of them.
        let block = min(EvaluationDomain.blockSize / 2, 1 << (logSize - 1 | 1))
        let values = UnsafeMutableRawPointer(values.baseAddress!).assumingMemoryBound(to: UInt64.self)
        twiddles.withUnsafeBytes { twiddles in
            let twiddles = twiddles.baseAddress!.assumingMemoryBound(to: UInt64.self)
            parallelRanges(count: size / block) { blocks in
                for index in blocks { Self.joinBlockInLanes(values + 4 * index * block, block, twiddles) }
            }
            var length = block
            while 4 * length <= size {
                let quarter = length
                parallelRanges(count: size / 32, minimum: 1 << 5) { range in
                    EvaluationDomain.forEachStretch(of: range, inRunsOf: quarter / 8) { run, offset, count in
                        vc_ifma_fr_two_joins(values + 16 * run * quarter, quarter, 8 * offset, 8 * count, twiddles)
                    }
                }
                length *= 4
            }
            guard length < size else { return }
            parallelRanges(count: size / 16, minimum: 1 << 6) { range in
                vc_ifma_fr_join(values, size / 2, 8 * range.lowerBound, 8 * range.count, twiddles)
            }
        }
        return true
    }

    private static func joinBlockInLanes(
        _ block: UnsafeMutablePointer<UInt64>, _ size: Int, _ twiddles: UnsafePointer<UInt64>
    ) {
        vc_ifma_fr_first_joins(block, size, twiddles)
        var length = 8
        while length < size {
            for start in stride(from: 0, to: size, by: 4 * length) {
                vc_ifma_fr_two_joins(block + 4 * start, length, 0, length, twiddles)
            }
            length *= 4
        }
    }

    /// The layer along two runs, a word at a time; whether it was done.
    static func joinsInWords(
        _ low: UnsafeMutablePointer<Fr>, _ high: UnsafeMutablePointer<Fr>, _ twiddles: UnsafePointer<Fr>, _ count: Int
    ) -> Bool {
        switch Kernel.current {
        case .scalar: vc_scalar_fr_joins(words(low), words(high), words(twiddles), count)
        case .gmp: vc_gmp_fr_joins(words(low), words(high), words(twiddles), count)
        case .portable, .ifma: return false
        }
        return true
    }
}

/// The words of elements, in Montgomery form.
func words(_ elements: UnsafeMutablePointer<Fr>) -> UnsafeMutablePointer<UInt64> {
    UnsafeMutableRawPointer(elements).assumingMemoryBound(to: UInt64.self)
}

func words(_ elements: UnsafePointer<Fr>) -> UnsafePointer<UInt64> {
    UnsafeRawPointer(elements).assumingMemoryBound(to: UInt64.self)
}
