public import Fields

/// A group of prime order on a curve y² = x³ + b, with b ≠ 0.
public protocol ShortWeierstrassCurve: Sendable {
    /// The field of the coordinates.
    associatedtype Coordinate: Field
    /// The modulus of the scalars: the order of the group.
    associatedtype ScalarModulus: Modulus
    static var b: Coordinate { get }
    static var generator: AffinePoint<Self> { get }
    /// Whether a point of the curve lies in the group of prime order; always so where the cofactor is 1.
    static func isInSubgroup(_ point: AffinePoint<Self>) -> Bool
}

/// A point (x, y) of the group, or the identity, which is stored as (0, 0): no point, since b ≠ 0.
///
/// In memory two coordinates in Montgomery form, which is how `.zkey` files store points.
@frozen
public struct AffinePoint<C: ShortWeierstrassCurve>: Hashable, Sendable {
    public let x: C.Coordinate
    public let y: C.Coordinate

    /// No check: for coordinates that are known to be a point of the group.
    @inlinable @inline(__always)
    package init(uncheckedX x: C.Coordinate, y: C.Coordinate) {
        self.x = x
        self.y = y
    }

    /// The point with these coordinates, nil off the curve or outside the group. (0, 0) is no point here.
    public init?(x: C.Coordinate, y: C.Coordinate) {
        self.init(uncheckedX: x, y: y)
        guard isOnCurve, C.isInSubgroup(self) else { return nil }
    }

    @inlinable public static var identity: Self { Self(uncheckedX: .zero, y: .zero) }
    @inlinable public static var generator: Self { C.generator }

    @inlinable @inline(__always)
    public var isIdentity: Bool { x.isZero && y.isZero }

    /// Whether y² = x³ + b. False for the identity.
    @inlinable
    package var isOnCurve: Bool { y.squared() == x.squared() * x + C.b }

    @inlinable @inline(__always)
    public static prefix func - (p: Self) -> Self { Self(uncheckedX: p.x, y: -p.y) }

    @inlinable
    public static func + (p: Self, q: Self) -> Self { (JacobianPoint(p) + q).affine }

    @inlinable
    public static func - (p: Self, q: Self) -> Self { p + -q }

    /// Scalar multiplication; variable-time.
    @inlinable
    public static func * (scalar: PrimeField<C.ScalarModulus>, p: Self) -> Self {
        JacobianPoint(p).multiplied(by: scalar.canonical).affine
    }
}
