// The prime fields of the product. Each is constants and the sentence that derives them; `PrimeFieldTests` derives them again.

/// 36x⁴ + 36x³ + 24x² + 6x + 1 at x = 4965661367192848881: the base field of BN254 (EIP-196).
public enum BN254BaseModulus: Modulus {
    @inlinable public static var value: UInt256 {
        UInt256(0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029)
    }
    @inlinable public static var negativeInverse: UInt64 { 0x87d20782e4866389 }
    @inlinable public static var r: UInt256 {
        UInt256(0xd35d438dc58f0d9d, 0x0a78eb28f5c70b3d, 0x666ea36f7879462c, 0x0e0a77c19a07df2f)
    }
    @inlinable public static var rSquared: UInt256 {
        UInt256(0xf32cfc5b538afa89, 0xb5e71911d44501fb, 0x47ab1eff0a417ff6, 0x06d89f71cab8351f)
    }
    @inlinable public static var nonResidue: UInt64 { 3 }
}

/// The field that BN254's points have their coordinates in.
public typealias Fq = PrimeField<BN254BaseModulus>

/// 36x⁴ + 36x³ + 18x² + 6x + 1 at x = 4965661367192848881: the order of BN254's groups (EIP-196).
public enum BN254ScalarModulus: Modulus {
    @inlinable public static var value: UInt256 {
        UInt256(0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029)
    }
    @inlinable public static var negativeInverse: UInt64 { 0xc2e1f593efffffff }
    @inlinable public static var r: UInt256 {
        UInt256(0xac96341c4ffffffb, 0x36fc76959f60cd29, 0x666ea36f7879462e, 0x0e0a77c19a07df2f)
    }
    @inlinable public static var rSquared: UInt256 {
        UInt256(0x1bb8e645ae216da7, 0x53fe3ab1e35c59e3, 0x8c49833d53bb8085, 0x0216d0b17f4e44a5)
    }
    @inlinable public static var nonResidue: UInt64 { 5 }
}

/// The field of circuits, witnesses and scalars; r − 1 is divisible by 2²⁸.
public typealias Fr = PrimeField<BN254ScalarModulus>

/// 2²⁵⁶ − 2³² − 977: the base field of secp256k1 (SEC 2, section 2.4.1).
public enum Secp256k1BaseModulus: Modulus {
    @inlinable public static var value: UInt256 {
        UInt256(0xfffffffefffffc2f, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff)
    }
    @inlinable public static var negativeInverse: UInt64 { 0xd838091dd2253531 }
    @inlinable public static var r: UInt256 {
        UInt256(0x00000001000003d1, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000)
    }
    @inlinable public static var rSquared: UInt256 {
        UInt256(0x000007a2000e90a1, 0x0000000000000001, 0x0000000000000000, 0x0000000000000000)
    }
    @inlinable public static var nonResidue: UInt64 { 3 }
}

/// The field that secp256k1's points have their coordinates in.
public typealias SecpBase = PrimeField<Secp256k1BaseModulus>

/// The order of secp256k1's group (SEC 2, section 2.4.1).
public enum Secp256k1ScalarModulus: Modulus {
    @inlinable public static var value: UInt256 {
        UInt256(0xbfd25e8cd0364141, 0xbaaedce6af48a03b, 0xfffffffffffffffe, 0xffffffffffffffff)
    }
    @inlinable public static var negativeInverse: UInt64 { 0x4b0dff665588b13f }
    @inlinable public static var r: UInt256 {
        UInt256(0x402da1732fc9bebf, 0x4551231950b75fc4, 0x0000000000000001, 0x0000000000000000)
    }
    @inlinable public static var rSquared: UInt256 {
        UInt256(0x896cf21467d7d140, 0x741496c20e7cf878, 0xe697f5e45bcd07c6, 0x9d671cd581c69bc5)
    }
    @inlinable public static var nonResidue: UInt64 { 5 }
}

/// Scalars of secp256k1: private keys and offsets.
public typealias SecpScalar = PrimeField<Secp256k1ScalarModulus>

/// 2²⁵⁵ − 19: the base field of Curve25519 and edwards25519 (RFC 7748).
public enum Curve25519BaseModulus: Modulus {
    @inlinable public static var value: UInt256 {
        UInt256(0xffffffffffffffed, 0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff)
    }
    @inlinable public static var negativeInverse: UInt64 { 0x86bca1af286bca1b }
    @inlinable public static var r: UInt256 {
        UInt256(0x0000000000000026, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000)
    }
    @inlinable public static var rSquared: UInt256 {
        UInt256(0x00000000000005a4, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000)
    }
    @inlinable public static var nonResidue: UInt64 { 2 }
}

/// The field that Curve25519's and edwards25519's points have their coordinates in.
public typealias Base25519 = PrimeField<Curve25519BaseModulus>

/// ℓ = 2²⁵² + 27742317777372353535851937790883648493: the order of Curve25519's large subgroup (RFC 7748).
public enum Curve25519ScalarModulus: Modulus {
    @inlinable public static var value: UInt256 {
        UInt256(0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0x0000000000000000, 0x1000000000000000)
    }
    @inlinable public static var negativeInverse: UInt64 { 0xd2b51da312547e1b }
    @inlinable public static var r: UInt256 {
        UInt256(0xd6ec31748d98951d, 0xc6ef5bf4737dcf70, 0xfffffffffffffffe, 0x0fffffffffffffff)
    }
    @inlinable public static var rSquared: UInt256 {
        UInt256(0xa40611e3449c0f01, 0xd00e1ba768859347, 0xceec73d217f5be65, 0x0399411b7c309a3d)
    }
    @inlinable public static var nonResidue: UInt64 { 2 }
}

/// Scalars of Curve25519's large subgroup.
public typealias Scalar25519 = PrimeField<Curve25519ScalarModulus>
