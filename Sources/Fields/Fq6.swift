/// Fq2[v] / (v³ − ξ) with ξ = 9 + u.
@frozen
public struct Fq6: Field {
    /// The element c0 + c1·v + c2·v².
    public var c0: Fq2
    public var c1: Fq2
    public var c2: Fq2

    @inlinable @inline(__always)
    public init(_ c0: Fq2, _ c1: Fq2, _ c2: Fq2) {
        self.c0 = c0
        self.c1 = c1
        self.c2 = c2
    }

    @inlinable public static var zero: Fq6 { Fq6(.zero, .zero, .zero) }
    @inlinable public static var one: Fq6 { Fq6(.one, .zero, .zero) }

    public static func + (a: Fq6, b: Fq6) -> Fq6 { Fq6(a.c0 + b.c0, a.c1 + b.c1, a.c2 + b.c2) }
    public static func - (a: Fq6, b: Fq6) -> Fq6 { Fq6(a.c0 - b.c0, a.c1 - b.c1, a.c2 - b.c2) }
    public static prefix func - (a: Fq6) -> Fq6 { Fq6(-a.c0, -a.c1, -a.c2) }

    /// Karatsuba: 6M in Fq2. Source: Devegili, Ó hÉigeartaigh, Scott, Dahab, "Multiplication and Squaring on
    /// Pairing-Friendly Fields", section 4.
    public static func * (a: Fq6, b: Fq6) -> Fq6 {
        let d0 = a.c0 * b.c0
        let d1 = a.c1 * b.c1
        let d2 = a.c2 * b.c2
        let e01 = (a.c0 + a.c1) * (b.c0 + b.c1) - d0 - d1
        let e02 = (a.c0 + a.c2) * (b.c0 + b.c2) - d0 - d2
        let e12 = (a.c1 + a.c2) * (b.c1 + b.c2) - d1 - d2
        return Fq6(d0 + e12.timesXi, e01 + d2.timesXi, e02 + d1)
    }

    /// The product with b0 + b1·v: 5M in Fq2.
    func multiplied(byLinear b0: Fq2, _ b1: Fq2) -> Fq6 {
        let d0 = c0 * b0
        let d1 = c1 * b1
        let e01 = (c0 + c1) * (b0 + b1) - d0 - d1
        return Fq6(d0 + (c2 * b1).timesXi, e01, c2 * b0 + d1)
    }

    /// 2M + 3S in Fq2. Source: the same, CH-SQR2.
    public func squared() -> Fq6 {
        let s0 = c0.squared()
        let s1 = (c0 * c1).doubled()
        let s2 = (c0 - c1 + c2).squared()
        let s3 = (c1 * c2).doubled()
        let s4 = c2.squared()
        return Fq6(s0 + s3.timesXi, s1 + s4.timesXi, s1 + s2 + s3 - s0 - s4)
    }

    /// The product with v.
    var timesV: Fq6 { Fq6(c2.timesXi, c0, c1) }

    /// 9M + 3S and one inversion in Fq2, from the norm down to Fq2.
    public func inverse() -> Fq6? {
        let t0 = c0.squared() - (c1 * c2).timesXi
        let t1 = c2.squared().timesXi - c0 * c1
        let t2 = c1.squared() - c0 * c2
        let norm = c0 * t0 + (c2 * t1 + c1 * t2).timesXi
        guard let inverse = norm.inverse() else { return nil }
        return Fq6(t0 * inverse, t1 * inverse, t2 * inverse)
    }

    public static func random(using generator: inout some RandomNumberGenerator) -> Fq6 {
        Fq6(.random(using: &generator), .random(using: &generator), .random(using: &generator))
    }
}

extension Fq2 {
    /// ξ = 9 + u, neither a square nor a cube in Fq2.
    package static var xi: Fq2 { Fq2(9, 1) }

    /// The product with ξ.
    @inlinable
    package var timesXi: Fq2 {
        let nine0 = c0.doubled().doubled().doubled() + c0
        let nine1 = c1.doubled().doubled().doubled() + c1
        return Fq2(nine0 - c1, nine1 + c0)
    }
}
