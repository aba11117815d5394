public import Curves
import Fields

/// A public key and its address computed a second way: affine coordinates and textbook formulas on GMP's integers.
///
/// It shares neither point arithmetic nor field arithmetic with `Curves`, and no hashing with the search, so that an error in
/// either cannot confirm itself. Slow (about two milliseconds) and variable-time; GMP leaves traces of the scalar in freed
/// memory. For what was found and for the owner's own key on the owner's own machine, once.
public struct IndependentDerivation: Hashable, Sendable {
    /// The public key.
    public let point: AffinePoint<Secp256k1>
    /// The public key's 33 bytes: 0x02 or 0x03, then x, most significant byte first (SEC 1, section 2.3.3).
    public let publicKey: [UInt8]
    public let address: BitcoinAddress

    /// scalar·G, plus `offsetFrom` where it is given.
    ///
    /// `scalar`: 32 bytes, most significant first, from 1 to n − 1; nil for anything else and where the sum is the identity.
    public init?(scalar: some Collection<UInt8>, offsetFrom origin: AffinePoint<Secp256k1>? = nil) {
        let scalar = Array(scalar)
        let k = BigInteger(bigEndianBytes: scalar)
        guard scalar.count == 32, !k.isZero, k < order else { return nil }
        var sum = multiply(k, generator)
        if let origin, !origin.isIdentity {
            sum = add(sum, (BigInteger(origin.x.canonical), BigInteger(origin.y.canonical)))
        }
        guard let sum, let x = sum.x.uint256, let y = sum.y.uint256,
            let point = AffinePoint<Secp256k1>(x: SecpBase(canonical: x)!, y: SecpBase(canonical: y)!)
        else { return nil }
        self.point = point
        publicKey = [sum.y.bit(0) ? 3 : 2] + x.bigEndianBytes
        address = BitcoinAddress(hash160: Hash160(publicKey: publicKey))
    }
}

/// Affine coordinates from 0 up to p.
private typealias Coordinates = (x: BigInteger, y: BigInteger)

// secp256k1, once more: SEC 2, section 2.4.1.
private let prime = (BigInteger(1) << 256) - (BigInteger(1) << 32) - 977
private let order = BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", radix: 16)!
private let generator: Coordinates = (
    BigInteger("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", radix: 16)!,
    BigInteger("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8", radix: 16)!
)

/// The chord and the tangent (SEC 1, section 2.2.1); nil is the identity.
private func add(_ p: Coordinates?, _ q: Coordinates?) -> Coordinates? {
    guard let p else { return q }
    guard let q else { return p }
    let slope: BigInteger
    if p.x == q.x {
        guard p.y == q.y, !p.y.isZero else { return nil }
        slope = 3 * p.x * p.x * (2 * p.y).inverse(modulo: prime)! % prime
    } else {
        slope = (q.y - p.y) * ((q.x - p.x) % prime).inverse(modulo: prime)! % prime
    }
    let x = (slope * slope - p.x - q.x) % prime
    return (x, (slope * (p.x - x) - p.y) % prime)
}

private func multiply(_ scalar: BigInteger, _ point: Coordinates) -> Coordinates? {
    var (sum, power): (Coordinates?, Coordinates?) = (nil, point)
    for bit in 0..<scalar.bitWidth {
        if scalar.bit(bit) { sum = add(sum, power) }
        power = add(power, power)
    }
    return sum
}
