public import Fields

extension ForeignField {
    // MARK: Signed limbs

    /// Limbs of B bits in [−2^(B−1), 2^(B−1)) that spell an integer congruent to `element`.
    package func limbs(_ element: Element) -> [Fr] { signedSlices(element, stride: 1, halves) }

    /// The same with a wide limb at every `tableStride`-th place only, one value a place.
    package func tableLimbs(_ element: Element) -> [Fr] { signedSlices(element, stride: tableStride, tableHalves) }

    /// The low and the high group of `limbs`.
    package func groupValues(_ element: Element) -> (low: Fr, high: Fr) {
        let (shifted, cut) = (shift(element, by: halves), limbBits * lowLimbCount)
        let rest = limbBits * limbCount - cut
        return (
            field(slice(shifted, 0, cut)) - field(slice(halves, 0, cut)),
            field(slice(shifted, cut, rest)) - field(slice(halves, cut, rest))
        )
    }

    /// With v + Σ half · 2^position in [0, 2^(kB)), its plain slices minus their halves are signed limbs of v.
    private func signedSlices(_ element: Element, stride step: Int, _ halves: UInt256) -> [Fr] {
        let shifted = shift(element, by: halves)
        return stride(from: 0, to: limbCount, by: step).map { i in
            let width = (Swift.min(limbCount, i + step) - i) * limbBits
            return field(slice(shifted, i * limbBits, width)) - powersOfTwo[width - 1]
        }
    }

    /// v + halves, or p less where that does not fit kB bits: both are congruent to v + halves.
    private func shift(_ element: Element, by halves: UInt256) -> UInt256 {
        let (sum, carry) = element.canonical.addingReportingCarry(halves)
        let fits = carry == 0 && sum.bitWidth <= limbBits * limbCount
        return fits ? sum : sum.subtractingReportingBorrow(M.value).difference
    }

    private func field(_ value: UInt256) -> Fr { Fr(canonical: value)! }

    private func slice(_ value: UInt256, _ offset: Int, _ count: Int) -> UInt256 {
        func limb(_ i: Int) -> UInt64 {
            let (from, left) = (offset + 64 * i, count - 64 * i)
            return from < 256 && left > 0 ? value.bits(from: from, count: Swift.min(64, left)) : 0
        }
        return UInt256(limb(0), limb(1), limb(2), limb(3))
    }

    // MARK: Canonical groups

    /// A canonical integer's low group, below 2^(Bg), and the rest: how a verifier supplies coordinates.
    public func unsignedGroups(_ element: Element) -> (low: Fr, high: Fr) {
        let (value, cut) = (element.canonical, limbBits * lowLimbCount)
        return (field(slice(value, 0, cut)), field(slice(value, cut, 256 - cut)))
    }

    // MARK: Back from limbs

    /// The element that limbs spell; values above r/2 count as negative.
    package func element(limbs: some Collection<Fr>) -> Element { element(limbs, weight: limbBits) }

    /// The element that a low and a high group spell.
    package func element(groups: some Collection<Fr>) -> Element { element(groups, weight: limbBits * lowLimbCount) }

    private func element(_ digits: some Collection<Fr>, weight: Int) -> Element {
        let (r, half) = (BigInteger(Fr.modulus), BigInteger(Fr.modulus) >> 1)
        return Element(
            reducing: digits.enumerated().reduce(BigInteger(0)) { total, digit in
                let value = BigInteger(digit.element.canonical)
                return total + ((value > half ? value - r : value) << (weight * digit.offset))
            })
    }
}
