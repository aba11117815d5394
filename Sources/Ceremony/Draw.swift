internal import Curves
internal import Fields
internal import Sealing

/// Field elements and points drawn from a seed, in the way of iden3's ceremonies: who has the seed draws the same.
///
/// Source: iden3, `ffjavascript`: `src/chacha.js` and `fromRng` of `src/wasm_field1.js`, `wasm_field2.js`, `wasm_curve.js`.
struct Draw {
    private var words: ChaCha20

    /// The first 32 bytes of a hash are the key, four by four in the opposite order.
    init(seed hash: [UInt8]) {
        words = ChaCha20(key: (0..<32).map { hash[$0 & ~3 | 3 - $0 & 3] })
    }

    /// Any element, by rejection. What is drawn is its Montgomery form.
    mutating func element<M: Modulus>(_: PrimeField<M>.Type = PrimeField<M>.self) -> PrimeField<M> {
        let mask = UInt64.max >> UInt64(M.value.l3.leadingZeroBitCount)
        while true {
            var limbs = [nextLimb(), nextLimb(), nextLimb(), nextLimb()]
            limbs[3] &= mask
            let candidate = UInt256(limbs[0], limbs[1], limbs[2], limbs[3])
            if candidate < M.value { return PrimeField(montgomery: candidate) }
        }
    }

    /// Any point of the first group but the identity.
    mutating func g1() -> G1 { point { $0.element() } }

    /// Any point of the second group: one of the twist, times the cofactor.
    mutating func g2() -> G2 {
        let point: G2 = point { draw in
            let c0 = draw.element(Fq.self)
            return Fq2(c0, draw.element())
        }
        return JacobianPoint(point).multiplied(by: Self.cofactor).affine
    }

    /// 2q − r, the twist's.
    private static let cofactor = (2 * BigInteger(Fq.modulus) - BigInteger(Fr.modulus)).uint256!

    /// The first x that a point has, and the one of its two points that a drawn bit says.
    private mutating func point<C>(_ x: (inout Draw) -> C.Coordinate) -> AffinePoint<C>
    where C.Coordinate: CompressibleCoordinate {
        while true {
            let x = x(&self)
            let isLarger = words.nextWord() & 1 == 1
            guard let y = (x.squared() * x + C.b).squareRoot() else { continue }
            return AffinePoint(uncheckedX: x, y: y.isLargerThanNegative == isLarger ? y : -y)
        }
    }

    /// The more significant word comes first.
    private mutating func nextLimb() -> UInt64 {
        let high = UInt64(words.nextWord())
        return high << 32 | UInt64(words.nextWord())
    }
}
