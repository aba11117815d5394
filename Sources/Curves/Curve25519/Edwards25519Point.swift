public import Fields

/// A point (x, y) of edwards25519, −x² + y² = 1 + d·x²·y² over 2²⁵⁵ − 19, in the subgroup of prime order ℓ.
///
/// The public ways in check the equation and the subgroup. The sums are complete: they take any two points of the
/// curve. Variable-time: for public points only; secret scalars are multiplied by libsodium. Source: RFC 8032,
/// section 5.1; RFC 7748, section 4.1.
public struct Edwards25519Point: Hashable, Sendable {
    public let x: Base25519
    public let y: Base25519

    /// No check: for coordinates that are known to be a point.
    @inlinable @inline(__always)
    package init(uncheckedX x: Base25519, y: Base25519) {
        self.x = x
        self.y = y
    }

    /// d = −121665/121666, which has no square root: that is why the sums are complete.
    package static let d = -Base25519(121_665) * Base25519(121_666).inverse()!

    public static let identity = Self(uncheckedX: .zero, y: .one)

    /// The base point G: y = 4/5, x even.
    public static let generator = Self(
        uncheckedX: Base25519(
            canonical: UInt256(
                0xc956_2d60_8f25_d51a, 0x692c_c760_9525_a7b2, 0xc0a4_e231_fdd6_dc5c, 0x2169_36d3_cd6e_53fe)
        )!,
        y: Base25519(
            canonical: UInt256(
                0x6666_6666_6666_6658, 0x6666_6666_6666_6666, 0x6666_6666_6666_6666, 0x6666_6666_6666_6666)
        )!)

    /// H, a generator whose logarithm to the base G nobody knows: libsodium's `crypto_core_ed25519_from_uniform` of
    /// BLAKE2b-256("VerifiedCompute/H/v1"). A test derives it again, in two ways.
    ///
    /// Whoever knew its logarithm could open every sealed box that is proven with it.
    public static let nothingUpMySleeve = Self(
        uncheckedX: Base25519(
            canonical: UInt256(
                0x1c5f_ff3c_9f92_7ac2, 0x3bd8_f02b_3390_98a4, 0xcbb1_4c28_704a_ed0a, 0x06c1_d6d5_c1ef_f6fd)
        )!,
        y: Base25519(
            canonical: UInt256(
                0xc67d_a25d_0074_5ae2, 0x655f_1a82_be4f_09a3, 0x4ffa_f87a_6c1a_9825, 0x2daf_f781_c9a3_68b9)
        )!)

    @inlinable public var isIdentity: Bool { x.isZero && y == .one }

    /// Whether −x² + y² = 1 + d·x²·y².
    package var isOnCurve: Bool {
        let (xx, yy) = (x.squared(), y.squared())
        return yy - xx == .one + Self.d * xx * yy
    }

    /// Whether ℓ times the point is the identity; false for a point with a part in the torsion of order 8.
    package var isInPrimeOrderSubgroup: Bool { multiplied(by: Scalar25519.modulus).isIdentity }
}

// MARK: - The group

extension Edwards25519Point {
    public static prefix func - (p: Self) -> Self { Self(uncheckedX: -p.x, y: p.y) }

    public static func + (p: Self, q: Self) -> Self { (ExtendedPoint(p) + ExtendedPoint(q)).affine }

    public static func - (p: Self, q: Self) -> Self { p + -q }

    /// Scalar multiplication; variable-time.
    public static func * (scalar: Scalar25519, p: Self) -> Self { p.multiplied(by: scalar.canonical) }

    /// `scalar` times the point, by double and add; variable-time. The scalar is not reduced modulo ℓ.
    package func multiplied(by scalar: UInt256) -> Self {
        let point = ExtendedPoint(self)
        var sum = ExtendedPoint(.identity)
        for bit in stride(from: scalar.bitWidth - 1, through: 0, by: -1) {
            sum = sum + sum
            if scalar.bit(bit) { sum = sum + point }
        }
        return sum.affine
    }
}

/// (X : Y : Z : T) with x = X/Z, y = Y/Z and xy = T/Z.
private struct ExtendedPoint {
    let x, y, z, t: Base25519

    private static let twiceD = Edwards25519Point.d.doubled()

    init(x: Base25519, y: Base25519, z: Base25519, t: Base25519) {
        self.x = x
        self.y = y
        self.z = z
        self.t = t
    }

    init(_ point: Edwards25519Point) {
        self.init(x: point.x, y: point.y, z: .one, t: point.x * point.y)
    }

    /// 9M, doublings too. Source: EFD, twisted/extended-1, add-2008-hwcd-3.
    static func + (p: Self, q: Self) -> Self {
        let a = (p.y - p.x) * (q.y - q.x)
        let b = (p.y + p.x) * (q.y + q.x)
        let c = p.t * twiceD * q.t
        let d = (p.z * q.z).doubled()
        let (e, f, g, h) = (b - a, d - c, d + c, b + a)
        return Self(x: e * f, y: g * h, z: f * g, t: e * h)
    }

    /// Z is never zero, because the sums are complete.
    var affine: Edwards25519Point {
        let inverse = z.inverse()!
        return Edwards25519Point(uncheckedX: x * inverse, y: y * inverse)
    }
}
