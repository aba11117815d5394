internal import CKernels
internal import Fields

/// Sums of pairs of points in C, on the processors and for the curves that have a kernel. See `PairQueue`.
final class PairKernel<C: ShortWeierstrassCurve> {
    typealias Point = AffinePoint<C>
    private typealias Begin = (
        UnsafeMutablePointer<UnsafeRawPointer?>, UnsafeMutablePointer<UnsafeRawPointer?>, Int, UnsafeMutableRawPointer,
        UnsafeMutablePointer<UInt64>, UnsafeMutablePointer<UInt32>
    ) -> Int
    private typealias Finish = (
        UnsafePointer<UnsafeRawPointer?>, UnsafePointer<UnsafeRawPointer?>, UnsafePointer<UnsafeMutableRawPointer?>,
        Int, UnsafeMutableRawPointer, UnsafePointer<UInt64>, UnsafePointer<UnsafeRawPointer?>,
        UnsafePointer<UnsafeRawPointer?>, Int
    ) -> Void

    /// What is kept for so many pairs fits a quarter of a second-level cache of a megabyte.
    static var mostPairs: Int { C.self == BN254G1.self ? 1 << 11 : 1 << 10 }
    /// Below this the lanes that stay empty cost more than the others gain.
    static var fewestPairs: Int { 16 }

    private let begin: Begin
    private let finish: Finish
    private let workspace: UnsafeMutableRawPointer
    private let special: UnsafeMutablePointer<UInt32>
    /// What both take.
    let byteCount: Int

    /// Nil where the kernel in use is Swift's own or does not know the curve.
    init?() {
        let size: (Int) -> Int
        switch (Kernel.current, C.self == BN254G1.self, C.self == BN254G2.self) {
        case (.ifma, true, _): (begin, finish, size) = (vc_ifma_g1_begin, vc_ifma_g1_finish, vc_ifma_g1_workspace)
        case (.ifma, _, true): (begin, finish, size) = (vc_ifma_g2_begin, vc_ifma_g2_finish, vc_ifma_g2_workspace)
        case (.scalar, true, _):
            (begin, finish, size) = (vc_scalar_g1_begin, vc_scalar_g1_finish, vc_scalar_g1_workspace)
        case (.scalar, _, true):
            (begin, finish, size) = (vc_scalar_g2_begin, vc_scalar_g2_finish, vc_scalar_g2_workspace)
        case (.gmp, true, _): (begin, finish, size) = (vc_gmp_g1_begin, vc_gmp_g1_finish, vc_gmp_g1_workspace)
        case (.gmp, _, true): (begin, finish, size) = (vc_gmp_g2_begin, vc_gmp_g2_finish, vc_gmp_g2_workspace)
        default: return nil
        }
        let bytes = size(Self.mostPairs)
        workspace = .allocate(byteCount: bytes, alignment: 64)
        special = .allocate(capacity: Self.mostPairs)
        byteCount = bytes + 4 * Self.mostPairs
    }

    deinit {
        workspace.deallocate()
        special.deallocate()
    }

    /// Writes the sums but those of pairs that need a formula of their own: these come first in the arrays then, and their
    /// number is returned. At most `mostPairs` pairs, which is a multiple of what the arrays are filled up to.
    func add(_ pairs: PairList<C>, before next: PairList<C>) -> Int {
        assert(pairs.count <= Self.mostPairs && Self.mostPairs % Int(VC_PAIRS_MULTIPLE) == 0)
        func raw(_ references: UnsafeMutablePointer<PointReference<C>>) -> UnsafeMutablePointer<UnsafeRawPointer?> {
            UnsafeMutableRawPointer(references).assumingMemoryBound(to: UnsafeRawPointer?.self)
        }
        let (lefts, rights) = (raw(pairs.lefts), raw(pairs.rights))
        let sums = UnsafeMutableRawPointer(pairs.sums).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        var product = Fq.zero
        let specials = withUnsafeMutableBytes(of: &product) {
            begin(lefts, rights, pairs.count, workspace, $0.baseAddress!.assumingMemoryBound(to: UInt64.self), special)
        }
        let inverse = product.inverse()!
        withUnsafeBytes(of: inverse) {
            finish(
                lefts, rights, sums, pairs.count, workspace, $0.baseAddress!.assumingMemoryBound(to: UInt64.self),
                raw(next.lefts), raw(next.rights), next.count)
        }
        for place in 0..<specials {
            let index = Int(special[place])
            pairs.lefts[place] = pairs.lefts[index]
            pairs.rights[place] = pairs.rights[index]
            pairs.sums[place] = pairs.sums[index]
        }
        return specials
    }
}
