package import Curves
package import Fields

/// The difference of two points by the arithmetic that snarkjs runs on, which does not reduce what it reads: coordinates at or
/// above the modulus, and points off the curve, lead to what they lead to there. Only `CircuitHash` meets such bytes.
///
/// Source: iden3, `wasmcurves`, `src/build_f1m.js`, and the formula for two affine points of `src/build_curve_jacobian_a0.js`:
/// EFD, shortw/jacobian-0, mmadd-2007-bl.
package enum UnreducedSum {
    /// left − right, where `left` is any pair of numbers below 2²⁵⁶ in the place of coordinates in Montgomery form.
    package static func difference(_ left: (x: UInt256, y: UInt256), _ right: G1) -> G1 {
        let (x1, y1) = (Number(left.x), Number(left.y))
        let (x2, y2) = (Number(right.x.montgomery), Number((-right.y).montgomery))
        let h = x2 - x1
        let square = h * h
        let i = (square + square) + (square + square)
        let j = h * i
        let r = (y2 - y1) + (y2 - y1)
        let v = x1 * i
        let x3 = r * r - j - (v + v)
        let y1j = y1 * j
        let y3 = r * (v - x3) - (y1j + y1j)
        return JacobianPoint<BN254G1>(uncheckedX: x3.element, y: y3.element, z: (h + h).element).affine
    }

    /// A number below 2²⁵⁶ that stands for its remainder modulo q.
    private struct Number {
        private let value: BigInteger

        private static let modulus = BigInteger(Fq.modulus)
        private static let limit = BigInteger(1) << 256
        /// −q⁻¹ mod 2²⁵⁶.
        private static let negativeInverse = limit - modulus.inverse(modulo: limit)!

        init(_ value: UInt256) { self.value = BigInteger(value) }

        /// The last 256 bits of what one subtraction of q leaves, where there is anything to subtract from.
        private init(reducingOnce value: BigInteger) {
            self.value = (value < Self.modulus ? value : value - Self.modulus) % Self.limit
        }

        static func + (a: Number, b: Number) -> Number { Number(reducingOnce: a.value + b.value) }

        static func - (a: Number, b: Number) -> Number {
            let difference = a.value - b.value
            return Number(((difference.isNegative ? difference + modulus : difference) % limit).uint256!)
        }

        /// a·b·2⁻²⁵⁶, by Montgomery's reduction.
        static func * (a: Number, b: Number) -> Number {
            let product = a.value * b.value
            let quotient = product % limit * negativeInverse % limit
            return Number(reducingOnce: (product + quotient * modulus) >> 256)
        }

        /// What the number, a Montgomery form, stands for.
        var element: Fq { Fq(montgomery: (value % Self.modulus).uint256!) }
    }
}
