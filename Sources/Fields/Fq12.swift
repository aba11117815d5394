/// Fq6[w] / (w² − v): the field that BN254's pairing takes its values in. w⁶ = ξ = 9 + u.
@frozen
public struct Fq12: Field {
    /// The element c0 + c1·w.
    public var c0: Fq6
    public var c1: Fq6

    @inlinable @inline(__always)
    public init(_ c0: Fq6, _ c1: Fq6) {
        self.c0 = c0
        self.c1 = c1
    }

    @inlinable public static var zero: Fq12 { Fq12(.zero, .zero) }
    @inlinable public static var one: Fq12 { Fq12(.one, .zero) }

    public static func + (a: Fq12, b: Fq12) -> Fq12 { Fq12(a.c0 + b.c0, a.c1 + b.c1) }
    public static func - (a: Fq12, b: Fq12) -> Fq12 { Fq12(a.c0 - b.c0, a.c1 - b.c1) }
    public static prefix func - (a: Fq12) -> Fq12 { Fq12(-a.c0, -a.c1) }

    /// Karatsuba: 3M in Fq6.
    public static func * (a: Fq12, b: Fq12) -> Fq12 {
        let low = a.c0 * b.c0
        let high = a.c1 * b.c1
        let cross = (a.c0 + a.c1) * (b.c0 + b.c1)
        return Fq12(low + high.timesV, cross - low - high)
    }

    /// (c0 + c1)(c0 + v·c1) − (1 + v)·c0·c1 + 2·c0·c1·w: 2M in Fq6.
    public func squared() -> Fq12 {
        let product = c0 * c1
        let mixed = (c0 + c1) * (c0 + c1.timesV)
        return Fq12(mixed - product - product.timesV, product + product)
    }

    /// The product with 1 + b1·w + b3·w³, which is what a line of the Miller loop is: 10M in Fq2.
    package mutating func multiply(byLine b1: Fq2, _ b3: Fq2) {
        let low = c1.multiplied(byLinear: b1, b3)
        let high = c0.multiplied(byLinear: b1, b3)
        c0 = c0 + low.timesV
        c1 = c1 + high
    }

    /// c0 − c1·w: the power q⁶, and the inverse where the norm down to Fq6 is one.
    public var conjugate: Fq12 { Fq12(c0, -c1) }

    public func inverse() -> Fq12? {
        guard let inverse = (c0.squared() - c1.squared().timesV).inverse() else { return nil }
        return Fq12(c0 * inverse, -(c1 * inverse))
    }

    public static func random(using generator: inout some RandomNumberGenerator) -> Fq12 {
        Fq12(.random(using: &generator), .random(using: &generator))
    }
}
