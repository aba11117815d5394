public import Fields

/// BN254's first group: y² = x³ + 3 over Fq, cofactor 1 (EIP-196).
public enum BN254G1: ShortWeierstrassCurve {
    public typealias Coordinate = Fq
    public typealias ScalarModulus = BN254ScalarModulus
    @inlinable public static var b: Fq { 3 }
    @inlinable public static var generator: AffinePoint<BN254G1> { AffinePoint(uncheckedX: 1, y: 2) }
    @inlinable public static func isInSubgroup(_: AffinePoint<BN254G1>) -> Bool { true }
}

public typealias G1 = AffinePoint<BN254G1>

/// secp256k1: y² = x³ + 7, cofactor 1 (SEC 2, section 2.4.1).
public enum Secp256k1: ShortWeierstrassCurve {
    public typealias Coordinate = SecpBase
    public typealias ScalarModulus = Secp256k1ScalarModulus
    @inlinable public static var b: SecpBase { 7 }
    @inlinable public static var generator: AffinePoint<Secp256k1> { secp256k1Generator }
    @inlinable public static func isInSubgroup(_: AffinePoint<Secp256k1>) -> Bool { true }
}

@usableFromInline let secp256k1Generator = AffinePoint<Secp256k1>(
    uncheckedX: SecpBase(
        canonical: UInt256(0x59f2815b16f81798, 0x029bfcdb2dce28d9, 0x55a06295ce870b07, 0x79be667ef9dcbbac))!,
    y: SecpBase(
        canonical: UInt256(0x9c47d08ffb10d4b8, 0xfd17b448a6855419, 0x5da4fbfc0e1108a8, 0x483ada7726a3c465))!)

/// BN254's second group: y² = x³ + 3/(9 + u) over Fq2, the subgroup of order r (EIP-197).
public enum BN254G2: ShortWeierstrassCurve {
    public typealias Coordinate = Fq2
    public typealias ScalarModulus = BN254ScalarModulus
    @inlinable public static var b: Fq2 { bn254TwistB }
    @inlinable public static var generator: AffinePoint<BN254G2> { bn254G2Generator }
}

public typealias G2 = AffinePoint<BN254G2>

@usableFromInline let bn254TwistB = Fq2(3, 0) * Fq2(9, 1).inverse()!

@usableFromInline let bn254G2Generator = AffinePoint<BN254G2>(
    uncheckedX: Fq2(
        Fq(decimal: "10857046999023057135944570762232829481370756359578518086990519993285655852781")!,
        Fq(decimal: "11559732032986387107991004021392285783925812861821192530917403151452391805634")!),
    y: Fq2(
        Fq(decimal: "8495653923123431417604973247489272438418190587263600148770280649306958101930")!,
        Fq(decimal: "4082367875863433681332203403145435568316851327593401208105741076214120093531")!))
