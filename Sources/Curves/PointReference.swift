/// Where a point lies, and whether it or its opposite is meant: an address, whose lowest bit says so.
///
/// Points are aligned to four bytes at least, so the bit is free. It is what the kernels gather points by.
package struct PointReference<C: ShortWeierstrassCurve> {
    private let bits: UInt

    @inline(__always)
    package init(_ point: UnsafePointer<AffinePoint<C>>, isOpposite: Bool = false) {
        bits = UInt(bitPattern: point) | (isOpposite ? 1 : 0)
    }

    @inline(__always)
    package init(_ point: UnsafeMutablePointer<AffinePoint<C>>, isOpposite: Bool = false) {
        self.init(UnsafePointer(point), isOpposite: isOpposite)
    }

    /// The point that is meant.
    @inline(__always)
    var point: AffinePoint<C> { bits & 1 == 0 ? address.pointee : -address.pointee }

    /// Where the point or its opposite lies.
    @inline(__always)
    var address: UnsafeMutablePointer<AffinePoint<C>> {
        UnsafeMutablePointer(bitPattern: bits & ~1).unsafelyUnwrapped
    }
}
