/// A finite field of odd characteristic.
///
/// Every operation is total except `inverse`, which is nil exactly at zero.
/// Variable-time: elements are public values, or the caller says why it does not matter.
public protocol Field: Hashable, Sendable {
    static var zero: Self { get }
    static var one: Self { get }
    static func + (a: Self, b: Self) -> Self
    static func - (a: Self, b: Self) -> Self
    static func * (a: Self, b: Self) -> Self
    static prefix func - (a: Self) -> Self
    func squared() -> Self
    func doubled() -> Self
    /// The multiplicative inverse, nil exactly at zero.
    func inverse() -> Self?
}

extension Field {
    @inlinable public var isZero: Bool { self == .zero }
    @inlinable public func squared() -> Self { self * self }
    @inlinable public func doubled() -> Self { self + self }
    @inlinable public static func += (a: inout Self, b: Self) { a = a + b }
    @inlinable public static func -= (a: inout Self, b: Self) { a = a - b }
    @inlinable public static func *= (a: inout Self, b: Self) { a = a * b }

    /// `selfⁿ` for n given by limbs, least significant first. Variable-time in n.
    @inlinable
    public func power(limbs: [UInt64]) -> Self {
        var result = Self.one
        for limb in limbs.reversed() {
            for bit in stride(from: 63, through: 0, by: -1) {
                result = result.squared()
                if (limb >> UInt64(bit)) & 1 == 1 { result = result * self }
            }
        }
        return result
    }

    /// `selfⁿ`, by windows of 4 bits. Variable-time in n.
    @inlinable
    public func power(_ exponent: UInt256) -> Self {
        let windows = (exponent.bitWidth + 3) / 4
        guard windows > 8 else { return power(limbs: [exponent.l0]) }
        var powers = [Self.one, self]
        for _ in 2..<16 { powers.append(powers.last! * self) }
        var result = Self.one
        for window in (0..<windows).reversed() {
            result = result.squared().squared().squared().squared()
            let digit = Int(exponent.bits(from: 4 * window, count: 4))
            if digit != 0 { result = result * powers[digit] }
        }
        return result
    }

    /// `selfⁿ` for a small n.
    @inlinable
    public func power(_ exponent: Int) -> Self {
        precondition(exponent >= 0, "a negative power needs an inverse")
        var (result, base, n) = (Self.one, self, exponent)
        while n > 0 {
            if n & 1 == 1 { result = result * base }
            base = base.squared()
            n >>= 1
        }
        return result
    }
}

/// Replaces every element by its inverse and leaves zeros zero, with one inversion for all.
///
/// 3M an element: prefix products up, one inverse, back down.
/// Source: Montgomery, "Speeding the Pollard and Elliptic Curve Methods of Factorization", section 10.3.1.
@inlinable
public func invertAll<F: Field>(_ elements: inout [F]) {
    var prefix: [F] = []
    prefix.reserveCapacity(elements.count)
    var product = F.one
    for element in elements {
        prefix.append(product)
        if !element.isZero { product = product * element }
    }
    guard var inverse = product.inverse() else { return }
    for i in elements.indices.reversed() where !elements[i].isZero {
        let element = elements[i]
        elements[i] = inverse * prefix[i]
        inverse = inverse * element
    }
}
