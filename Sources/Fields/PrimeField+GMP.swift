import CGMP

// What runs on GMP rather than on limbs: inversion, roots, radix conversion, reduction of wide integers.

extension PrimeField {
    /// The inverse, by GMP's extended Euclid; nil exactly at zero. Variable-time, about 1.3 µs.
    public func inverse() -> Self? {
        guard !isZero else { return nil }
        var limbs = (montgomery.l0, montgomery.l1, montgomery.l2, montgomery.l3)
        let p = M.value
        var prime = (p.l0, p.l1, p.l2, p.l3)
        var out = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
        withUnsafeLimbs(&limbs) { x in
            withUnsafeLimbs(&prime) { p in
                withUnsafeLimbs(&out) { out in
                    var a = __mpz_struct()
                    var modulus = __mpz_struct()
                    var inverse = __mpz_struct()
                    __gmpz_init2(&inverse, 320)
                    defer { __gmpz_clear(&inverse) }
                    _ = __gmpz_invert(&inverse, __gmpz_roinit_n(&a, x, 4), __gmpz_roinit_n(&modulus, p, 4))
                    __gmpz_export(out, nil, -1, 8, 0, 0, &inverse)
                }
            }
        }
        // (aR)⁻¹ · R² · R² / R² = a⁻¹R
        let once = Self.multiply(UInt256(out.0, out.1, out.2, out.3), M.rSquared)
        return Self(montgomery: Self.multiply(once, M.rSquared))
    }

    /// A square root, nil where none exists; which of the two is not specified.
    ///
    /// Modulo p = 3 mod 4 one power, about 6 µs: a^((p + 1)/4) squares to a·a^((p − 1)/2), which is a for a square.
    public func squareRoot() -> Self? {
        guard M.value.l0 & 3 == 3 else { return tonelliShanksRoot() }
        let p = M.value
        let quarter = UInt256(
            p.l0 >> 2 | p.l1 << 62, p.l1 >> 2 | p.l2 << 62, p.l2 >> 2 | p.l3 << 62, p.l3 >> 2)
        let root = power(quarter.addingReportingCarry(.one).sum)
        return root.squared() == self ? root : nil
    }

    /// Source: Tonelli and Shanks, as in Cohen, "A Course in Computational Algebraic Number Theory", algorithm 1.5.1.
    private func tonelliShanksRoot() -> Self? {
        if isZero { return self }
        let order = BigInteger(M.value) - 1
        var (odd, twos) = (order, 0)
        while !odd.bit(0) { (odd, twos) = (odd >> 1, twos + 1) }
        var root = power((odd + 1) >> 1)
        var residual = power(odd)
        var z = Self(M.nonResidue).power(odd)
        while residual != .one {
            var (order, t) = (0, residual)
            while t != .one && order < twos { (order, t) = (order + 1, t.squared()) }
            guard order < twos else { return nil }
            for _ in 0..<(twos - order - 1) { z = z.squared() }
            root *= z
            z = z.squared()
            residual *= z
            twos = order
        }
        return root
    }

    /// `selfⁿ` for a non-negative n of any size.
    public func power(_ exponent: BigInteger) -> Self {
        precondition(!exponent.isNegative)
        return Self(reducing: BigInteger(canonical).power(exponent, modulo: BigInteger(M.value)))
    }

    /// Any integer, reduced.
    public init(reducing value: BigInteger) {
        self.init(canonical: (value % BigInteger(M.value)).uint256!)!
    }

    /// Any number of bytes, least significant first, reduced.
    public init(reducingLittleEndian bytes: some Collection<UInt8>) {
        self.init(reducing: BigInteger(littleEndianBytes: bytes))
    }

    /// Any number of bytes, most significant first, reduced.
    public init(reducingBigEndian bytes: some Collection<UInt8>) {
        self.init(reducing: BigInteger(bigEndianBytes: bytes))
    }

    /// Canonical decimal digits: no sign, no leading zero, below the modulus; nil for anything else.
    public init?(decimal text: some StringProtocol) {
        guard text.utf8.count <= 78, text.first != "-", text.first != "0" || text.utf8.count == 1,
            let value = BigInteger(text)?.uint256
        else { return nil }
        self.init(canonical: value)
    }

    /// The canonical value in decimal.
    public var decimal: String { BigInteger(canonical).description }
}

extension PrimeField: CustomStringConvertible {
    public var description: String { decimal }
}

/// Four limbs where GMP can read and write them.
private func withUnsafeLimbs<Result>(
    _ limbs: inout (UInt64, UInt64, UInt64, UInt64), _ body: (UnsafeMutablePointer<mp_limb_t>) -> Result
) -> Result {
    withUnsafeMutableBytes(of: &limbs) { body($0.baseAddress!.assumingMemoryBound(to: mp_limb_t.self)) }
}
