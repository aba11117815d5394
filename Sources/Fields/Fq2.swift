/// Fq[u] / (u² + 1): the field that BN254's second group has its coordinates in.
@frozen
public struct Fq2: Field {
    /// The element c0 + c1·u.
    public var c0: Fq
    public var c1: Fq

    @inlinable @inline(__always)
    public init(_ c0: Fq, _ c1: Fq) {
        self.c0 = c0
        self.c1 = c1
    }

    @inlinable public static var zero: Fq2 { Fq2(.zero, .zero) }
    @inlinable public static var one: Fq2 { Fq2(.one, .zero) }

    @inlinable @inline(__always)
    public var isZero: Bool { c0.isZero && c1.isZero }

    @inlinable @inline(__always)
    public static func + (a: Fq2, b: Fq2) -> Fq2 { Fq2(a.c0 + b.c0, a.c1 + b.c1) }

    @inlinable @inline(__always)
    public static func - (a: Fq2, b: Fq2) -> Fq2 { Fq2(a.c0 - b.c0, a.c1 - b.c1) }

    @inlinable @inline(__always)
    public static prefix func - (a: Fq2) -> Fq2 { Fq2(-a.c0, -a.c1) }

    @inlinable @inline(__always)
    public func doubled() -> Fq2 { self + self }

    /// Karatsuba: 3M in Fq.
    @inlinable
    public static func * (a: Fq2, b: Fq2) -> Fq2 {
        let low = a.c0 * b.c0
        let high = a.c1 * b.c1
        let cross = (a.c0 + a.c1) * (b.c0 + b.c1)
        return Fq2(low - high, cross - low - high)
    }

    /// (c0 + c1)(c0 − c1) + 2·c0·c1·u: 2M in Fq.
    @inlinable
    public func squared() -> Fq2 {
        let product = c0 * c1
        return Fq2((c0 + c1) * (c0 - c1), product + product)
    }

    @inlinable
    public func scaled(by factor: Fq) -> Fq2 { Fq2(c0 * factor, c1 * factor) }

    /// c0 − c1·u, which is the Frobenius map.
    @inlinable
    public var conjugate: Fq2 { Fq2(c0, -c1) }

    /// c0² + c1², the norm down to Fq.
    @inlinable
    public var norm: Fq { c0.squared() + c1.squared() }

    @inlinable
    public func inverse() -> Fq2? {
        guard let inverse = norm.inverse() else { return nil }
        return conjugate.scaled(by: inverse)
    }

    /// A square root, nil where none exists; which of the two is not specified.
    ///
    /// With n = √(c0² + c1²), the root a + b·u has a² = (c0 ± n)/2 and b = c1/2a. Source: Adj, Rodríguez-Henríquez, "Square
    /// Root Computation over Even Extension Fields", section 4.
    public func squareRoot() -> Fq2? {
        if c1.isZero {
            // −1 is no square in Fq, so one of c0 and −c0 is.
            return c0.squareRoot().map { Fq2($0, .zero) } ?? (-c0).squareRoot().map { Fq2(.zero, $0) }
        }
        guard let n = norm.squareRoot() else { return nil }
        let sum = (c0 + n) * Self.half
        guard let a = sum.squareRoot() ?? (sum - n).squareRoot(), let inverse = a.inverse() else { return nil }
        return Fq2(a, c1 * Self.half * inverse)
    }

    private static let half = Fq(2).inverse()!

    public static func random(using generator: inout some RandomNumberGenerator) -> Fq2 {
        Fq2(.random(using: &generator), .random(using: &generator))
    }
}
