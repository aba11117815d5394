internal import CKernels
internal import Fields

extension ShortScalars {
    /// Scalars of 128 bits have this many digits of 4 bits with a sign.
    private static let windows = 33

    package static func multiplesInLanes(of points: [G1], by scalars: [UInt128]) -> [JacobianPoint<BN254G1>] {
        stride(from: 0, to: points.count, by: 8).flatMap { start in
            let range = start..<min(start + 8, points.count)
            return eightSums(points[range], scalars[range]).prefix(range.count)
        }
    }

    static func sumInLanes(of points: [G1], by scalars: [UInt128]) -> JacobianPoint<BN254G1> {
        // No more terms a lane than their multiples fit a second-level cache.
        stride(from: 0, to: points.count, by: 128).reduce(.identity) { sum, start in
            let range = start..<min(start + 128, points.count)
            return eightSums(points[range], scalars[range]).reduce(sum, +)
        }
    }

    /// Eight sums, the one at i of all scalar · point with an index that is i modulo 8.
    private static func eightSums(
        _ points: ArraySlice<G1>, _ scalars: ArraySlice<UInt128>
    ) -> [JacobianPoint<BN254G1>] {
        let terms = (points.count + 7) / 8
        let missing = 8 * terms - points.count
        let points = points + Array(repeating: .identity, count: missing)
        let scalars = scalars + Array(repeating: 0, count: missing)
        let workspace = UnsafeMutableRawPointer.allocate(
            byteCount: vc_ifma_g1_multiples_workspace(terms), alignment: 64)
        defer { workspace.deallocate() }
        let sums = [Fq](unsafeUninitializedCapacity: 24) { sums, count in
            points.withUnsafeBytes { points in
                vc_ifma_g1_sums_of_multiples(
                    points.words, digits(of: scalars), terms, windows, workspace,
                    UnsafeMutableRawPointer(sums.baseAddress!).assumingMemoryBound(to: UInt64.self))
            }
            count = 24
        }
        return stride(from: 0, to: 24, by: 3).map { place in
            // From X/Z, Y/Z to X/Z², Y/Z³.
            let (x, y, z) = (sums[place], sums[place + 1], sums[place + 2])
            return JacobianPoint(uncheckedX: x * z, y: y * z.squared(), z: z)
        }
    }

    /// The digits of all scalars, the most significant of each first: with 8 added to each digit, they are those of the scalar
    /// plus 8·(1 + 16 + … + 16³¹), but for the topmost, which is the carry.
    private static func digits(of scalars: ArraySlice<UInt128>) -> [Int8] {
        let eights: UInt128 = 0x8888_8888_8888_8888_8888_8888_8888_8888
        var digits = [Int8](repeating: 0, count: windows * scalars.count)
        for (index, scalar) in scalars.enumerated() {
            let (sum, carry) = scalar.addingReportingOverflow(eights)
            digits[index] = carry ? 1 : 0
            for window in 1..<windows {
                let digit = Int8(truncatingIfNeeded: sum >> UInt128(4 * (windows - 1 - window)) & 15)
                digits[window * scalars.count + index] = digit - 8
            }
        }
        return digits
    }
}
