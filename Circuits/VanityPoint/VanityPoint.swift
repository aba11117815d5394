public import Curves
public import Fields
public import Gadgets
public import R1CS

/// The message is a number k, 32 bytes big-endian, with k < 2²⁵⁰ and k·G = R on secp256k1.
///
/// In the circuit k's bits b are signed digits: Σ (2bⱼ − 1)·2^j = 2k − (2²⁵⁰ − 1), so with half the generator as base,
///
///     Σ (2bⱼ − 1)·2^j · (G/2) = R′        where R′ = R − ((2²⁵⁰ − 1)/2)·G
///
/// and R′ is what the public inputs spell: x low, x high, y low, y high, 128 bits each.
public struct VanityPoint: Relation {
    /// R, not the identity.
    public let point: AffinePoint<Secp256k1>
    /// R′, not the identity.
    private let shifted: AffinePoint<Secp256k1>

    /// Throws where R or R′ is the identity: for these no k in range exists, or none that the rows can express.
    public init(_ point: AffinePoint<Secp256k1>) throws(StatementError) {
        guard !point.isIdentity else { throw .degeneratePoint("R") }
        shifted = point - Self.offset
        guard !shifted.isIdentity else { throw .degeneratePoint("R'") }
        self.point = point
    }

    public static let name = "vanity-point"
    public static let messageLength = 32
    public static let publicInputNames = ["R' x low", "R' x high", "R' y low", "R' y high"]

    public func publicInputs() throws(StatementError) -> [Fr] {
        let (x, y) = (Self.field.unsignedGroups(shifted.x), Self.field.unsignedGroups(shifted.y))
        return [x.low, x.high, y.low, y.high]
    }

    /// k < 2²⁵⁰ and k·G = R. That k is not zero follows: R is not the identity.
    public func holds(for message: [UInt8]) -> Bool {
        guard let k = UInt256(bigEndianBytes: message), k.bitWidth <= Self.scalarBitCount else { return false }
        return JacobianPoint(AffinePoint<Secp256k1>.generator).multiplied(by: k).affine == point
    }

    public static func constrain(
        _ message: [Byte], publicInputs: [LinearCombination], in builder: inout CircuitBuilder
    ) throws(BoundError) {
        let bits = message.reversed().flatMap(\.bits)
        builder.region("k < 2^250") {
            // A sum of six bits is zero only if each is: nothing comes near r.
            $0.constrainEqual(.sum(bits[scalarBitCount...].map(\.form)), .zero)
        }
        let digits = builder.region("secp one-hot selectors") {
            $0.signedDigits(Array(bits[..<scalarBitCount]), width: windowBits)
        }
        let multiple = try builder.region("secp chain k*G") { builder throws(BoundError) in
            try builder.multiple(chain, by: digits)
        }
        try builder.region("R x") { builder throws(BoundError) in
            try builder.constrainX(of: multiple, low: publicInputs[0], high: publicInputs[1])
        }
        try builder.region("R y") { builder throws(BoundError) in
            try builder.constrainY(of: multiple, low: publicInputs[2], high: publicInputs[3])
        }
    }
}

extension VanityPoint {
    private static let scalarBitCount = 250
    private static let windowBits = 10

    /// secp256k1's p as 16 limbs of 16 bits, X¹⁶ = X² + 977; groups of 128 bits.
    private static let field = ForeignField<Secp256k1BaseModulus>(
        limbs: 16, of: 16, fold: [977, 0, 1], lowLimbs: 8, tableStride: 2)

    /// Half the generator: 2⁻¹ modulo the order, times G.
    private static let halfGenerator = SecpScalar(2).inverse()! * AffinePoint<Secp256k1>.generator

    /// (2²⁵⁰ − 1)·(G/2).
    package static let offset =
        (SecpScalar(2).power(scalarBitCount) - .one) * halfGenerator

    package static let chain: FixedBaseChain<Secp256k1BaseModulus> = {
        do {
            return try FixedBaseChain(
                CubicCurve.Point(x: halfGenerator.x, y: halfGenerator.y), order: BigInteger(SecpScalar.modulus),
                on: CubicCurve(a: 0, b: 0, c: 7), over: field, windows: scalarBitCount / windowBits,
                windowBits: windowBits)
        } catch {
            preconditionFailure("250 bits stay below the order of secp256k1")
        }
    }()
}
