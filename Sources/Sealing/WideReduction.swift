package import Fields

extension Secret {
    /// 64 secret bytes, most significant first, modulo the order n of secp256k1: 32 bytes, most significant first.
    package borrowing func reducedModuloSecp256k1Order() -> Secret { reduced(modulo: Secp256k1ScalarModulus.self) }

    /// 64 secret bytes, most significant first, modulo a prime p: 32 bytes, most significant first. Uniform but for 2⁻²⁵⁶.
    ///
    /// No branch and no address depends on the bytes: Montgomery products and masked subtractions on 64-bit limbs.
    /// What is not done: limbs that pass through registers and the stack are not wiped, and no tool has measured the
    /// compiler's output.
    package borrowing func reduced<M: Modulus>(modulo _: M.Type) -> Secret {
        precondition(count == 64)
        return withPointer { wide in
            let (high, low) = (UInt256(bigEndian: wide), UInt256(bigEndian: wide + 32))
            // With R = 2²⁵⁶: high·R² / R = high·R, and low·R² / R · 1 / R = low, each modulo p.
            let upper = PrimeField<M>(montgomery: PrimeField<M>.multiply(M.rSquared, high))
            let lower = PrimeField<M>(
                montgomery: PrimeField<M>.multiply(PrimeField<M>.multiply(M.rSquared, low), .one))
            let sum = (upper + lower).montgomery
            return Secret(count: 32) { out in
                for i in 0..<32 { out[31 - i] = UInt8(truncatingIfNeeded: sum[limb: i >> 3] >> UInt64(8 * (i & 7))) }
            }
        }
    }
}

extension UInt256 {
    /// The 32 bytes at `bytes`, most significant first.
    package init(bigEndian bytes: UnsafePointer<UInt8>) {
        var limbs: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for i in 0..<8 {
            limbs.0 = limbs.0 << 8 | UInt64(bytes[24 + i])
            limbs.1 = limbs.1 << 8 | UInt64(bytes[16 + i])
            limbs.2 = limbs.2 << 8 | UInt64(bytes[8 + i])
            limbs.3 = limbs.3 << 8 | UInt64(bytes[i])
        }
        self.init(limbs.0, limbs.1, limbs.2, limbs.3)
    }
}
