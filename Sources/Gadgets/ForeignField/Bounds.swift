package import Fields

/// How far the integer coefficients of a polynomial may lie from zero, one bound a limb.
package struct Bounds: Sendable, Equatable {
    package let limbs: [BigInteger]

    package init(_ limbs: [BigInteger]) { self.limbs = limbs }

    /// Of the constant polynomial `value`, a small number.
    init<M>(constant value: PrimeField<M>, in field: ForeignField<M>) {
        limbs = (0..<field.limbCount).map { $0 == 0 ? BigInteger(value.canonical) : 0 }
    }

    /// Of a sum or a difference.
    package static func + (a: Bounds, b: Bounds) -> Bounds { Bounds(zip(a.limbs, b.limbs).map { $0 + $1 }) }
}

extension ForeignField {
    /// Bounds of `limbs`.
    package var limbBounds: Bounds { bounds(stride: 1) }

    /// Bounds of `tableLimbs`, zero where there is none.
    var tableLimbBounds: Bounds { bounds(stride: tableStride) }

    /// Bounds of unsigned limbs of B bits.
    var unsignedBounds: Bounds { unsignedBounds(stride: 1) }

    /// Bounds of unsigned parts of `step` limbs each.
    func unsignedBounds(stride step: Int) -> Bounds {
        Bounds((0..<limbCount).map { $0 % step == 0 ? BigInteger(1) << (limbBits * step) : 0 })
    }

    private func bounds(stride step: Int) -> Bounds {
        Bounds(
            (0..<limbCount).map { i in
                i % step == 0 ? BigInteger(1) << ((min(limbCount, i + step) - i) * limbBits - 1) : 0
            })
    }

    /// Bounds of the folded product of two polynomials.
    package func productBounds(_ a: Bounds, _ b: Bounds) -> Bounds {
        var product = [BigInteger](repeating: 0, count: pointCount)
        for (i, x) in a.limbs.enumerated() where !x.isZero {
            for (j, y) in b.limbs.enumerated() where !y.isZero { product[i + j] = product[i + j] + x * y }
        }
        var folded = [BigInteger](repeating: 0, count: limbCount)
        for (i, x) in product.enumerated() {
            for (j, factor) in reductions[i].enumerated() where factor != 0 {
                folded[j] = folded[j] + BigInteger(abs(factor)) * x
            }
        }
        return Bounds(folded)
    }
}
