internal import CKernels
internal import Fields

/// How many points from the front are known to be canonical, each coordinate below the modulus, and on their curve or the
/// identity: found eight at a time, where the kernel in use does that for the curve, and none elsewhere.
///
/// The first point behind them need not be bad: whoever calls looks at what is left one by one.
package func soundPrefix<C>(of points: UnsafeBufferPointer<AffinePoint<C>>) -> Int {
    guard Kernel.current == .ifma, let start = points.baseAddress else { return 0 }
    let whole = points.count / 8 * 8
    if C.self == BN254G1.self { return vc_ifma_g1_off_curve(start, whole) }
    if C.self == BN254G2.self { return vc_ifma_g2_off_curve(start, whole) }
    return 0
}
