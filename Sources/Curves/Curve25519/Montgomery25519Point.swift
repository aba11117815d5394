public import Fields

/// A point (u, v) of Curve25519, v² = u³ + 486662·u² + u over 2²⁵⁵ − 19, in the subgroup of prime order ℓ.
///
/// The identity is stored as (0, 0), which is a point of order 2 and so no member of the group. Each sum costs one
/// inversion. Variable-time: for public points and tables. Source: RFC 7748, section 4.1.
public struct Montgomery25519Point: Hashable, Sendable {
    public let u: Base25519
    public let v: Base25519

    /// No check: for coordinates that are known to be a point of the group.
    @inlinable @inline(__always)
    package init(uncheckedU u: Base25519, v: Base25519) {
        self.u = u
        self.v = v
    }

    /// The point with these coordinates; nil off the curve, outside the group, and for (0, 0).
    public init?(u: Base25519, v: Base25519) {
        self.init(uncheckedU: u, v: v)
        guard isOnCurve, !u.isZero, edwards.isInPrimeOrderSubgroup else { return nil }
    }

    /// A, the curve's coefficient.
    public static var a: Base25519 { 486_662 }

    public static let identity = Self(uncheckedU: .zero, v: .zero)

    /// The base point: u = 9 and RFC 7748's V(P).
    public static let generator = Edwards25519Point.generator.montgomery

    /// H, as a point of this curve; see `Edwards25519Point.nothingUpMySleeve`.
    public static let nothingUpMySleeve = Edwards25519Point.nothingUpMySleeve.montgomery

    public var isIdentity: Bool { u.isZero }

    /// Whether v² = u³ + 486662·u² + u.
    package var isOnCurve: Bool { v.squared() == ((u + Self.a) * u + .one) * u }
}

// MARK: - The group

extension Montgomery25519Point {
    public static prefix func - (p: Self) -> Self { Self(uncheckedU: p.u, v: -p.v) }

    /// 1I + 3M, a doubling 1I + 5M. Source: EFD, montgom.
    public static func + (p: Self, q: Self) -> Self {
        if p.isIdentity { return q }
        if q.isIdentity { return p }
        if p.u == q.u { return p.v == q.v ? p.doubled() : .identity }
        return p.third(on: (q.v - p.v) * (q.u - p.u).inverse()!, with: q)
    }

    public static func - (p: Self, q: Self) -> Self { p + -q }

    public func doubled() -> Self {
        if isIdentity { return self }
        let uu = u.squared()
        let slope = (uu.doubled() + uu + (Self.a * u).doubled() + .one) * v.doubled().inverse()!
        return third(on: slope, with: self)
    }

    /// Minus the third point on the line through `self` and `q` that has this slope.
    private func third(on slope: Base25519, with q: Self) -> Self {
        let u3 = slope.squared() - Self.a - u - q.u
        return Self(uncheckedU: u3, v: slope * (u - u3) - v)
    }

    /// Scalar multiplication, through the Edwards form; variable-time.
    public static func * (scalar: Scalar25519, p: Self) -> Self { (scalar * p.edwards).montgomery }
}

// MARK: - The map

/// The odd square root of −486664: the one root by which all maps between the two forms go. It takes the base point
/// of one to the base point of the other.
package let squareRootOfMinus486664 = Base25519(
    canonical: UInt256(0x3391_fb55_00ba_81e7, 0x3a5e_2c2e_b482_e57d, 0x2d84_f723_fc03_b081, 0x70d9_120b_9f5f_f944))!

extension Edwards25519Point {
    /// The same point of the group on Curve25519: u = (1 + y)/(1 − y), v = √−486664 · u/x.
    ///
    /// An isomorphism of the groups of order ℓ. There x is zero for the identity alone, and y is never 1 for another
    /// point.
    public var montgomery: Montgomery25519Point {
        guard let inverse = (x * (.one - y)).inverse() else { return .identity }
        let u = (.one + y) * x * inverse
        return Montgomery25519Point(uncheckedU: u, v: squareRootOfMinus486664 * (.one + y) * inverse)
    }
}

extension Montgomery25519Point {
    /// The same point of the group on edwards25519: x = √−486664 · u/v, y = (u − 1)/(u + 1).
    public var edwards: Edwards25519Point {
        guard let inverse = (v * (u + .one)).inverse() else { return .identity }
        let x = squareRootOfMinus486664 * u * (u + .one) * inverse
        return Edwards25519Point(uncheckedX: x, y: (u - .one) * v * inverse)
    }
}
