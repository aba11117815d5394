public import Fields

/// A point of the group as (X/Z², Y/Z³); Z = 0 is the identity. The sums are complete: they take any two points.
@frozen
public struct JacobianPoint<C: ShortWeierstrassCurve>: Sendable {
    public var x: C.Coordinate
    public var y: C.Coordinate
    public var z: C.Coordinate

    @inlinable @inline(__always)
    package init(uncheckedX x: C.Coordinate, y: C.Coordinate, z: C.Coordinate) {
        self.x = x
        self.y = y
        self.z = z
    }

    @inlinable
    public init(_ point: AffinePoint<C>) {
        self.init(uncheckedX: point.x, y: point.y, z: point.isIdentity ? .zero : .one)
    }

    @inlinable public static var identity: Self { Self(uncheckedX: .one, y: .one, z: .zero) }

    @inlinable @inline(__always)
    public var isIdentity: Bool { z.isZero }

    @inlinable
    public static prefix func - (p: Self) -> Self { Self(uncheckedX: p.x, y: -p.y, z: p.z) }

    /// 2M + 5S. Source: EFD, shortw/jacobian-0, dbl-2009-l.
    @inlinable
    public func doubled() -> Self {
        if isIdentity { return self }
        let a = x.squared()
        let b = y.squared()
        let c = b.squared()
        let d = ((x + b).squared() - a - c).doubled()
        let e = a.doubled() + a
        let x3 = e.squared() - d.doubled()
        let y3 = e * (d - x3) - c.doubled().doubled().doubled()
        return Self(uncheckedX: x3, y: y3, z: (y * z).doubled())
    }

    /// 11M + 5S. Source: EFD, shortw/jacobian-0, add-2007-bl.
    @inlinable
    public static func + (p: Self, q: Self) -> Self {
        if p.isIdentity { return q }
        if q.isIdentity { return p }
        let z1z1 = p.z.squared()
        let z2z2 = q.z.squared()
        let u1 = p.x * z2z2
        let u2 = q.x * z1z1
        let s1 = p.y * q.z * z2z2
        let s2 = q.y * p.z * z1z1
        if u1 == u2 { return s1 == s2 ? p.doubled() : .identity }
        let h = u2 - u1
        let i = h.doubled().squared()
        let j = h * i
        let r = (s2 - s1).doubled()
        let v = u1 * i
        let x3 = r.squared() - j - v.doubled()
        let y3 = r * (v - x3) - (s1 * j).doubled()
        let z3 = ((p.z + q.z).squared() - z1z1 - z2z2) * h
        return Self(uncheckedX: x3, y: y3, z: z3)
    }

    /// 7M + 4S. Source: EFD, shortw/jacobian-0, madd-2007-bl.
    @inlinable
    public static func + (p: Self, q: AffinePoint<C>) -> Self {
        if q.isIdentity { return p }
        if p.isIdentity { return Self(q) }
        let z1z1 = p.z.squared()
        let u2 = q.x * z1z1
        let s2 = q.y * p.z * z1z1
        if u2 == p.x { return s2 == p.y ? p.doubled() : .identity }
        let h = u2 - p.x
        let hh = h.squared()
        let i = hh.doubled().doubled()
        let j = h * i
        let r = (s2 - p.y).doubled()
        let v = p.x * i
        let x3 = r.squared() - j - v.doubled()
        let y3 = r * (v - x3) - (p.y * j).doubled()
        let z3 = (p.z + h).squared() - z1z1 - hh
        return Self(uncheckedX: x3, y: y3, z: z3)
    }

    @inlinable
    public static func += (p: inout Self, q: Self) { p = p + q }

    @inlinable
    public static func += (p: inout Self, q: AffinePoint<C>) { p = p + q }

    /// `scalar` times the point, by signed digits over the odd multiples up to 7; variable-time.
    @inlinable
    public func multiplied(by scalar: UInt256) -> Self {
        let double = doubled()
        var odd = [self]
        for _ in 0..<3 { odd.append(odd.last! + double) }
        var result = Self.identity
        for digit in signedDigits(of: scalar, width: 4).reversed() {
            result = result.doubled()
            if digit > 0 { result += odd[Int(digit) / 2] }
            if digit < 0 { result += -odd[Int(-digit) / 2] }
        }
        return result
    }

    @inlinable
    public var affine: AffinePoint<C> {
        guard let inverse = z.inverse() else { return .identity }
        let square = inverse.squared()
        return AffinePoint(uncheckedX: x * square, y: y * square * inverse)
    }
}

extension JacobianPoint: Equatable {
    /// Whether two points are the same point, whatever their Z.
    @inlinable
    public static func == (p: Self, q: Self) -> Bool {
        if p.isIdentity || q.isIdentity { return p.isIdentity && q.isIdentity }
        let (zp, zq) = (p.z.squared(), q.z.squared())
        return p.x * zq == q.x * zp && p.y * zq * q.z == q.y * zp * p.z
    }
}

/// All points in affine form, with one inversion.
@inlinable
public func affine<C>(_ points: [JacobianPoint<C>]) -> [AffinePoint<C>] {
    var inverses = points.map(\.z)
    invertAll(&inverses)
    return zip(points, inverses).map { point, inverse in
        let square = inverse.squared()
        return AffinePoint(uncheckedX: point.x * square, y: point.y * square * inverse)
    }
}
