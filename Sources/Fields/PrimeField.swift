/// The integers modulo the prime `M.value`, kept in Montgomery form a·2²⁵⁶ mod p, always below p.
///
/// In memory: four 64-bit limbs, least significant first, which is also how iden3's files store an element.
/// Variable-time. Source for the multiplication: Koç, Acar, Kaliski, "Analyzing and Comparing Montgomery
/// Multiplication Algorithms" (CIOS).
@frozen
public struct PrimeField<M: Modulus>: Field {
    /// The Montgomery form, below the modulus.
    public var montgomery: UInt256

    /// `montgomery` must be below the modulus; asserted in debug builds.
    @inlinable @inline(__always)
    public init(montgomery: UInt256) {
        assert(montgomery < M.value, "a Montgomery form is below the modulus")
        self.montgomery = montgomery
    }

    @inlinable public static var zero: Self { Self(montgomery: .zero) }
    @inlinable public static var one: Self { Self(montgomery: M.r) }

    @inlinable @inline(__always)
    public var isZero: Bool { montgomery.isZero }

    @inlinable @inline(__always)
    public static func + (a: Self, b: Self) -> Self {
        let (sum, carry) = a.montgomery.addingReportingCarry(b.montgomery)
        return Self(montgomery: reduceOnce(sum, carry: carry))
    }

    @inlinable @inline(__always)
    public static func - (a: Self, b: Self) -> Self {
        let (difference, borrow) = a.montgomery.subtractingReportingBorrow(b.montgomery)
        let mask = 0 &- borrow
        let p = M.value
        let back = UInt256(p.l0 & mask, p.l1 & mask, p.l2 & mask, p.l3 & mask)
        return Self(montgomery: difference.addingReportingCarry(back).sum)
    }

    @inlinable @inline(__always)
    public static prefix func - (a: Self) -> Self { .zero - a }

    @inlinable @inline(__always)
    public func doubled() -> Self { self + self }

    @inlinable @inline(__always)
    public func squared() -> Self { self * self }

    /// a·b·2⁻²⁵⁶ mod p on Montgomery forms: 16 + 16 word products and 4 for the quotients.
    @inlinable @inline(__always)
    public static func * (a: Self, b: Self) -> Self {
        Self(montgomery: multiply(a.montgomery, b.montgomery))
    }

    @inlinable @inline(__always)
    package static func multiply(_ a: UInt256, _ b: UInt256) -> UInt256 {
        var t = UInt256.zero
        var t4: UInt64 = 0
        round(&t, &t4, a, b.l0)
        round(&t, &t4, a, b.l1)
        round(&t, &t4, a, b.l2)
        round(&t, &t4, a, b.l3)
        return reduceOnce(t, carry: t4)
    }

    /// t ← (t + a·w + m·p) / 2⁶⁴ with m chosen so that the division is exact; t stays below 2p.
    @inlinable @inline(__always)
    static func round(_ t: inout UInt256, _ t4: inout UInt64, _ a: UInt256, _ w: UInt64) {
        let p = M.value
        var high: UInt64 = 0
        let s0 = multiplyAdd(t.l0, a.l0, w, &high)
        let m = s0 &* M.negativeInverse
        var carry: UInt64 = 0
        _ = multiplyAdd(s0, m, p.l0, &carry)
        let s1 = multiplyAdd(t.l1, a.l1, w, &high)
        t.l0 = multiplyAdd(s1, m, p.l1, &carry)
        let s2 = multiplyAdd(t.l2, a.l2, w, &high)
        t.l1 = multiplyAdd(s2, m, p.l2, &carry)
        let s3 = multiplyAdd(t.l3, a.l3, w, &high)
        t.l2 = multiplyAdd(s3, m, p.l3, &carry)
        if M.hasSpareBits {
            t.l3 = high &+ carry
        } else {
            let top = UInt128(high) &+ UInt128(carry) &+ UInt128(t4)
            t.l3 = UInt64(truncatingIfNeeded: top)
            t4 = UInt64(truncatingIfNeeded: top &>> 64)
        }
    }

    /// The value 2²⁵⁶·carry + x, below 2p, brought below p.
    @inlinable @inline(__always)
    static func reduceOnce(_ x: UInt256, carry: UInt64) -> UInt256 {
        let (less, borrow) = x.subtractingReportingBorrow(M.value)
        // Below p exactly when the subtraction borrows and no carry pays for it.
        let keep = M.hasSpareBits ? 0 &- borrow : 0 &- (borrow & (1 &- carry))
        return UInt256(
            (x.l0 & keep) | (less.l0 & ~keep), (x.l1 & keep) | (less.l1 & ~keep),
            (x.l2 & keep) | (less.l2 & ~keep), (x.l3 & keep) | (less.l3 & ~keep))
    }
}

// MARK: - Canonical values

extension PrimeField {
    /// The prime.
    @inlinable public static var modulus: UInt256 { M.value }

    /// The least quadratic non-residue.
    @inlinable public static var nonResidue: UInt64 { M.nonResidue }

    /// The element with this canonical value; nil at or above the modulus.
    @inlinable
    public init?(canonical value: UInt256) {
        guard value < M.value else { return nil }
        self.init(montgomery: Self.multiply(value, M.rSquared))
    }

    /// The canonical value, below the modulus.
    @inlinable
    public var canonical: UInt256 { Self.multiply(montgomery, .one) }

    @inlinable
    public init(_ value: UInt64) {
        self.init(montgomery: Self.multiply(UInt256(value), M.rSquared))
    }

    /// A small signed integer; negative values count from the modulus down.
    @inlinable
    public init(_ value: Int) {
        let magnitude = Self(UInt64(value.magnitude))
        self = value < 0 ? -magnitude : magnitude
    }

    /// Reads 32 bytes, least significant first; nil for another length or a value at or above the modulus.
    public init?(littleEndianBytes bytes: some Collection<UInt8>) {
        guard let value = UInt256(littleEndianBytes: bytes) else { return nil }
        self.init(canonical: value)
    }

    /// Reads 32 bytes, most significant first; nil for another length or a value at or above the modulus.
    public init?(bigEndianBytes bytes: some BidirectionalCollection<UInt8>) {
        guard let value = UInt256(bigEndianBytes: bytes) else { return nil }
        self.init(canonical: value)
    }

    /// 32 bytes, least significant first.
    public var littleEndianBytes: [UInt8] { canonical.littleEndianBytes }

    /// 32 bytes, most significant first.
    public var bigEndianBytes: [UInt8] { canonical.bigEndianBytes }

    /// A uniform element, by rejection.
    public static func random(using generator: inout some RandomNumberGenerator) -> Self {
        let spare = UInt64(M.value.l3.leadingZeroBitCount)
        while true {
            let candidate = UInt256(
                generator.next(), generator.next(), generator.next(), generator.next() as UInt64 >> spare)
            if let element = Self(canonical: candidate) { return element }
        }
    }
}

extension PrimeField: ExpressibleByIntegerLiteral {
    @inlinable public init(integerLiteral value: UInt64) { self.init(value) }
}
