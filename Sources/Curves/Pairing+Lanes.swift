internal import CKernels
internal import Fields

extension Pairing {
    /// 3b' of the twist, as the kernel's tangents want it.
    private static let tripledB = BN254G2.b.doubled() + BN254G2.b

    /// The product of the Miller functions of all pairs, none of them with an identity, four loops side by side and each four a job
    /// of their own.
    static func millerLoopsInLanes(_ pairs: [(G1, G2)]) -> Fq12 {
        parallelMap((pairs.count + 3) / 4) { group in
            let four = pairs[4 * group..<min(pairs.count, 4 * group + 4)]
            return millerFunctions(Array(four)).reduce(.one, *)
        }.reduce(.one, *)
    }

    /// The Miller functions of one to four pairs.
    private static func millerFunctions(_ pairs: [(G1, G2)]) -> ArraySlice<Fq12> {
        let filled = pairs + Array(repeating: pairs[0], count: 4 - pairs.count)
        let points = filled.map(\.0)
        let images = filled.map { TwistFrobenius.image(of: $0.1) }
        let multiples = filled.map(\.1) + images + images.map { -TwistFrobenius.image(of: $0) }
        let digits = Array(loopDigits.dropFirst())
        var values = [Fq12](repeating: .one, count: 4)
        points.withUnsafeBytes { points in
            multiples.withUnsafeBytes { multiples in
                values.withUnsafeMutableBytes { values in
                    withWords(of: tripledB) { tripledB in
                        vc_ifma_miller_loops(
                            points.words, multiples.words, digits, digits.count, tripledB,
                            values.baseAddress!.assumingMemoryBound(to: UInt64.self))
                    }
                }
            }
        }
        return values.prefix(pairs.count)
    }
}

extension UnsafeRawBufferPointer {
    /// Field elements as the words that they are in memory.
    var words: UnsafePointer<UInt64> { baseAddress!.assumingMemoryBound(to: UInt64.self) }
}
