/// An odd prime of 193 to 256 bits and the constants of Montgomery arithmetic modulo it, with R = 2²⁵⁶.
///
/// The constants are written out so that the compiler folds them into the code; a test derives each again with GMP.
public protocol Modulus: Sendable {
    /// The prime p.
    static var value: UInt256 { get }
    /// −p⁻¹ mod 2⁶⁴.
    static var negativeInverse: UInt64 { get }
    /// R mod p: the Montgomery form of one.
    static var r: UInt256 { get }
    /// R² mod p: brings a canonical value into Montgomery form.
    static var rSquared: UInt256 { get }
    /// The least quadratic non-residue.
    static var nonResidue: UInt64 { get }
}

extension Modulus {
    /// p < 2²⁵⁴, so that sums in the inner loop of a multiplication need no fifth limb.
    @inlinable @inline(__always)
    package static var hasSpareBits: Bool { value.l3 >> 62 == 0 }
}
