internal import CKernels

extension Fq12 {
    /// The power qⁿ, n from 1 to 3: conjugate each coefficient n times and multiply that of wⁱ by ξ^(i(qⁿ − 1)/6).
    public func frobenius(_ n: Int) -> Fq12 {
        precondition((1...3).contains(n))
        let factors = Self.frobeniusFactors[n - 1]
        func image(_ coefficient: Fq2, _ i: Int) -> Fq2 {
            (n == 2 ? coefficient : coefficient.conjugate) * factors[i]
        }
        return Fq12(
            Fq6(n == 2 ? c0.c0 : c0.c0.conjugate, image(c0.c1, 2), image(c0.c2, 4)),
            Fq6(image(c1.c0, 1), image(c1.c1, 3), image(c1.c2, 5)))
    }

    /// ξ^((q − 1)/6).
    package static let frobeniusRoot = Fq2.xi.power(((BigInteger(Fq.modulus) - 1) / 6).uint256!)

    private static let frobeniusFactors: [[Fq2]] = {
        let root = frobeniusRoot
        let bases = [root, root * root.conjugate, root.squared() * root.conjugate]
        return bases.map { base in (0..<6).map { base.power($0) } }
    }()
}

// MARK: - The cyclotomic subgroup

extension Fq12 {
    /// The square of an element of the cyclotomic subgroup, the one of order q⁴ − q² + 1: 9S and a little in Fq2.
    ///
    /// With A = x₀ + x₃·t, B = x₁ + x₄·t, C = x₂ + x₅·t for the coefficients xᵢ of wⁱ and t = w³, the square of
    /// A + B·w + C·w² is (3A² − 2Ā) + (3tC² + 2B̄)·w + (3B² − 2C̄)·w².
    /// Source: Granger, Scott, "Faster Squaring in the Cyclotomic Subgroup of Sixth Degree Extensions", section 3.
    package var cyclotomicSquare: Fq12 {
        let (a0, a1) = Self.squareOverT(c0.c0, c1.c1)
        let (b0, b1) = Self.squareOverT(c1.c0, c0.c2)
        let (d0, d1) = Self.squareOverT(c0.c1, c1.c2)
        return Fq12(
            Fq6(
                (a0 - c0.c0).doubled() + a0,
                (b0 - c0.c1).doubled() + b0,
                (d0 - c0.c2).doubled() + d0),
            Fq6(
                Self.tripled(d1.timesXi, plusTwice: c1.c0),
                Self.tripled(a1, plusTwice: c1.c1),
                Self.tripled(b1, plusTwice: c1.c2)))
    }

    /// (x + y·t)² as (x² + ξy²) + 2xy·t, where t² = ξ.
    private static func squareOverT(_ x: Fq2, _ y: Fq2) -> (Fq2, Fq2) {
        let (xx, yy) = (x.squared(), y.squared())
        return (xx + yy.timesXi, (x + y).squared() - xx - yy)
    }

    private static func tripled(_ a: Fq2, plusTwice b: Fq2) -> Fq2 { (a + b).doubled() + a }

    /// The power n of an element of the cyclotomic subgroup, where an inverse is a conjugate: signed digits of 4 bits.
    package func cyclotomicPower(_ n: UInt64) -> Fq12 {
        let digits = Array(signedDigits(of: UInt256(n), width: 4).reversed().drop { $0 == 0 })
        return Kernel.current == .ifma ? powerInLanes(digits) : power(digits)
    }

    private func power(_ digits: [Int8]) -> Fq12 {
        let square = cyclotomicSquare
        var odd = [self]
        for _ in 0..<3 { odd.append(odd.last! * square) }
        var result = Fq12.one
        for digit in digits {
            result = result.cyclotomicSquare
            if digit != 0 {
                let factor = odd[Int(digit.magnitude) / 2]
                result = result * (digit < 0 ? factor.conjugate : factor)
            }
        }
        return result
    }

    /// The same with the six coefficients side by side.
    private func powerInLanes(_ digits: [Int8]) -> Fq12 {
        var result = Fq12.one
        withWords(of: self) { base in
            withMutableWords(of: &result) { vc_ifma_cyclotomic_power(base, digits, digits.count, $0) }
        }
        return result
    }
}

/// A value of field elements as the 64-bit words that it is in memory, for kernels.
package func withWords<Value, Result>(of value: Value, _ body: (UnsafePointer<UInt64>) -> Result) -> Result {
    withUnsafeBytes(of: value) { body($0.baseAddress!.assumingMemoryBound(to: UInt64.self)) }
}

package func withMutableWords<Value, Result>(
    of value: inout Value, _ body: (UnsafeMutablePointer<UInt64>) -> Result
) -> Result {
    withUnsafeMutableBytes(of: &value) { body($0.baseAddress!.assumingMemoryBound(to: UInt64.self)) }
}
