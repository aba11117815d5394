/// The width-w non-adjacent form of n, least significant first: digits 0 or odd and below 2ʷ⁻¹ in magnitude, w from 2 to 7, at
/// most one in w nonzero. One more digit than n has bits.
///
/// Source: Hankerson, Menezes, Vanstone, "Guide to Elliptic Curve Cryptography", algorithm 3.35.
@inlinable
package func signedDigits(of n: UInt256, width: Int) -> [Int8] {
    precondition((2...7).contains(width))
    let count = n.bitWidth
    var digits = [Int8](repeating: 0, count: count + 1)
    var (position, carry) = (0, 0)
    while position < count {
        let bits = Int(n.bits(from: position, count: width)) + carry
        if bits & 1 == 0 {
            position += 1
        } else {
            carry = bits >> (width - 1)
            digits[position] = Int8(bits - (carry << width))
            position += width
        }
    }
    // A carry needs the last bit of its window set, so no window that carries reaches past the end.
    digits[count] = Int8(carry)
    return digits
}
