import Fields

extension Secp256k1 {
    /// secret·G for a secret scalar, in time and memory accesses that do not depend on it.
    ///
    /// `secret`: 32 bytes, most significant first, any value; it counts modulo n, and a multiple of n gives the identity.
    /// A fixed ladder of 256 doublings and 256 additions by one complete formula, the sum kept or dropped under a mask; the
    /// inversion at the end is a power with a fixed exponent, since a projective point tells of its scalar. About 0.15 ms.
    public static func generatorMultiple(secret: UnsafeRawBufferPointer) -> AffinePoint<Secp256k1> {
        precondition(secret.count == 32, "a scalar has 32 bytes")
        let g = CompleteProjectivePoint(x: generator.x, y: generator.y, z: .one)
        var result = CompleteProjectivePoint(x: .zero, y: .one, z: .zero)
        for byte in secret {
            for bit in stride(from: 7, through: 0, by: -1) {
                result = result + result
                let mask = 0 &- UInt64((byte >> UInt8(bit)) & 1)
                result = .select(mask, result + g, else: result)
            }
        }
        // Zero to the power p − 2 is zero: the identity comes out as (0, 0) without a branch.
        let inverse = result.z.power(SecpBase.modulus.subtractingReportingBorrow(2).difference)
        return AffinePoint(uncheckedX: result.x * inverse, y: result.y * inverse)
    }
}

/// (X : Y : Z) on secp256k1, for x = X/Z and y = Y/Z; (0 : 1 : 0) is the identity.
private struct CompleteProjectivePoint {
    var x: SecpBase
    var y: SecpBase
    var z: SecpBase

    /// 12M and two products by 3b = 21, for any two points, equal and identity among them.
    ///
    /// Source: Renes, Costello, Batina, "Complete addition formulas for prime order elliptic curves", algorithm 7.
    static func + (p: Self, q: Self) -> Self {
        let tripleB: SecpBase = 21
        let xx = p.x * q.x
        let yy = p.y * q.y
        let zz = p.z * q.z
        let xy = (p.x + p.y) * (q.x + q.y) - (xx + yy)
        let yz = (p.y + p.z) * (q.y + q.z) - (yy + zz)
        let xz = tripleB * ((p.x + p.z) * (q.x + q.z) - (xx + zz))
        let xx3 = xx + xx + xx
        let bzz = tripleB * zz
        let sum = yy + bzz
        let difference = yy - bzz
        return Self(
            x: xy * difference - yz * xz,
            y: difference * sum + xz * xx3,
            z: sum * yz + xx3 * xy)
    }

    /// `a` where the mask is all ones, `b` where it is zero.
    static func select(_ mask: UInt64, _ a: Self, else b: Self) -> Self {
        func choose(_ a: SecpBase, _ b: SecpBase) -> SecpBase {
            let (a, b) = (a.montgomery, b.montgomery)
            return SecpBase(
                montgomery: UInt256(
                    b.l0 ^ (mask & (a.l0 ^ b.l0)), b.l1 ^ (mask & (a.l1 ^ b.l1)),
                    b.l2 ^ (mask & (a.l2 ^ b.l2)), b.l3 ^ (mask & (a.l3 ^ b.l3))))
        }
        return Self(x: choose(a.x, b.x), y: choose(a.y, b.y), z: choose(a.z, b.z))
    }
}
