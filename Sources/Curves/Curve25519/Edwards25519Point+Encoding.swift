import Fields

extension Edwards25519Point {
    /// Reads 32 bytes: y, least significant byte first, with the parity of x in bit 255.
    ///
    /// Takes what libsodium's `crypto_core_ed25519_is_valid_point` takes: nil for another length, a y at or above the
    /// prime, a point off the curve, outside the subgroup of order ℓ, or the identity. About 0.1 ms.
    public init?(encoding bytes: some Collection<UInt8>) {
        self.init(onCurve: bytes)
        guard !isIdentity, isInPrimeOrderSubgroup else { return nil }
    }

    /// The same without the subgroup: for bytes that libsodium has judged, and for torsion points in tests.
    package init?(onCurve bytes: some Collection<UInt8>) {
        guard var value = UInt256(littleEndianBytes: bytes) else { return nil }
        let odd = value.l3 >> 63 == 1
        value.l3 &= .max >> 1
        guard let y = Base25519(canonical: value) else { return nil }
        self.init(y: y, isOdd: odd)
    }

    /// The point with this y whose x has this parity; nil where there is none.
    private init?(y: Base25519, isOdd: Bool) {
        let yy = y.squared()
        guard let x = squareRoot(of: yy - .one, over: Self.d * yy + .one) else { return nil }
        if x.isZero && isOdd { return nil }
        self.init(uncheckedX: x.isOdd == isOdd ? x : -x, y: y)
    }

    /// 32 bytes: y, least significant byte first, with the parity of x in bit 255.
    public var encoding: [UInt8] {
        var value = y.canonical
        if x.isOdd { value.l3 |= 1 << 63 }
        return value.littleEndianBytes
    }

    /// Whether x is odd: bit 255 of the encoding.
    public var isNegative: Bool { x.isOdd }
}

// MARK: - From a Montgomery u

extension Edwards25519Point {
    /// Lifts an X25519 public key, 32 bytes of u: the point with y = (u − 1)/(u + 1) and x even.
    ///
    /// Nil for another length, bit 255 set, u at or above the prime, u = −1 (where y is infinite), a u of the twist,
    /// a point outside the subgroup of order ℓ, or the identity. About 0.1 ms.
    public init?(liftingU bytes: some Collection<UInt8>) {
        self.init(onCurveLiftingU: bytes)
        guard !isIdentity, isInPrimeOrderSubgroup else { return nil }
    }

    /// The same without the subgroup: for callers who have libsodium judge the point next.
    package init?(onCurveLiftingU bytes: some Collection<UInt8>) {
        guard let u = Base25519(littleEndianBytes: bytes), let inverse = (u + .one).inverse() else { return nil }
        self.init(y: (u - .one) * inverse, isOdd: false)
    }
}

extension Base25519 {
    /// Whether the canonical value is odd: "negative" in RFC 8032's words.
    package var isOdd: Bool { canonical.l0 & 1 == 1 }
}

/// A square root of numerator/denominator, nil where none exists or the denominator is zero; which of the two is not
/// specified.
///
/// One power for the root and the quotient together. Source: RFC 8032, section 5.1.3.
func squareRoot(of numerator: Base25519, over denominator: Base25519) -> Base25519? {
    guard !denominator.isZero else { return nil }
    let cube = denominator.squared() * denominator
    let seventh = cube.squared() * denominator
    let candidate = numerator * cube * (numerator * seventh).power(exponent)
    let check = denominator * candidate.squared()
    if check == numerator { return candidate }
    return check == -numerator ? candidate * squareRootOfMinusOne : nil
}

/// (p − 5)/8 = 2²⁵² − 3.
private let exponent = UInt256(.max - 2, .max, .max, .max >> 4)

/// 2^((p − 1)/4), since 2 is no square.
private let squareRootOfMinusOne = Base25519(2).power(UInt256(.max - 4, .max, .max, .max >> 3))
