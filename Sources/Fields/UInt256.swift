/// An unsigned integer below 2²⁵⁶, as four 64-bit limbs, least significant first.
///
/// It carries scalars, moduli and canonical field values; arithmetic on it is only what those need.
@frozen
public struct UInt256: Hashable, Sendable {
    public var l0: UInt64
    public var l1: UInt64
    public var l2: UInt64
    public var l3: UInt64

    @inlinable @inline(__always)
    public init(_ l0: UInt64, _ l1: UInt64 = 0, _ l2: UInt64 = 0, _ l3: UInt64 = 0) {
        self.l0 = l0
        self.l1 = l1
        self.l2 = l2
        self.l3 = l3
    }

    @inlinable public static var zero: UInt256 { UInt256(0) }
    @inlinable public static var one: UInt256 { UInt256(1) }

    @inlinable public var isZero: Bool { l0 | l1 | l2 | l3 == 0 }

    /// Limb `index`, 0 to 3; 0 is the least significant.
    @inlinable @inline(__always)
    public subscript(limb index: Int) -> UInt64 {
        switch index {
        case 0: l0
        case 1: l1
        case 2: l2
        default: l3
        }
    }

    /// The number of bits that the value needs: 0 for zero, at most 256.
    @inlinable public var bitWidth: Int {
        if l3 != 0 { return 256 - l3.leadingZeroBitCount }
        if l2 != 0 { return 192 - l2.leadingZeroBitCount }
        if l1 != 0 { return 128 - l1.leadingZeroBitCount }
        return 64 - l0.leadingZeroBitCount
    }

    /// Bit `index` (0 is the least significant, below 256).
    @inlinable @inline(__always)
    public func bit(_ index: Int) -> Bool { (self[limb: index >> 6] >> UInt64(index & 63)) & 1 == 1 }

    /// The `count` bits (1 to 64) from bit `offset` (below 256) on; bits past 255 read as zero.
    @inlinable @inline(__always)
    public func bits(from offset: Int, count: Int) -> UInt64 {
        let limb = offset >> 6
        let shift = UInt64(offset & 63)
        var word = self[limb: limb] >> shift
        if shift != 0 && limb < 3 { word |= self[limb: limb + 1] << (64 - shift) }
        return count == 64 ? word : word & ((1 << UInt64(count)) - 1)
    }

    /// `self + other` mod 2²⁵⁶ and the carry out.
    @inlinable @inline(__always)
    public func addingReportingCarry(_ other: UInt256) -> (sum: UInt256, carry: UInt64) {
        var c: UInt64 = 0
        let s0 = addWithCarry(l0, other.l0, &c)
        let s1 = addWithCarry(l1, other.l1, &c)
        let s2 = addWithCarry(l2, other.l2, &c)
        let s3 = addWithCarry(l3, other.l3, &c)
        return (UInt256(s0, s1, s2, s3), c)
    }

    /// `self − other` mod 2²⁵⁶ and the borrow out.
    @inlinable @inline(__always)
    public func subtractingReportingBorrow(_ other: UInt256) -> (difference: UInt256, borrow: UInt64) {
        var b: UInt64 = 0
        let d0 = subtractWithBorrow(l0, other.l0, &b)
        let d1 = subtractWithBorrow(l1, other.l1, &b)
        let d2 = subtractWithBorrow(l2, other.l2, &b)
        let d3 = subtractWithBorrow(l3, other.l3, &b)
        return (UInt256(d0, d1, d2, d3), b)
    }
}

extension UInt256: Comparable {
    @inlinable @inline(__always)
    public static func < (a: UInt256, b: UInt256) -> Bool { a.subtractingReportingBorrow(b).borrow == 1 }
}

extension UInt256: ExpressibleByIntegerLiteral {
    @inlinable public init(integerLiteral value: UInt64) { self.init(value) }
}

// MARK: - Bytes

extension UInt256 {
    /// Reads exactly 32 bytes, least significant first; nil for any other length.
    public init?(littleEndianBytes bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var limbs: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for (i, byte) in bytes.enumerated() {
            let word = UInt64(byte) << UInt64(8 * (i & 7))
            switch i >> 3 {
            case 0: limbs.0 |= word
            case 1: limbs.1 |= word
            case 2: limbs.2 |= word
            default: limbs.3 |= word
            }
        }
        self.init(limbs.0, limbs.1, limbs.2, limbs.3)
    }

    /// Reads exactly 32 bytes, most significant first; nil for any other length.
    public init?(bigEndianBytes bytes: some BidirectionalCollection<UInt8>) {
        self.init(littleEndianBytes: bytes.reversed())
    }

    /// 32 bytes, least significant first.
    public var littleEndianBytes: [UInt8] {
        (0..<32).map { UInt8(truncatingIfNeeded: self[limb: $0 >> 3] >> UInt64(8 * ($0 & 7))) }
    }

    /// 32 bytes, most significant first.
    public var bigEndianBytes: [UInt8] { littleEndianBytes.reversed() }
}

// MARK: - Carry chains

/// `a + b + carry`; the carry (0 or 1) goes in and comes out.
@inlinable @inline(__always)
package func addWithCarry(_ a: UInt64, _ b: UInt64, _ carry: inout UInt64) -> UInt64 {
    let sum = UInt128(a) &+ UInt128(b) &+ UInt128(carry)
    carry = UInt64(truncatingIfNeeded: sum &>> 64)
    return UInt64(truncatingIfNeeded: sum)
}

/// `a − b − borrow`; the borrow (0 or 1) goes in and comes out.
@inlinable @inline(__always)
package func subtractWithBorrow(_ a: UInt64, _ b: UInt64, _ borrow: inout UInt64) -> UInt64 {
    let (d1, o1) = a.subtractingReportingOverflow(b)
    let (d2, o2) = d1.subtractingReportingOverflow(borrow)
    // The bits of the flags rather than a choice on them: that becomes a branch, which random limbs mispredict.
    borrow = UInt64(unsafeBitCast(o1, to: UInt8.self) | unsafeBitCast(o2, to: UInt8.self))
    return d2
}

/// `a + b·c + carry`, never above 2¹²⁸ − 1: the low word is returned, the high one is the new carry.
@inlinable @inline(__always)
package func multiplyAdd(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ carry: inout UInt64) -> UInt64 {
    let sum = UInt128(b) &* UInt128(c) &+ UInt128(a) &+ UInt128(carry)
    carry = UInt64(truncatingIfNeeded: sum &>> 64)
    return UInt64(truncatingIfNeeded: sum)
}
