package import Fields

/// An element of secp256k1's base field as any integer below 2²⁵⁶ with the right residue.
///
/// p = 2²⁵⁶ − c with c = 2³² + 977, so the upper half of a product folds onto the lower one times c: 21 word products where
/// Montgomery's form takes 36, and the value needs no conversion before it is hashed. Variable-time only in `inverse`.
package struct LooseElement: Sendable {
    /// Below 2²⁵⁶, at times at or above p.
    package var value: UInt256

    @inline(__always)
    package init(_ value: UInt256) { self.value = value }

    package init(_ element: SecpBase) { self.init(element.canonical) }

    package static var one: LooseElement { LooseElement(UInt256(1)) }

    /// 2²⁵⁶ − p.
    private static var fold: UInt64 { 0x1_0000_03d1 }

    @inline(__always)
    package static func * (a: LooseElement, b: LooseElement) -> LooseElement {
        let (x, y) = (a.value, b.value)
        var c: UInt64 = 0
        var t0 = multiplyAdd(0, x.l0, y.l0, &c)
        var t1 = multiplyAdd(0, x.l1, y.l0, &c)
        var t2 = multiplyAdd(0, x.l2, y.l0, &c)
        var t3 = multiplyAdd(0, x.l3, y.l0, &c)
        var t4 = c
        c = 0
        t1 = multiplyAdd(t1, x.l0, y.l1, &c)
        t2 = multiplyAdd(t2, x.l1, y.l1, &c)
        t3 = multiplyAdd(t3, x.l2, y.l1, &c)
        t4 = multiplyAdd(t4, x.l3, y.l1, &c)
        var t5 = c
        c = 0
        t2 = multiplyAdd(t2, x.l0, y.l2, &c)
        t3 = multiplyAdd(t3, x.l1, y.l2, &c)
        t4 = multiplyAdd(t4, x.l2, y.l2, &c)
        t5 = multiplyAdd(t5, x.l3, y.l2, &c)
        var t6 = c
        c = 0
        t3 = multiplyAdd(t3, x.l0, y.l3, &c)
        t4 = multiplyAdd(t4, x.l1, y.l3, &c)
        t5 = multiplyAdd(t5, x.l2, y.l3, &c)
        t6 = multiplyAdd(t6, x.l3, y.l3, &c)
        let t7 = c
        // Low half + c · high half: below 2²⁵⁶ · 2³⁴. What passes 2²⁵⁶ folds once more.
        c = 0
        t0 = multiplyAdd(t0, t4, fold, &c)
        t1 = multiplyAdd(t1, t5, fold, &c)
        t2 = multiplyAdd(t2, t6, fold, &c)
        t3 = multiplyAdd(t3, t7, fold, &c)
        let over = fold.multipliedFullWidth(by: c)
        var carry: UInt64 = 0
        t0 = addWithCarry(t0, over.low, &carry)
        t1 = addWithCarry(t1, over.high, &carry)
        t2 = addWithCarry(t2, 0, &carry)
        t3 = addWithCarry(t3, 0, &carry)
        // After a carry less than 2⁶⁸ is left, so that c more cannot carry past the second word.
        let last = fold & (0 &- carry)
        carry = 0
        t0 = addWithCarry(t0, last, &carry)
        return LooseElement(UInt256(t0, t1 &+ carry, t2, t3))
    }

    @inline(__always)
    package func squared() -> LooseElement { self * self }

    @inline(__always)
    package static func + (a: LooseElement, b: LooseElement) -> LooseElement {
        let (sum, carry) = a.value.addingReportingCarry(b.value)
        var (once, again) = sum.addingReportingCarry(UInt256(fold & (0 &- carry)))
        // A second carry leaves less than c, so that c more stays in the first word.
        once.l0 &+= fold & (0 &- again)
        return LooseElement(once)
    }

    @inline(__always)
    package static func - (a: LooseElement, b: LooseElement) -> LooseElement {
        let (difference, borrow) = a.value.subtractingReportingBorrow(b.value)
        var (once, again) = difference.subtractingReportingBorrow(UInt256(fold & (0 &- borrow)))
        // A second borrow leaves at least 2²⁵⁶ − c, so that c less stays in the first word.
        once.l0 &-= fold & (0 &- again)
        return LooseElement(once)
    }

    /// The residue below p.
    @inline(__always)
    package var canonical: UInt256 {
        let (folded, carry) = value.addingReportingCarry(UInt256(Self.fold))
        let mask = 0 &- carry
        return UInt256(
            (folded.l0 & mask) | (value.l0 & ~mask), (folded.l1 & mask) | (value.l1 & ~mask),
            (folded.l2 & mask) | (value.l2 & ~mask), (folded.l3 & mask) | (value.l3 & ~mask))
    }

    /// The inverse; nil exactly at zero.
    package func inverse() -> LooseElement? { SecpBase(canonical: canonical)?.inverse().map(LooseElement.init) }
}
